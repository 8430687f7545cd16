"""Words and phrases that a counsellor can read and extend: data/lexicon/<language>.yml.

A pattern is words: `*` stands for the rest of a word, `..` for up to four words in between. Capitals, accents and
punctuation do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.errors import ContentError
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml

FOLDER = ROOT / "data" / "lexicon"
SECTIONS = ("crisis_sure", "crisis_maybe", "crisis_doubt", "crisis_not", "danger_sure", "danger_maybe", "danger_not", "law",
            "safety_answers", "law_topics", "procedure", "small_words", "exercises", "languages", "languages_not", "not_this",
            "stop", "stop_all", "common", "everywhere", "elsewhere")
APOSTROPHES = re.compile("['’‘ʼ`´]")


def plain(text: str) -> str:
    """Lower case, no accents, apostrophes dropped, everything else that is no letter or digit a single space."""
    text = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()


def compile_patterns(patterns: Iterable[str]) -> re.Pattern | None:
    """One expression for a list of patterns, to be used on `plain` text; None for an empty list."""
    parts = [_expression(pattern) for pattern in patterns]
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)") if parts else None


def _expression(pattern: str) -> str:
    gap = r"(?: \S+){0,4}? "
    pieces = []
    for piece in pattern.split(".."):
        words = [re.escape(plain(word.rstrip("*"))) + (r"\S*" if word.endswith("*") else "") for word in piece.split()]
        pieces.append(" ".join(filter(None, words)))   # a sign on its own is no word
    return gap.join(filter(None, pieces))


@dataclass(frozen=True)
class Lexicon:
    """Compiled patterns of all languages together: people mix languages, above all when it matters."""

    groups: dict[str, dict[str, re.Pattern]]

    def kind(self, section: str, text: str) -> str:
        """The first group of a section that occurs in plain text ("" if none; "any" where a section has no groups)."""
        return next((name for name, pattern in self.groups.get(section, {}).items() if pattern.search(text)), "")

    def is_all(self, section: str, text: str) -> bool:
        """Whether plain text is one of the phrases of a section, and nothing else."""
        return any(pattern.fullmatch(text) for pattern in self.groups.get(section, {}).values())

    def without(self, section: str, text: str) -> str:
        """Plain text with the phrases of a section cut out."""
        for pattern in self.groups.get(section, {}).values():
            text = pattern.sub(" ", text)
        return " ".join(text.split())

    def covers(self, section: str, text: str, most_left: int) -> bool:
        """Whether plain text is about nothing but a section: it occurs, and few words of weight are left without it."""
        rest = self.without("small_words", self.without(section, text))
        return bool(self.kind(section, text)) and len(rest.split()) <= most_left


def load(folder: Path = FOLDER) -> Lexicon:
    """Read the lexicons of every language.

    Raises:
        ContentError: an unknown section, or something that is not a list of patterns, with file and line.
    """
    collected: dict[str, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.yml")):
        data, lines = load_yaml(path)
        if not isinstance(data, dict):
            raise ContentError(f"data/lexicon/{path.name}:1: no lists with a name")
        for section, content in data.items():
            if section in ("language", "reviewed"):
                continue
            groups = content if isinstance(content, dict) else {"any": content}
            if section not in SECTIONS or not all(isinstance(words, list) for words in groups.values()):
                raise ContentError(f"data/lexicon/{path.name}:{lines[(section,)]}: {section!r} is not a known list")
            for group, patterns in groups.items():
                wrong = [pattern for pattern in patterns if not _is_pattern(pattern)]
                if wrong:
                    raise ContentError(f"data/lexicon/{path.name}:{lines[(section,)]}: {section!r} holds {wrong[0]!r}, "
                                       "which is no word; put yes, no, on and off between quotes")
                collected.setdefault(section, {}).setdefault(group, []).extend(map(str, patterns))
    return Lexicon({section: {group: compile_patterns(patterns) for group, patterns in groups.items() if patterns}
                    for section, groups in collected.items()})


@lru_cache(maxsize=1)
def shared() -> Lexicon:
    """The project's own lexicon, read once."""
    return load()


def _is_pattern(value: object) -> bool:
    """Whether YAML gave a word: an empty pattern, or `*` alone, would be found in every message."""
    return isinstance(value, (str, int)) and not isinstance(value, bool) and bool(plain(str(value)))
