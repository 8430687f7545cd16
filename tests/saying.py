"""What was said, held against what is never said: a verdict, a number or a website that the directory does not have."""

from __future__ import annotations

import datetime
from functools import cache

from bot.check import content, words
from bot.check.organisations import ALWAYS, SITE, numbers
from bot.nlu.lexicon import plain
from bot.referrals import digits
from bot.settings import ROOT
from tests.talking import Talking


@cache
def _kinds(language: str) -> tuple[words.Kind, ...]:
    read = content.Content(ROOT, datetime.date.today())
    return tuple(words.kinds_of(read.file(ROOT.joinpath(*words.FILE)), language))


def forbidden(text: str, language: str = "nl") -> list[str]:
    """Phrases of data/forbidden.yml in a text: directives, verdicts, scores, false comfort."""
    said = words.sentences(text)
    return [phrase for kind in _kinds(language) for phrase in kind.found(said)]


def unknown_numbers(talking: Talking) -> list[str]:
    """Phone numbers of the last turn that the directory does not have."""
    directory, text = talking.engine.services.directory, SITE.sub(" ", talking.text)
    for number in sorted((phone.number for entry in directory.entries for phone in entry.numbers), key=len, reverse=True):
        text = text.replace(number, " ")
    return [number for number in numbers(text) if digits(number) not in directory.numbers() | {ALWAYS}]


def unknown_sites(talking: Talking) -> list[str]:
    """Websites of the last turn that the directory does not have."""
    directory = talking.engine.services.directory
    known = {entry.website.rstrip("/") for entry in directory.entries if entry.website}
    names = {plain(name) for name in directory.names()}
    return [site for site in SITE.findall(talking.text)
            if site.rstrip("/.,;:") not in known and plain(site) not in names]
