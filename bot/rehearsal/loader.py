"""Reads personas and the rules that move them; every fault with its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import ContentError
from bot.rehearsal.models import Persona, PersonaFile
from bot.rehearsal.rules import Rules
from bot.rehearsal.talks import Talk, TalkFile
from bot.script.loader import FOLDER, Finding
from bot.settings import ROOT
from bot.yaml_lines import load

RULES = ROOT / "rehearsal" / "rules.yml"
File = TypeVar("File", bound=BaseModel)


def personas(language: str, folder: Path = FOLDER) -> dict[str, Persona]:
    """The written clients of a language, by id.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    files, findings = read(folder / language / "personas", PersonaFile)
    _raise(findings)
    return {file.persona.id: file.persona for file in files}


def talks(language: str, folder: Path = FOLDER) -> dict[str, Talk]:
    """The authored talks of a language, by id.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    files, findings = read(folder / language / "talks", TalkFile)
    _raise(findings)
    return {file.talk.id: file.talk for file in files}


def rules(path: Path = RULES) -> Rules:
    """How lines move a client.

    Raises:
        ContentError: lists every fault, with file and line.
    """
    found, findings = _read(path, Rules)
    _raise(findings)
    return found


def read(folder: Path, form: type[File]) -> tuple[list[File], list[Finding]]:
    """Every file of a folder, and the faults of those that cannot be read."""
    files, findings = [], []
    for path in sorted(folder.glob("*.yml")):
        file, faults = _read(path, form)
        findings += faults
        files += [file] if file else []
    return files, findings


def _read(path: Path, form: type[File]) -> tuple[File | None, list[Finding]]:
    name = path.relative_to(path.parents[3]).as_posix() if len(path.parents) > 3 else path.name
    try:
        data, lines = load(path)
        return form.parse_obj(data), []
    except ContentError as error:
        return None, [Finding(name, getattr(error, "line", 1), str(error))]
    except ValidationError as error:
        return None, [Finding(name, _line(fault["loc"], lines), f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
                      for fault in error.errors()]


def _line(path: tuple, lines: dict[tuple, int]) -> int:
    kept = tuple(part for part in path if part != "__root__")
    return next((lines[kept[:n]] for n in range(len(kept), -1, -1) if kept[:n] in lines), 1)


def _raise(findings: list[Finding]) -> None:
    if findings:
        raise ContentError("\n".join(map(str, findings)))
