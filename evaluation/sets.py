"""The sets to measure on: the project's own development sets, and any folder of samples beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import ROOT

DEVELOPMENT = Path(__file__).parent / "development"     # thresholds are tuned on it
VALIDATION = Path(__file__).parent / "validation"       # by two hands that wrote nothing else; in the same form
MOVES = ROOT / "rehearsal" / "development"              # lines of counsellors


@dataclass(frozen=True)
class Message:
    """One message with the intent that people gave it, and what was asked when it came (if anything)."""

    language: str
    text: str
    intent: str
    pending: str | None = None


def development(folder: Path = DEVELOPMENT) -> list[Message]:
    """`<language>/*.yml` in Rasa's NLU form; `<language>/context.tsv`: pending, text, intent, answer or interrupt."""
    found = []
    for language in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        for path in sorted((folder / language).glob("*.yml")):
            found += _nlu(path, language)
    return found


def context(folder: Path = DEVELOPMENT) -> list[tuple[Message, str]]:
    """Messages that came after a question, with "answer" or "interrupt"."""
    found = []
    for path in sorted(folder.glob("*/context.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            pending, text, intent, kind = line.split("\t")[:4]
            if pending != "pending":
                found.append((Message(path.parent.name, text, intent, pending), kind))
    return found


def samples(folder: Path) -> list[Message]:
    """`nlu_<language>.yml` of a folder of samples."""
    return [message for path in sorted(folder.glob("nlu_*.yml")) for message in _nlu(path, path.stem[-2:])]


def hard_samples(folder: Path) -> list[Message]:
    """`hard_<language>.tsv`: what was asked, what was said, the intent that may not be missed."""
    found = []
    for path in sorted(folder.glob("hard_*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            _, text, intent = line.split("\t")[:3]
            found.append(Message(path.stem[-2:], text, intent, "open"))
    return found


def moves(folder: Path = MOVES) -> list[Message]:
    """Lines of counsellors, `<language>.yml` in Rasa's NLU form: a move stands where the intent does."""
    return [message for path in sorted(folder.glob("*.yml")) for message in _nlu(path, path.stem)]


def forms(folder: Path = MOVES) -> list[tuple[Message, str]]:
    """Questions of counsellors, `<language>.tsv`: "open" or "closed", and the question."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
            form, text = line.split("\t")
            found.append((Message(path.stem, text, "ask_open" if form == "open" else "ask_closed"), form))
    return found


def _nlu(path: Path, language: str) -> list[Message]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    return [Message(language, line[2:].strip(), block["intent"])
            for block in blocks for line in block["examples"].splitlines() if line.startswith("- ")]
