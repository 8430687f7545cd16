"""What a content file may hold. Pydantic refuses the rest; bot/script/check.py looks at the words themselves."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, constr

Identifier = constr(regex=r"^[a-z][a-z0-9_]*$", max_length=40)
Text = constr(min_length=1, strip_whitespace=True)
Domain = Literal["recognition", "insight", "reflection", "own_hands"]
Expects = Literal["open", "when", "who", "yes_no", "option", "choice"]
AUDIENCES = ("client", "counsellor")
PHASES = ("welcome", "help_question", "motives", "options", "goal", "closing")
RECOGNITION_KINDS = ("road", "loss", "anger", "effort", "role", "talent", "dream", "hope", "need", "goal", "thanks")


class Content(BaseModel):
    """Base: no unknown keys, never changed after loading."""

    class Config:
        extra = "forbid"
        frozen = True


class Choice(Content):
    """A button of a step. `intent` is what typed words must mean to count as this choice; `words` always do, as patterns
    of the lexicon (`*` the rest of a word, `..` up to four words)."""

    id: Identifier
    label: Text
    intent: str | None = None
    words: list[str] = []


class ClientWords(Content):
    """What the client is asked: the first wording, and others for who did not understand; `again` when it returns, in short."""

    ask: list[Text] = Field(min_items=1)
    again: Text | None = None


class CounsellorWords(Content):
    """What the counsellor is prompted: wordings to say aloud, why this question, a tip on stance."""

    ask: list[Text] = Field(min_items=2)
    why: Text
    tip: Text


class Step(Content):
    """One question. `when`: only asked if those steps were answered by one of those codes."""

    id: Identifier
    series: str = ""
    domain: Domain
    minutes: list[Literal[10, 30, 60]] = [30, 60]
    depth: Literal[1, 2, 3] = 1
    expects: Expects
    answers: list[str] = []
    recognise: Literal[RECOGNITION_KINDS] | None = None
    when: dict[str, list[str]] = {}
    otherwise: Identifier | None = None
    client: ClientWords | None = None     # only depth 3 may do without: it is never asked of a client
    counsellor: CounsellorWords
    choices: list[Choice] = []

    @property
    def name(self) -> str:
        """Full name, `series.id`: unique in a language."""
        return f"{self.series}.{self.id}"

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Option(Content):
    """One of exactly four residence options (the method, domain "inzicht")."""

    id: Literal["legal_stay", "onward_migration", "return", "stay_without_status"]
    intent: str
    name: Text
    about: Text
    again: Text
    check: list[Text] = Field(min_items=5, max_items=5)


class Reply(Content):
    """What is said at an interruption, in variants; `then` names the interlude that follows."""

    client: list[Text] = Field(min_items=1)
    counsellor: list[Text] = Field(min_items=1)
    then: str | None = None


class RecognitionLine(Content):
    """Thanks or acknowledgement; with `words` only where one of them (start of a word) was said."""

    text: Text
    words: list[str] = []


class ContentFile(Content):
    """One file of a language folder."""

    language: constr(regex=r"^[a-z]{2}$")
    reviewed: str
    series: dict[Identifier, list[Step]] = {}
    options: list[Option] = []
    replies: dict[Identifier, Reply] = {}
    recognition: dict[Literal[RECOGNITION_KINDS], list[RecognitionLine]] = {}
    counsellor: dict[Literal[RECOGNITION_KINDS], list[Text]] = {}
    labels: dict[Identifier, Text] = {}
