"""Personas, authored talks and the rules that move a written client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.check.content import Content
from bot.errors import ContentError
from bot.rehearsal import loader, questions
from bot.rehearsal.models import PersonaFile
from bot.rehearsal.rules import Rules
from bot.rehearsal.talks import TalkFile
from bot.script.loader import Finding

KINDS = (("personas", PersonaFile, "persona"), ("talks", TalkFile, "talk"))


def check(content: Content) -> list[Finding]:
    """Faults of form, conditions that cannot be met, names that do not fit, lines without a reason."""
    return [*_files(content), *_rules(content)]


def _files(content: Content) -> Iterator[Finding]:
    for language in sorted(path for path in (content.root / "script").glob("*") if path.is_dir()):
        for kind, form, key in KINDS:
            sources, findings = loader.read(language / kind, form)
            yield from findings
            for source in sources:
                file, told = source.file, getattr(source.content, key)
                if source.content.language != language.name:
                    yield Finding(file, source.line("language"),
                                  f"language: {source.content.language!r} stands in the folder of {language.name!r}")
                if Path(file).stem != told.id:
                    yield Finding(file, source.line(key, "id"), f"{key}.id: {told.id!r} is not the name of its file")
                yield from _reasons(source) if kind == "talks" else ()


def _reasons(source: loader.Source[TalkFile]) -> Iterator[Finding]:
    """Each line of the counsellor says what it does, and why."""
    for number, line in enumerate(source.content.talk.lines):
        if line.who == "counsellor" and not (line.move and line.why):
            yield Finding(source.file, source.line("talk", "lines", number), "a line of the counsellor has a move and a why")


def _rules(content: Content) -> Iterator[Finding]:
    folder = content.root / "rehearsal"
    if (folder / "rules.yml").is_file():
        yield from loader.read_one(folder / "rules.yml", Rules, content.root)[1]
    if (folder / "questions.yml").is_file():
        try:
            questions.load(folder / "questions.yml")
        except ContentError as error:
            yield Finding("rehearsal/questions.yml", getattr(error, "line", 1), str(error))
