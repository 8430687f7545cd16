"""Serve without TensorFlow. Rasa imports it whatever the pipeline: 350 MB and ten seconds that a linear model never uses.

While the configuration names no component that computes with TensorFlow, empty stand-ins take its place for this
process, before Rasa is imported. Training is not touched. The dialogues are the same with and without
(tests/test_lean.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import yaml

from bot.settings import ROOT

STOOD_IN_FOR = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
NEED_TENSORFLOW = ("DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy", "ConveRTFeaturizer",
                   "LanguageModelFeaturizer")


class _Anything(type):
    """A class that has every attribute, may be subclassed, called and subscripted: enough for definitions to run."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (), {})

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__module__ == __name__:      # used as a decorator or a function
            return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else cls
        return super().__call__(*args, **kwargs)

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __iter__(cls) -> Iterator[Any]:
        return iter(())

    def __or__(cls, _: Any) -> Any:
        return cls

    __ror__ = __or__


class _StandIn(ModuleType):
    """A module in which every name is there."""

    __path__: ClassVar[list[str]] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (), {})


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in STOOD_IN_FOR else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def needs_tensorflow(config: Path = ROOT / "config.yml") -> bool:
    """Whether the configuration names a component that computes with TensorFlow."""
    content = yaml.safe_load(config.read_text(encoding="utf-8"))
    names = [part["name"].rpartition(".")[2] for part in [*content["pipeline"], *content["policies"]]]
    return any(name in NEED_TENSORFLOW for name in names)


def serve_lean() -> bool:
    """Put the stand-ins in place, if nothing needs the real ones and nothing imported them yet; whether it was done."""
    if needs_tensorflow() or any(name in sys.modules for name in STOOD_IN_FOR):
        return False
    sys.meta_path.insert(0, _Finder())
    return True
