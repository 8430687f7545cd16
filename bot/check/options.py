"""The four options are equal: the same four, as long as each other, named as often as each other (the method, S53)."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import get_args

from bot.check.content import Content, Language, Node
from bot.nlu.lexicon import plain
from bot.script.loader import Finding
from bot.script.models import Option

IDS = get_args(Option.__fields__["id"].outer_type_)
CHECKS = 5                  # the form (bot/script/models.py) asks it of each
MOST_APART = 1.10           # the longest against the shortest
SHARED = ("options", "option", "option_check", "options_after", "place_fifth", "option_now")


def check(content: Content) -> list[Finding]:
    """What makes the four unequal, in every language."""
    return [finding for language in content.languages.values()
            for finding in (*_four(language, content), *_length(language), *_named(language))]


def own_length(option: Node) -> int:
    """Characters of what is said about one option alone."""
    parts = [option.get("about"), option.get("again"), *option.get("check").each()]
    return sum(len(part.text) for part in parts)


def _four(language: Language, content: Content) -> Iterator[Finding]:
    ids = language.option_ids()
    for place, option in enumerate(language.options):
        if ids[place] in ids[:place]:
            yield option.get("id").find(f"option {ids[place]!r} stands there twice")
    elsewhere = not language.options and any(other.options for other in content.languages.values())
    if language.unread or elsewhere:        # the file that is missing is told by bot/check/languages.py
        return
    where = language.options[0] if language.options else None
    for missing in [id for id in IDS if id not in ids]:
        message = f"option {missing!r} is missing: there are always exactly four"
        yield where.find(message) if where else Finding(f"script/{language.code}", 1, message)


def _length(language: Language) -> Iterator[Finding]:
    lengths = [own_length(option) for option in language.options]
    whole = all(len(option.get("check").each()) == CHECKS for option in language.options)
    if len(lengths) != len(IDS) or not whole or max(lengths) <= MOST_APART * min(lengths):
        return
    middle = statistics.median(lengths)
    odd = max(range(len(lengths)), key=lambda place: abs(lengths[place] - middle))
    told = ", ".join(f"{id} {length}" for id, length in zip(language.option_ids(), lengths, strict=True))
    yield language.options[odd].find(f"option {language.option_ids()[odd]!r}: the four differ by more than 10 % in "
                                     f"length (about, again, check: {told})")


def _named(language: Language) -> Iterator[Finding]:
    names = {option.get("id").text: plain(option.get("name").text) for option in language.options}
    if not all(names.values()):
        return
    for text in language.texts():
        if text.slot[0] not in SHARED or text.kind not in ("ask", "why", "tip", "button"):
            continue
        words = f" {plain(text.said)} "
        times = {id: words.count(f" {name} ") for id, name in names.items()}
        if len(set(times.values())) > 1:
            more = max(times, key=times.get)
            yield text.node.find(f"{'.'.join(text.slot)}: names {more!r} more often than the other options")
