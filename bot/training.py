"""The model is trained when what it is made of changed, and only then."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import TrainingError
from bot.settings import ROOT

MODELS = ROOT / "models"
SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/concepts.yml", "data/stories", "bot/nlu/classifier.py",
           "bot/nlu/features.py", "requirements.lock")


def fingerprint(root: Path = ROOT) -> str:
    """Of everything that a trained model depends on: pipeline, domain, examples, stories, components, versions."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = root / source
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*")
                                                     if file.suffix in (".yml", ".py"))
        for file in files:
            digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the files as they stand is, or would be."""
    return MODELS / f"{fingerprint()}.tar.gz"


def ensure_model(say=print) -> Path:
    """The path of a model that fits the files; trains one (a minute or two) when there is none.

    Raises:
        TrainingError: names the log that says why.
    """
    path = model_path()
    MODELS.mkdir(exist_ok=True)
    with (MODELS / "train.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)        # of two that start together one trains, and the other waits for it
        if not path.is_file():
            _train(path, say)
    return path


def _train(path: Path, say: Callable[[str], None]) -> None:
    log = MODELS / "train.log"
    say("Het model wordt getraind: dit gebeurt één keer, tot de voorbeelden veranderen …")
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--domain", "domain.yml", "--config", "config.yml",
               "--data", "data", "--out", str(MODELS), "--fixed-model-name", path.name.removesuffix(".tar.gz")]
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
    for old in MODELS.glob("*.tar.gz"):
        if old != path:
            old.unlink()
    say(f"  klaar in {time.monotonic() - started:.0f} s")
