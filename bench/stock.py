"""The model of stock Rasa: the pipeline and policies that `rasa init` gives, trained on the project's own data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from bench.processes import Process
from bench.setups import QUIET
from bot.settings import ROOT

EPOCHS = 5              # instead of 100: what a prediction costs does not depend on how long was trained
TRAIN_LIMIT = 1800.0    # seconds


def default_config(epochs: int) -> dict[str, Any]:
    """The default configuration inside the installed Rasa, with fewer epochs and our language."""
    import rasa

    source = Path(rasa.__file__).parent / "engine/recipes/config_files/default_config.yml"
    config = yaml.safe_load(source.read_text(encoding="utf-8"))
    for part in [*config["pipeline"], *config["policies"]]:
        if "epochs" in part:
            part["epochs"] = epochs
    return {**config, "language": "nl", "assistant_id": "perspectief-bench"}


def train(folder: Path, examples: int | None, epochs: int = EPOCHS) -> Path:
    """Train into `folder`.

    Args:
        folder: takes configuration, log and model.
        examples: at most so many per intent; None for all.
        epochs: of every part that learns in epochs.

    Raises:
        BenchError: training failed.
    """
    folder.mkdir(parents=True)
    config = folder / "config.yml"
    config.write_text(yaml.safe_dump(default_config(epochs), sort_keys=False), encoding="utf-8")
    nlu = ROOT / "data" / "nlu" if examples is None else _shortened(folder / "nlu", examples)
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--domain", "domain.yml", "--config", str(config),
               "--data", str(nlu), "data/stories", "--out", str(folder), "--fixed-model-name", "stock"]
    Process("rasa train (stock)", command, QUIET, folder / "train.log").wait(TRAIN_LIMIT)
    return folder / "stock.tar.gz"


def _shortened(target: Path, examples: int) -> Path:
    """The NLU data with the first so many examples of each intent."""
    for source in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
        for entry in content["nlu"]:
            if isinstance(entry.get("examples"), str):
                entry["examples"] = "".join(entry["examples"].splitlines(keepends=True)[:examples])
            else:
                entry["examples"] = entry["examples"][:examples]
        path = target / source.relative_to(ROOT / "data" / "nlu")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return target
