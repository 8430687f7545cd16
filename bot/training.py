"""The model is trained when what it is made of changed, and only then."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TrainingError
from bot.settings import ROOT

MODELS = ROOT / "models"
CODE = ("bot/nlu/classifier.py", "bot/nlu/features.py", "requirements.lock")


@dataclass(frozen=True)
class Recipe:
    """What a model is made of, and the command that makes it (`rasa train …`)."""

    name: str
    sources: tuple[str, ...]
    command: tuple[str, ...]


TALK = Recipe("", ("config.yml", "domain.yml", "data/nlu", "data/concepts.yml", "data/stories", *CODE),
              ("--domain", "domain.yml", "--config", "config.yml", "--data", "data"))
MOVES = Recipe("moves-", ("rehearsal/config.yml", "rehearsal/nlu", "data/concepts.yml", *CODE),
               ("nlu", "--config", "rehearsal/config.yml", "--nlu", "rehearsal/nlu"))


def fingerprint(root: Path = ROOT, recipe: Recipe = TALK) -> str:
    """Of everything that a trained model depends on: pipeline, domain, examples, stories, components, versions."""
    digest = hashlib.sha256()
    for source in recipe.sources:
        path = root / source
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*")
                                                     if file.suffix in (".yml", ".py"))
        for file in files:
            digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_path(recipe: Recipe = TALK) -> Path:
    """Where the model of the files as they stand is, or would be."""
    return MODELS / f"{recipe.name}{fingerprint(recipe=recipe)}.tar.gz"


def ensure_model(say=print, recipe: Recipe = TALK) -> Path:
    """The path of a model that fits the files; trains one (a minute or two) when there is none.

    Raises:
        TrainingError: names the log that says why.
    """
    path = model_path(recipe)
    MODELS.mkdir(exist_ok=True)
    with (MODELS / "train.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)        # of two that start together one trains, and the other waits for it
        if not path.is_file():
            _train(path, recipe, say)
    return path


def _train(path: Path, recipe: Recipe, say: Callable[[str], None]) -> None:
    log = MODELS / f"{recipe.name}train.log"
    say("Het model wordt getraind: dit gebeurt één keer, tot de voorbeelden veranderen …")
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", *recipe.command, "--quiet", "--out", str(MODELS),
               "--fixed-model-name", path.name.removesuffix(".tar.gz")]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
                                   env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"})
        while process.poll() is None:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                say(f"  … {time.monotonic() - started:.0f} s")
    if process.returncode or not path.is_file():
        raise TrainingError(f"training failed; {log.relative_to(ROOT)} says why")
    for old in MODELS.glob(f"{recipe.name}*.tar.gz"):
        if old != path and old.name.startswith(MOVES.name) == bool(recipe.name):
            old.unlink()
    say(f"  klaar in {time.monotonic() - started:.0f} s")
