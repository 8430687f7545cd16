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
LISTS = ("asks", "invites", "facts", "begins", "words")
CLAUSE = re.compile("[,:;]")
APOSTROPHE = re.compile("['’]")
LINK = r"(?:https?://|www\.)\S*[^\s.!?…]"
GAP = r"(?:\S+ ){0,4}"      # words that `..` may stand for


@dataclass(frozen=True)
class Questions:
    """An expression for each list, all languages together: trainees mix them."""

    asks: re.Pattern
    invites: re.Pattern
    facts: re.Pattern
    begins: re.Pattern
    words: re.Pattern

    def form(self, sentence: str, asks: bool = False) -> str:
        """"open" or "closed" for a question, "" for what asks nothing.

        Args:
            asks: it is known to be a question, with a question mark or without.
        """
        said = _said(sentence)
        if self.asks.match(said):
            return "open"
        if not asks and not sentence.rstrip().endswith("?"):
            return ""
        if self.invites.search(f" {said}"):
            return "open"
        if self.facts.match(said):
            return "closed"
        clauses = [_said(clause) for clause in CLAUSE.split(sentence)]     # "if they say no, what then?"
        if len(clauses) > 1 and self.words.match(clauses[-1]) and not self.facts.match(clauses[-1]):
            return "open"
        if self.words.match(said) and not self.begins.match(said):
            return "open"
        return "closed" if self.begins.match(said) or sentence.rstrip().endswith("?") else ""     # "you miss her" asks nothing


def load(path: Path = FILE) -> Questions:
    """Read the lists.

    Raises:
        ContentError: a list is missing, or the file is no YAML.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)    # every value is text, also `on`
    except yaml.YAMLError as error:
        raise ContentError(f"not valid YAML: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(lists, (dict, list)) for lists in content.values()):
        raise ContentError("the file has the lists of each language, and `before`")
    before = rf"(?:{_any(content.pop('before', []))})?" * 2
    wrong = [language for language, lists in content.items() if not isinstance(lists, dict) or set(lists) != set(LISTS)]
    if wrong:
        raise ContentError(f"{wrong[0]}: each language has the lists {', '.join(LISTS)}, and no other")
    joined = {name: _any([phrase for lists in content.values() for phrase in lists[name]]) for name in LISTS}
    return Questions(
        asks=re.compile(before + joined["asks"]), invites=re.compile(" " + joined["invites"]),
        facts=re.compile(before + joined["facts"]), begins=re.compile(joined["begins"]),
        words=re.compile(before + joined["words"]))


def _said(text: str) -> str:
    """Plain words, each followed by a space; an apostrophe parts them ("qu'est-ce": qu, est, ce)."""
    return plain(APOSTROPHE.sub(" ", text)) + " "


def _any(phrases: list[str]) -> str:
    """Any of the phrases, the longest first; `*` is an open end, `..` a few words."""
    patterns = (re.escape(phrase).replace(r"\ \.\.\ ", f" {GAP}").replace(r"\*", r"\S*")
                for phrase in sorted(phrases, key=len, reverse=True))
    return f"(?:{'|'.join(patterns)}) "


def sentences(text: str) -> list[str]:
    """The sentences of a line, with their marks; the points of a web address end none."""
    return [part.strip() for part in re.findall(rf"(?:{LINK}|[^.!?…\n])+[.!?…]*|[.…]{{2,}}|…", text) if part.strip()]
