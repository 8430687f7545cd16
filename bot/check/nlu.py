"""Examples and lexicons: each intent has examples in each language, none twice, none out of the evaluation samples.

The evaluation samples are never copied into the project: data/eval_hashes.txt holds a hash of each, one a line. It is
made by `python -m bot.check.hashes FILE... > data/eval_hashes.txt` (see there).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.check.content import Content, Node
from bot.errors import ContentError
from bot.nlu import lexicon
from bot.nlu.lexicon import SECTIONS, plain
from bot.script.loader import Finding

NEVER_PREDICTED = ("inform", "navigate", "nlu_fallback")
HASHES = ("data", "eval_hashes.txt")
ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|{[^}]*})")


@dataclass(frozen=True)
class Example:
    """A sentence of the training data, and where it stands."""

    intent: str
    language: str
    text: str
    file: str
    line: int

    def find(self, message: str) -> Finding:
        return Finding(self.file, self.line, message)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def check(content: Content) -> list[Finding]:
    """Faults of data/nlu and data/lexicon."""
    known, found = set(content.intents()), []
    examples: list[Example] = []
    broken = len(content.broken)
    folder = content.root / "data" / "nlu"
    languages = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    for language in languages:
        for path in sorted((folder / language).rglob("*.yml")):
            for node in blocks(content.file(path)):
                intent = node.get("intent")
                if intent.text not in known:
                    found.append(intent.find(f"there is no intent {intent.text!r}"))
                examples += examples_of(node, language)
    found += content.broken[broken:]
    found += _without(content, languages, examples) + list(_repeated(examples))
    found += _held_out(content.root, examples)
    return found + list(_lexicons(content))


def normal(text: str) -> str:
    """A sentence without what does not tell it from another: capitals, accents, punctuation, marked entities."""
    bare = ENTITY.sub(r"\1", text)
    return plain(bare) or " ".join(bare.split())


def fingerprint(text: str) -> str:
    """Hash of a sentence in its normal form."""
    return hashlib.sha256(normal(text).encode()).hexdigest()[:16]


def blocks(file: Node | None) -> list[Node]:
    """The intents of a file of NLU data."""
    return [block for block in file.get("nlu").each() if block.get("intent").value is not None] if file else []


def examples_of(block: Node, language: str) -> Iterator[Example]:
    """Examples of an intent: a text with a line each."""
    node = block.get("examples")
    for number, line in enumerate(node.text.split("\n"), 1):
        if line.strip().startswith("- "):
            yield Example(block.get("intent").text, language, line.strip()[2:].strip(), node.file, node.line + number)


def _without(content: Content, languages: list[str], examples: list[Example]) -> list[Finding]:
    there = {(example.intent, example.language) for example in examples}
    return [node.find(f"intent {intent!r} has no examples in data/nlu/{language}")
            for intent, node in content.intents().items() for language in languages
            if intent not in NEVER_PREDICTED and (intent, language) not in there]


def _repeated(examples: list[Example]) -> Iterator[Finding]:
    """One sentence twice in a language, or under two intents in any: there is one model for all languages.

    Another accent or apostrophe makes no second intent, but it is another way to type.
    """
    by_language: dict[tuple[str, str], Example] = {}
    first: dict[str, Example] = {}
    for example in examples:
        words = normal(example.text)
        other = first.setdefault(words, example)
        if other.intent != example.intent:
            yield example.find(f"{example.text!r} stands here under {example.intent}, and under {other.intent} "
                               f"in {other.place}")
            continue
        twin = by_language.setdefault((example.language, " ".join(example.text.casefold().split())), example)
        if twin is not example:
            yield example.find(f"{example.text!r} stands there twice (first in {twin.place})")


def _held_out(root: Path, examples: list[Example]) -> list[Finding]:
    path = root.joinpath(*HASHES)
    hashes = set(path.read_text(encoding="utf-8").split()) if path.is_file() else set()
    return [example.find(f"{example.text!r} stands in the evaluation samples")
            for example in examples if hashes and fingerprint(example.text) in hashes]


def _lexicons(content: Content) -> Iterator[Finding]:
    broken, faults = len(content.broken), 0
    folder = content.root / "data" / "lexicon"
    for path in sorted(folder.glob("*.yml")):
        file = content.file(path)
        for section, node in file.items() if file else []:
            for finding in _section(section, node):
                faults += 1
                yield finding
    yield from content.broken[broken:]
    if not faults and len(content.broken) == broken:
        try:
            lexicon.load(folder)
        except ContentError as error:
            yield Finding("data/lexicon", 1, str(error))


def _section(section: str, node: Node) -> Iterator[Finding]:
    if section in ("language", "reviewed"):
        return
    groups = [group for _, group in node.items()] or [node]
    if section not in SECTIONS or not all(isinstance(group.value, list) for group in groups):
        yield node.find(f"{section!r} is not a known list")
        return
    yield from (pattern.find(f"{section}: {pattern.value!r} is no phrase (yes, no and numbers need quotes)")
                for group in groups for pattern in group.each()
                if not plain(pattern.text.replace("..", " ").replace("*", " ")))
