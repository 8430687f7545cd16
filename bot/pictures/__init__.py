"""Pictures and print, drawn by Typst from the client's own words. Words go in as data, never as markup."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import typst

from bot.errors import PictureError
from bot.goal import Goal

FOLDER = Path(__file__).resolve().parent
FORMATS = ("svg", "png", "pdf")
SHARPNESS = 160         # dots an inch of a PNG: crisp on a phone, small enough to send
LONGEST_WORD = 24       # characters; a longer one may break inside
MOST_WORDS = 240        # characters of one answer on a printed page
Format = Literal["svg", "png", "pdf"]


@dataclass(frozen=True)
class Quote:
    """Words of the client under a short heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class OptionWords:
    """One of the four options, with what the client said it can bring and cost."""

    name: str
    brings: str
    costs: str


def ladder(goal: Goal, labels: dict[str, str], format: Format) -> bytes:
    """The goal ladder: the goal on top, its steps as rungs, the first one lowest.

    Args:
        goal: what the client wants, and the steps to it.
        labels: the labels of the script in the client's language.
        format: "svg" for the page, "png" for a chat, "pdf" for paper.

    Raises:
        PictureError: it could not be drawn.
    """
    return _draw("ladder.typ", {"goal": _ladder_data(goal, labels), "paper": format == "pdf"}, format)


def summary(words: Sequence[Quote], options: Sequence[OptionWords], goal: Goal | None, labels: dict[str, str],
            format: Format = "pdf") -> bytes:
    """One A4 to take along: the client's words, the four options side by side, and the ladder. No name, no status.

    Args:
        words: what the client said, in the order of the talk.
        options: all four, in the order of this conversation.
        goal: what the client wants, if it was named.
        labels: the labels of the script in the client's language.
        format: "pdf" for paper; the others to look at it.

    Raises:
        PictureError: it could not be drawn.
    """
    data = {
        "words": [{"heading": _clean(quote.heading), **_words(quote.text)} for quote in words],
        "options": [{"name": _clean(option.name), "brings": _words(option.brings), "costs": _words(option.costs)}
                    for option in options],
        "goal": _ladder_data(goal, labels) if goal else None,
        "labels": {name: labels.get(name, name) for name in
                   ("page_summary_heading", "page_summary_words", "page_summary_options", "page_summary_goal",
                    "page_summary_foot", "page_option", "brings", "costs", "nothing_said")},
    }
    return _draw("summary.typ", data, format)


def _ladder_data(goal: Goal, labels: dict[str, str]) -> dict[str, Any]:
    steps = []
    for step in goal.steps:
        notes = [labels.get(step.owner, "")] if step.owner in ("me", "with_help") else []
        if step.helper:
            notes = [labels.get("page_ladder_helper", "{helper}").format(helper=step.helper)]
        steps.append({**_words(step.text), "notes": [_words(note) for note in [*notes, step.if_then] if note],
                      "next": labels.get("next_step", "") if step.is_next and not step.done else "", "done": step.done})
    when = f"{labels.get('by_when', '')}: {goal.by_when}" if goal.by_when else ""
    if goal.date and _written(goal.date) not in when:
        when = f"{when or labels.get('by_when', '')} ({_written(goal.date)})"
    return {"heading": labels.get("goal", ""), **_words(goal.text or labels.get("page_goal_open", "")),
            "when": _words(when), "steps": steps}


def _written(date: str) -> str:
    """A date as people here write it; the text itself when it is none."""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day}/{day.month}/{day.year}"


def _words(text: str) -> dict[str, Any]:
    """A text ready to be set: cleaned, cut, breakable, and with the direction its first letter asks for."""
    clean = _clean(text)
    if len(clean) > MOST_WORDS:
        clean = clean[:MOST_WORDS - 1].rstrip() + "…"
    return {"text": re.sub(rf"\S{{{LONGEST_WORD},}}", _breakable, clean), "rtl": _right_to_left(clean)}


def _breakable(found: re.Match) -> str:
    word = found[0]
    return "\u200b".join(word[n:n + 10] for n in range(0, len(word), 10))


def _clean(text: str) -> str:
    """Without control and direction marks, and without halves of characters; white space becomes one space."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return " ".join("".join(c for c in whole if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf") or c in
                            "\u200c\u200d").split())


def _right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)


def _draw(template: str, data: dict[str, Any], format: str) -> bytes:
    if format not in FORMATS:
        raise PictureError(f"{template}: there is no format {format!r}; there are: {', '.join(FORMATS)}")
    try:
        drawn = typst.compile(FOLDER / template, root=FOLDER, format=format, ppi=SHARPNESS,
                              sys_inputs={"data": json.dumps(data)})
    except Exception as error:      # typst raises its own kinds, and plain ones for files and fonts
        raise PictureError(f"{template} could not be drawn ({type(error).__name__})") from error
    if not isinstance(drawn, bytes):
        raise PictureError(f"{template} became {len(drawn)} pages instead of one")
    return drawn
