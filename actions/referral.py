"""Whom to ask: organisations from the directory, never an answer in substance."""

from __future__ import annotations

from actions.talk import Talk
from bot.referral_models import Referral

NEED_TOPICS = {"need_shelter": "shelter", "need_health": "health", "need_food": "food", "need_work": "work",
               "need_school": "school", "need_family": "family", "need_papers": "residence_law", "other": "welfare"}
MOST_ENTRIES = 3


def find(talk: Talk, topic: str, limit: int = MOST_ENTRIES) -> list[Referral]:
    """Entries for a topic, nearest region first; a place named just now is remembered as a region."""
    directory = talk.services.directory
    talk.memory.region = directory.region_in(talk.said.text) or talk.memory.region
    return directory.find(topic, region=talk.memory.region or None, language=talk.language, limit=limit)


def lines(talk: Talk, entries: list[Referral]) -> str:
    """The entries as the person reads them, each with the year of its source and that nobody has rung it yet."""
    return "\n".join(_line(talk, entry) for entry in entries)


def _line(talk: Talk, entry: Referral) -> str:
    label = talk.script.label
    numbers = [f"{phone.number} ({phone.note_nl})" if phone.note_nl and talk.language == "nl" else phone.number
               for phone in entry.numbers]
    contact = " · ".join([*numbers, *([entry.website] if entry.website else [])])
    notes = [label("free")] if (entry.cost_nl or "").startswith("gratis") else []
    notes += [label(f"anonymous_{entry.anonymous}")] if entry.anonymous else []
    spoken = [label(f"lang_{language}") for language in entry.languages if f"lang_{language}" in talk.script.labels]
    notes += [", ".join(spoken)] if spoken else []
    if entry.linked_to_authorities:
        notes.append(label("linked_to").format(authority=entry.linked_to_authorities))
    year = label("source_year").format(year=entry.source_year) if entry.source_year else label("source_undated")
    checked = label("checked").format(date=entry.verified.date) if entry.verified else label("not_checked")
    return f"• {entry.name.in_language(talk.language)}: {contact}\n   {'; '.join([*notes, year, checked])}"


def point_to_need(talk: Talk, need: str) -> None:
    """Acknowledge a need and name services for it."""
    key = "need_other" if need == "other" else need
    entries = find(talk, NEED_TOPICS[need])
    talk.say(key)
    if not entries:
        talk.say("need_nothing_found")
        entries = find(talk, "welfare")
    point(talk, entries)


def point_to_law(talk: Talk, topic: str = "") -> None:
    """A question about the law may hide in an answer: a helpdesk beside it, and the talk goes on.

    Where this talk named the same services before, their names are enough: a list that returns is not read.
    """
    entries = find(talk, topic or law_topic(talk), limit=2)
    if entries and all(entry.id in talk.memory.pointed for entry in entries):
        talk.say("law_maybe_again", names=", ".join(entry.name.in_language(talk.language) for entry in entries))
        return
    talk.say("law_maybe")
    point(talk, entries)


def point(talk: Talk, entries: list[Referral]) -> None:
    """Name these services, in full."""
    talk.memory.pointed = sorted({*talk.memory.pointed, *(entry.id for entry in entries)})
    talk.say("referrals", lines=lines(talk, entries))


def law_topic(talk: Talk) -> str:
    """The topic of a question about the law, as the directory names it."""
    return talk.said.data.get("law_topic") or "residence_law"
