"""Reads a YAML file and remembers on which line each key stands, so that a fault in content can be pointed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError

KeyPath = tuple[str | int, ...]
Lines = dict[tuple, int]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: str | Path) -> tuple[Any, Lines]:
    """Read one YAML file.

    Args:
        path: the file, UTF-8.

    Returns:
        The data, and the line (from 1) of each key path: `("entries", 3, "phone")`, and `()` for the whole file.

    Raises:
        ContentError: with file, line and (as attribute too) `line`: the file cannot be read, is not YAML, or says a
            key twice in one mapping, where plain YAML would silently keep the last.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, 1, f"cannot be read: {error}") from error
    try:
        return _parse(path, text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        raise _fault(path, mark.line + 1 if mark else 1, f"not valid YAML: {problem}") from error


def line_of(lines: Lines, key_path: KeyPath) -> int:
    """The line of a key path, or of the nearest thing around it that has one (for a key that is missing)."""
    while key_path and key_path not in lines:
        key_path = key_path[:-1]
    return lines.get(key_path, 1)


def _parse(path: str | Path, text: str) -> tuple[Any, Lines]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        reader = _Reader(path, loader)
        return (None if node is None else reader.read(node, (), frozenset())), reader.lines
    finally:
        loader.dispose()


def _fault(path: str | Path, line: int, problem: str) -> ContentError:
    error = ContentError(f"{path}:{line}: {problem}")
    error.line = line  # type: ignore[attr-defined]
    return error


class _Reader:
    """Turns YAML nodes into plain data and notes the lines on the way."""

    def __init__(self, path: str | Path, loader: Any) -> None:
        self.path, self.loader = path, loader
        self.lines: Lines = {(): 1}

    def read(self, node: yaml.Node, at: KeyPath, above: frozenset[int]) -> Any:
        if id(node) in above:
            raise self.fault(node, at, "refers to itself")
        above = above | {id(node)}
        self.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, at, above)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*at, place), above) for place, item in enumerate(node.value)]
        return self.loader.construct_object(node)

    def read_mapping(self, node: yaml.MappingNode, at: KeyPath, above: frozenset[int]) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag.endswith(":merge"):
                raise self.fault(key_node, at, "only plain keys are read here")
            key = self.loader.construct_object(key_node)
            here = (*at, key)
            if key in data:
                raise self.fault(key_node, here, f"key {key!r} is here twice (first on line {self.lines[here]})")
            self.lines[here] = key_node.start_mark.line + 1
            data[key] = self.read(value_node, here, above)
        return data

    def fault(self, node: yaml.Node, at: KeyPath, problem: str) -> ContentError:
        name = ".".join(map(str, at)) or "file"
        return _fault(self.path, node.start_mark.line + 1, f"{name}: {problem}")
