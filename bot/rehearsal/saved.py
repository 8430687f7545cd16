"""A saved rehearsal as a file, and what in it fits no more: personas and moves change, and people edit files."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, conlist, validator

from bot.errors import ContentError, RequestError
from bot.rehearsal.client import Said
from bot.rehearsal.rules import MOVES
from bot.script.models import Content, Text
from bot.yaml_lines import line_of, load

MOST_LINES = 200
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class Line(Content):
    """A line of the trainee, how it was understood, and what the client said to it then."""

    says: str
    move: str
    moves: list[str]
    questions: list[Literal["open", "closed"]]
    answer: str

    @validator("move", "moves", each_item=True)
    def _known(cls, move: str) -> str:
        if move not in MOVES:
            raise ValueError(f"there is no move {move!r}")
        return move

    @property
    def said(self) -> Said:
        """As the client takes it."""
        return Said(self.says, self.move, tuple(self.moves), tuple(self.questions))


class SavedFile(Content):
    """One file: `rehearsals/<name>.yml` in the data folder."""

    practice: Literal[True]
    persona: Text
    language: Text
    seed: int
    made: datetime.date
    lines: conlist(Line, max_items=MOST_LINES)


def read(path: Path) -> SavedFile:
    """Read a saved rehearsal.

    Raises:
        ContentError: says the line and the key of each thing that does not fit.
    """
    try:
        data, lines = load(path)
    except ContentError as error:
        raise ContentError(str(error).removeprefix(f"{path}:")) from error
    try:
        return SavedFile.parse_obj(data)
    except ValidationError as error:
        raise ContentError("; ".join(f"{line_of(lines, fault['loc'])}: {_key(fault['loc'])}: {fault['msg']}"
                                     for fault in error.errors())) from error


def check_name(name: str) -> None:
    """Only names that are safe as those of files.

    Raises:
        RequestError: this one is not.
    """
    if not NAME.fullmatch(name):
        raise RequestError(400, "bad_name", "a name has small letters, digits, - and _")


def _key(path: tuple) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path if part != "__root__") or "file"
