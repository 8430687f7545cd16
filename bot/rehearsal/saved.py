"""A saved rehearsal as a file, and what in it fits no more: personas and moves change, and people edit files."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, conlist, validator

from bot.errors import ContentError
from bot.rehearsal.client import Said
from bot.rehearsal.rules import MOVES
from bot.script.models import Content, Text
from bot.yaml_lines import load, line_of

MOST_LINES = 200


class Line(Content):
    """A line of the trainee, how it was understood, and what the client said to it then."""

    says: str
    move: str
    moves: list[str]
    questions: list[Literal["open", "closed"]]
    answer: str

    @validator("move")
    def _known(cls, move: str) -> str:
        if move not in MOVES:
            raise ValueError(f"there is no move {move!r}")
        return move

    @validator("moves", each_item=True)
    def _each_known(cls, move: str) -> str:
        return cls._known(move)

    @property
    def said(self) -> Said:
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


def _key(path: tuple) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path if part != "__root__") or "file"
