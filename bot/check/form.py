"""Form: what the loader refuses, values that YAML read as something else, names given twice, and parts left empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.check.content import NAMED, Content, Language, Node
from bot.script import loader
from bot.script.loader import Finding

DEEPEST = 3         # only a question of this depth may do without words for the client
FEWEST_ASKS = 2     # wordings for the client; the loader asks the same for the counsellor
KEY = ".__key__:"   # how the loader tells of a key, at the line of what it stands in


def check(content: Content) -> list[Finding]:
    """Faults of form in every language."""
    found = list(content.broken)
    for language in content.languages.values():
        mine = [finding for file in language.files for finding in (*_booleans(file), *_names(file, language))]
        mine += [finding for step in language.steps() for finding in _step(step.node)]
        mine += _twice(language)
        for kind, lines in language.recognition.items():
            mine += [word.find(f"recognition {kind}: an empty word fits everything")
                     for line in lines.each() for word in line.get("words").each() if not word.text.strip()]
        found += mine + [finding for finding in _loader(content.root / "script" / language.code)
                         if not _told(finding, [*mine, *found])]
    return found


def _told(finding: Finding, others: list[Finding]) -> bool:
    """Whether one of these says it already, and better."""
    return any(other.file == finding.file and (other.line == finding.line or
                                               (KEY in finding.message and other.message.startswith("key ")))
               for other in others)


def _loader(folder: Path) -> Iterator[Finding]:
    """Findings of the loader, each said once and without its place in front."""
    _, findings = loader.read(folder)
    for finding in dict.fromkeys(findings):
        message = re.sub(rf"^{re.escape(str(folder))}/\S+?:\d+: ", "", finding.message)
        yield Finding(finding.file, finding.line, message)


def _booleans(file: Node) -> Iterator[Finding]:
    """Unquoted yes, no, on, off: YAML takes them as true and false, and the words are lost."""
    for leaf in file.leaves():
        if isinstance(leaf.value, bool):
            yield leaf.find(f"{_named(leaf)}: yes, no, on and off need quotes here (read as {leaf.value})")
    yield from (Finding(file.file, line, f"key {path[-1]}: yes, no, on and off need quotes here")
                for path, line in file.lines.items() if path and isinstance(path[-1], bool))


def _names(file: Node, language: Language) -> Iterator[Finding]:
    said = file.get("language")
    if said.text and said.text != language.code:
        yield said.find(f"language: {said.text!r} stands in the folder {language.code!r}")
    reviewed = file.get("reviewed")
    if isinstance(reviewed.value, str) and not reviewed.text.strip():
        yield reviewed.find("reviewed: is empty (write none, or who read it and when)")


def _step(step: Node) -> Iterator[Finding]:
    name, asks = _named(step), step.get("client").get("ask")
    if step.get("client").value is None:
        if step.get("depth").value != DEEPEST:
            yield step.find(f"{name}: no words for the client (only depth {DEEPEST} may do without)")
    elif len(asks.each()) == 1:
        yield asks.find(f"{name}: fewer than {FEWEST_ASKS} wordings for the client")


def _twice(language: Language) -> Iterator[Finding]:
    for kind in NAMED:
        firsts = getattr(language, kind)
        yield from (node.find(f"{kind}: {name!r} exists already in {firsts[name].file}")
                    for file in language.files for name, node in file.get(kind).items() if firsts[name] != node)
    for series in language.series.values():
        yield from _same_id(series.each(), f"series {series.path[-1]}: step")
        for step in series.each():
            yield from _same_id(step.get("choices").each(), f"{_named(step)}: choice")


def _same_id(nodes: list[Node], what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in nodes:
        id = node.get("id").text
        if id and id in seen:
            yield node.get("id").find(f"{what} {id!r} stands there twice")
        seen.add(id)


def _named(node: Node) -> str:
    if len(node.path) >= 3 and node.path[0] == "series" and node.get("id").text:
        return f"{node.path[1]}.{node.get('id').text}"
    return ".".join(map(str, node.path))
