"""Personas, authored talks and the rules that move a written client."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.content import Content
from bot.errors import ContentError
from bot.rehearsal import loader, questions
from bot.rehearsal.models import PersonaFile
from bot.rehearsal.talks import TalkFile
from bot.script.loader import Finding

KINDS = (("personas", PersonaFile, "persona"), ("talks", TalkFile, "talk"))


def check(content: Content) -> list[Finding]:
    """Faults of form, conditions that cannot be met, names that do not fit, lines without a reason."""
    return [*_files(content), *_rules(content)]


def _files(content: Content) -> Iterator[Finding]:
    for language in sorted(path for path in (content.root / "script").glob("*") if path.is_dir()):
        for kind, form, key in KINDS:
            files, findings = loader.read(language / kind, form)
            yield from findings
            for file in files:
                told = getattr(file, key)
                name = f"script/{language.name}/{kind}/{told.id}.yml"
                if file.language != language.name:
                    yield Finding(name, 1, f"language: {file.language!r} stands in the folder of {language.name!r}")
                if not (language / kind / f"{told.id}.yml").is_file():
                    yield Finding(name, 1, f"{key}.id: {told.id!r} is not the name of its file")
                yield from _reasons(name, told) if kind == "talks" else ()


def _reasons(name: str, talk: object) -> Iterator[Finding]:
    """Each line of the counsellor says what it does, and why."""
    for number, line in enumerate(talk.lines, 1):
        if line.who == "counsellor" and not (line.move and line.why):
            yield Finding(name, 1, f"talk.lines.{number}: a line of the counsellor has a move and a why")


def _rules(content: Content) -> Iterator[Finding]:
    folder = content.root / "rehearsal"
    for path, read in ((folder / "rules.yml", loader.rules), (folder / "questions.yml", questions.load)):
        try:
            if path.is_file():
                read(path)
        except ContentError as error:
            yield Finding(f"rehearsal/{path.name}", 1, str(error))
