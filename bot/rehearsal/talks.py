"""Authored talks that a group plays line by line: what would you say here, and why was this said?"""

from __future__ import annotations

from typing import Literal

from pydantic import conlist

from bot.rehearsal.rules import MOVES
from bot.script.models import Content, Identifier, Text


class Line(Content):
    """One line. Those of the counsellor carry their move and why they are said; `repairs` marks one that mends."""

    who: Literal["counsellor", "client"]
    says: Text
    move: Literal[MOVES] | None = None
    why: Text | None = None
    repairs: bool = False


class Talk(Content):
    """A talk, and what to look for in it."""

    id: Identifier
    title: Text
    about: Text
    lines: conlist(Line, min_items=8)


class TalkFile(Content):
    """One file: `script/<language>/talks/<id>.yml`."""

    language: Text
    reviewed: Text
    talk: Talk
