"""Organisations: only the directory names them. A number, a website or a name in a text must stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.check import words
from bot.check.content import Content, Text
from bot.check.placeholders import BRACES
from bot.nlu.lexicon import plain
from bot.referrals import Directory, digits
from bot.script.loader import Finding

ALWAYS = "112"
LONG = 8                    # digits of a number that may be written in groups
GROUPS = re.compile(r"\+?\d[\d ./()-]*\d")
RUN = re.compile(r"\d{3,}")
YEAR = re.compile(r"(?:19|20)\d\d")
SITE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:be|com|org|net|eu|int|info|nl|fr|lu|brussels|gov)\b"
                  r"(?:/\S*)?|\S+@\S+\.\w+", re.IGNORECASE)
CAPITALS = re.compile(r"\b[A-ZÀ-Þ]{2,}[\w-]*")
INSIDE = re.compile(r"(?<=[\w,;)] )[A-ZÀ-Þ][\w-]+")         # a capital inside a sentence: a name


@dataclass(frozen=True)
class Known:
    """What the directory shows, and capitals that are no organisation."""

    numbers: frozenset[str]
    sites: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, directory: Directory, others: frozenset[str]) -> Known:
        sites = (_site(entry.website) for entry in directory.entries if entry.website)
        return cls(directory.numbers() | {ALWAYS}, frozenset(sites),
                   others | {word for name in directory.names() for word in plain(name).split()})


def check(content: Content) -> list[Finding]:
    """Numbers, websites and names that the directory does not have. Silent where the directory cannot be read."""
    if content.directory is None:
        return []
    known = Known.of(content.directory, words.names(content))
    return [finding for language in content.languages.values() for text in language.texts()
            for finding in _text(text, known)]


def _text(text: Text, known: Known) -> Iterator[Finding]:
    where, said = ".".join(text.slot), BRACES.sub(" ", text.said)
    for site in SITE.findall(said):
        if _site(site) not in known.sites and plain(site) not in known.names:
            yield text.node.find(f"{where}: {site!r} is no website of the directory")
    said = SITE.sub(" ", said)
    yield from (text.node.find(f"{where}: {number!r} is no number of the directory")
                for number in numbers(said) if digits(number) not in known.numbers)
    if text.kind == "label" and text.slot[0].startswith("lang_"):
        return
    named = [*CAPITALS.findall(said), *INSIDE.findall(said)]
    yield from (text.node.find(f"{where}: {name!r} is no name of the directory (other names: data/forbidden.yml)")
                for name in dict.fromkeys(named) if plain(name) not in known.names)


def numbers(text: str) -> list[str]:
    """What looks like a phone or short number: a long one in groups, or three digits and more in a row; no years."""
    found = []
    for group in GROUPS.findall(text):
        if len(digits(group)) >= LONG:
            found.append(group.strip())
        else:
            found += [run for run in RUN.findall(group) if not YEAR.fullmatch(run)]
    return found


def _site(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/.,;:!?)\"”")
