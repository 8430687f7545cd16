"""Where in the script the talk is, and which question comes next. Pure: no Rasa, no storage."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.script.loader import Script
from bot.script.models import PHASES, Step
from bot.store.record import Entry

SKIPPED = "skip"
ANSWERED = "answered"


@dataclass(frozen=True)
class Place:
    """An open question: the full name of its step, and the item where a series is asked for several (an option, a goal step)."""

    step: str
    item: str = ""

    @property
    def series(self) -> str:
        return self.step.partition(".")[0]


class Answers:
    """The answers of one round, looked up by step and item."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_place = {(entry.step, entry.item): entry for entry in entries}

    def get(self, step: str, item: str = "") -> Entry | None:
        """The answer at a step: of this item, else the one without an item."""
        return self._by_place.get((step, item)) or self._by_place.get((step, ""))

    def has(self, place: Place) -> bool:
        return (place.step, place.item) in self._by_place

    def items(self, step: str) -> list[str]:
        """Items for which a step was answered in words, in the order in which they came."""
        return [item for (name, item), entry in self._by_place.items() if name == step and entry.text]

    def text(self, step: str, item: str = "") -> str:
        entry = self.get(step, item)
        return entry.text if entry else ""

    def code(self, step: str, item: str = "") -> str:
        entry = self.get(step, item)
        return entry.code if entry else ""


@dataclass(frozen=True)
class Setting:
    """What decides which steps belong to this talk: its minutes, its answers, and whether a counsellor sits there."""

    minutes: int
    answers: Answers
    counsellor: bool


def rotated(conversation: str, ids: Iterable[str]) -> list[str]:
    """The ids in the order of this conversation: another one in front for each, and the same all along (S53, S60)."""
    ordered = list(ids)
    turn = zlib.crc32(conversation.encode()) % len(ordered)
    return ordered[turn:] + ordered[:turn]


def phase_of(active: str | None, suspended: Iterable[Iterable[str]], ended: bool) -> str:
    """The phase of the active form, or of the latest one that waits for an interlude, exercise or pause to end.

    Args:
        active: name of the active form, if any.
        suspended: forms that wait, each with its place, the latest last.
        ended: the talk came to its end.
    """
    waiting = [form for form, *_ in suspended]
    phases = (form.removesuffix("_form") for form in [active or "", *reversed(waiting)])
    return next((phase for phase in phases if phase in PHASES), PHASES[-1] if ended else PHASES[0])


def full_name(name: str, series: str) -> str:
    """`dream` inside the series `motives` means `motives.dream`."""
    return name if "." in name else f"{series}.{name}"


def applies(step: Step, item: str, setting: Setting) -> bool:
    """Whether a step is asked at all: length of the talk, depth (3 never unattended, S24), and its `when`."""
    if setting.minutes not in step.minutes or (step.depth == 3 and not setting.counsellor):
        return False
    return all(_answered_by(setting.answers, full_name(name, step.series), item, codes)
               for name, codes in step.when.items())


def _answered_by(answers: Answers, name: str, item: str, codes: list[str]) -> bool:
    entry = answers.get(name, item)
    if entry is None or entry.code == SKIPPED:
        return False
    return (ANSWERED in codes and bool(entry.text)) or entry.code in codes


def next_in_series(script: Script, series: str, setting: Setting, *, after: str = "", item: str = "") -> Place | None:
    """The first question of a series behind `after` (a full name) that applies and has no answer yet."""
    steps = script.series[series]
    names = [step.name for step in steps]
    start = names.index(after) + 1 if after in names else 0
    for step in steps[start:]:
        place = Place(step.name, item)
        if applies(step, item, setting) and not setting.answers.has(place):
            return place
    return None
