"""Reads personas and the rules that move them; every fault with its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import ContentError
from bot.rehearsal.models import Persona, PersonaFile
from bot.rehearsal.rules import Rules
from bot.rehearsal.talks import Talk, TalkFile
from bot.script.loader import FOLDER, Finding
from bot.settings import ROOT
from bot.yaml_lines import line_of, load

RULES = ROOT / "rehearsal" / "rules.yml"
File = TypeVar("File", bound=BaseModel)


@dataclass(frozen=True)
class Source(Generic[File]):
    """One file as read: its content and the line of each key path."""

    file: str
    content: File
    lines: dict[tuple, int]

    def line(self, *path: str | int) -> int:
        """Line of a key path, or of its nearest parent that has one."""
        return line_of(self.lines, path)


def personas(language: str, folder: Path = FOLDER) -> dict[str, Persona]:
    """The written clients of a language, by id.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    sources, findings = read(folder / language / "personas", PersonaFile)
    _raise(findings)
    return {source.content.persona.id: source.content.persona for source in sources}


def talks(language: str, folder: Path = FOLDER) -> dict[str, Talk]:
    """The authored talks of a language, by id.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    sources, findings = read(folder / language / "talks", TalkFile)
    _raise(findings)
    return {source.content.talk.id: source.content.talk for source in sources}


def rules(path: Path = RULES) -> Rules:
    """How lines move a client.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    found, findings = read_one(path, Rules, path.parent.parent)
    _raise(findings)
    return found.content


def read(folder: Path, form: type[File]) -> tuple[list[Source], list[Finding]]:
    """Every file of a folder, and the faults of those that cannot be read."""
    sources, findings = [], []
    for path in sorted(folder.glob("*.yml")):
        source, faults = read_one(path, form, folder.parents[2])
        findings += faults
        sources += [source] if source else []
    return sources, findings


def read_one(path: Path, form: type[File], root: Path) -> tuple[Source | None, list[Finding]]:
    """One file, or its faults; they name it as it is called from `root`."""
    name = path.relative_to(root).as_posix()
    try:
        data, lines = load(path)
        return Source(name, form.parse_obj(data), lines), []
    except ContentError as error:
        line = getattr(error, "line", 1)
        return None, [Finding(name, line, str(error).removeprefix(f"{path}:{line}: "))]
    except ValidationError as error:
        places = [(tuple(part for part in fault["loc"] if part != "__root__"), fault["msg"]) for fault in error.errors()]
        return None, [Finding(name, line_of(lines, place), f"{'.'.join(map(str, place)) or 'file'}: {message}")
                      for place, message in places]


def _raise(findings: list[Finding]) -> None:
    if findings:
        raise ContentError("\n".join(map(str, findings)))
