"""What one turn gives: replies with their buttons, and where the talk is. Plain data, for every channel."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """A button: an id of at most 64 bytes, and the words on it."""

    id: str
    label: str


@dataclass(frozen=True)
class Card:
    """The counsellor's card of an open question: wordings to say aloud, why, a tip on stance, the domain it serves."""

    step: str
    ask: list[str]
    why: str
    tip: str
    domain: str


@dataclass(frozen=True)
class Reply:
    """One message: text, buttons, an image address or None, and for a counsellor the card of a question."""

    text: str
    choices: list[Choice] = field(default_factory=list)
    image: str | None = None
    card: Card | None = None


@dataclass(frozen=True)
class State:
    """Where the talk is, and how the last message was understood.

    `intent` is what the words say on their own; `meant` is what they were taken for: "inform" where they answer the open
    question, whatever else they could have been.
    """

    phase: str
    step: str
    item: str
    intent: str
    confidence: float
    safety: str | None
    law: str | None
    language: str
    audience: str
    minutes: int
    paused: bool
    ended: bool
    forgotten: bool = False
    meant: str = ""


@dataclass(frozen=True)
class Turn:
    """What one turn gives."""

    replies: list[Reply]
    state: State
