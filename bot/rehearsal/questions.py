"""Whether a question is open or closed (MITI 4.2.1: open where it allows a wide range of answers). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.nlu.lexicon import plain
from bot.settings import ROOT

FILE = ROOT / "rehearsal" / "questions.yml"
LANGUAGE_LISTS = ("asks", "invites", "facts", "words")
GAP = r"(?:\S+ ){0,4}"      # words that `..` may stand for


@dataclass(frozen=True)
class Questions:
    """Expressions for each list, all languages together: trainees mix them."""

    asks: re.Pattern
    invites: re.Pattern
    facts: re.Pattern
    words: re.Pattern
    closes: re.Pattern

    def form(self, sentence: str) -> str:
        """"open" or "closed" for a question, "" for what asks nothing."""
        said = f"{plain(sentence)} "
        if self.asks.match(said):
            return "open"
        if not sentence.rstrip().endswith("?") and not self.words.match(said):
            return ""
        if self.invites.search(f" {said}"):
            return "open"
        if self.facts.search(f" {said}") or self.closes.search(f" {said}"):
            return "closed"
        return "open" if self.words.search(f" {said}") else "closed"


def load(path: Path = FILE) -> Questions:
    """Read the lists.

    Raises:
        ContentError: a list is missing.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    languages = [lists for name, lists in content.items() if name != "closes"]
    if any(set(lists) != set(LANGUAGE_LISTS) for lists in languages):
        raise ContentError(f"{path.name}: each language has the lists {', '.join(LANGUAGE_LISTS)}")
    joined = {name: [phrase for lists in languages for phrase in lists[name]] for name in LANGUAGE_LISTS}
    starts = rf"(?:(?:{'|'.join(('en', 'and', 'et', 'maar', 'but', 'mais', 'dus', 'so', 'alors', 'ok', 'oke'))}) )?"
    return Questions(
        asks=re.compile(starts + _any(joined["asks"])), invites=re.compile(" " + _any(joined["invites"])),
        facts=re.compile(" " + _any(joined["facts"])), words=re.compile(" ?" + _any(joined["words"])),
        closes=re.compile(" " + _any(content["closes"]) + "$"))


def _any(phrases: list[str]) -> str:
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ \.\.\ ", f" {GAP}").replace(" \\.\\. ", f" {GAP}")
                            for phrase in sorted(phrases, key=len, reverse=True)) + ") "


def sentences(text: str) -> list[str]:
    """The sentences of a line, with their marks."""
    return [part.strip() for part in re.findall(r"[^.!?…\n]+[.!?…]*|[.…]{2,}|…", text) if part.strip()]
