"""A question as it is shown again beside its answer: filled in, and in short. Pure."""

from __future__ import annotations

import re

from bot.script.flow import Answers, full_name
from bot.script.loader import Script
from bot.store.record import Entry

PLACEHOLDER = re.compile(r"{([a-z_.]+)}")
MOST_QUOTED = 120


def filled(question: str, entry: Entry, answers: Answers, script: Script) -> str:
    """A question with its placeholders filled as far as the record knows, on one line."""
    option, _, number = entry.item.partition(".")
    known = {"item": answers.text("goal_step.what", entry.item)}
    if option in script.options:
        known["option"] = script.options[option].name
        checks = script.options[option].check
        if number.isdigit() and int(number) < len(checks):
            known["check"] = checks[int(number)]

    def value(found: re.Match) -> str:
        name = found[1]
        return quoted(known.get(name) or answers.text(full_name(name, entry.step.partition(".")[0]), entry.item) or "…")

    return " ".join(PLACEHOLDER.sub(value, question).split())


def asked(question: str) -> str:
    """The question itself, without what leads up to it: the last sentence with a question mark."""
    sentences = re.findall(r"[^.!?]*[^.!?\s][^.!?]*\?[”\"]?", question)
    return sentences[-1].strip() if sentences else question


def quoted(text: str) -> str:
    """Words on one line, cut where they are too many to quote."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED - 1].rstrip() + "…"
