"""Looking at return leaves no trace unless the client asks for it (S56): which answers would be one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.choices import OPTION_STEPS
from bot.store.record import Entry

DISCREET = "return"
CONCLUSION = "options_after.leaning"    # where the client stands is a conclusion of their own, and asked for as one


def traces(entries: Iterable[Entry]) -> list[str]:
    """Ids of the answers that tell that somebody looked at return, or what they said about it."""
    return [entry.id for entry in entries
            if entry.item.partition(".")[0] == DISCREET
            or (entry.step in OPTION_STEPS and entry.step != CONCLUSION and entry.code == DISCREET)]


def visible(entries: Iterable[Entry]) -> list[Entry]:
    """Answers that somebody else may see with the client's yes: never what would tell that the client looked at return."""
    found = list(entries)
    hidden = set(traces(found))
    return [entry for entry in found if entry.text and entry.id not in hidden]
