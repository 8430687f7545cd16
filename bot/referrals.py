"""The referral directory: whom a person or a counsellor may ask. Texts for people are made elsewhere.

The rule (header of referrals/directory.yml): an entry only says whom to ask; a number stands there only if a page
showed it; nobody counts as checked until a person rang, and `verified` says when and in which role.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import ContentError
from bot.referral_models import DirectoryFile, Referral, Words
from bot.yaml_lines import KeyPath, Lines, line_of
from bot.yaml_lines import load as load_yaml

FILE = Path(__file__).resolve().parents[1] / "referrals" / "directory.yml"
CITIES = ("antwerp", "ghent", "mechelen", "ostend")  # regions that are one city
AROUND = {  # a region, then what also serves it, nearest first
    **{city: (city, "flanders", "belgium", "world") for city in CITIES},
    **{part: (part, "belgium", "world") for part in ("flanders", "brussels", "wallonia")},
    "belgium": ("belgium", "world"), "world": ("world",),
}
OUTDATED_AFTER_YEARS = 2


@dataclass(frozen=True)
class Finding:
    """Something to look at, not a fault: where it stands and what it is."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Directory:
    """The entries as read, in the order of the file, and the look-ups on them."""

    path: str
    entries: tuple[Referral, ...]
    topics: dict[str, Words]
    lines: Lines
    places: dict[str, str]  # plain form of a place name -> region

    def get(self, id: str) -> Referral:
        """The entry with this id. Raises ContentError if there is none."""
        for entry in self.entries:
            if entry.id == id:
                return entry
        raise ContentError(f"{self.path}: entries: there is no entry {id!r}")

    def find(self, topic: str, *, region: str | None = None, language: str | None = None,
             anonymous: bool | None = None, independent: bool | None = None, limit: int = 3) -> list[Referral]:
        """Whom to ask about a topic.

        With a region: only those that serve it, its own first, then its part of the country, then the whole country.
        Then: speaks the language, has a phone number, newest source, order of the file. Without a region the language
        comes first, then those that serve both Flanders and Brussels. An entry that must come `after` others is last.

        Args:
            topic: one of `topics`.
            region: a `Region`, as `region_in` gives it.
            language: code of a language.
            anonymous: True keeps only those where a source says that one may talk without a name.
            independent: True keeps only those without a known tie to an authority.
            limit: how many at most.

        Returns:
            A list, empty when nobody fits: an entry is never stretched to fit.

        Raises:
            ContentError: unknown topic or region.
        """
        if topic not in self.topics:
            raise ContentError(f"{self.path}: topics: there is no topic {topic!r}")
        if region is not None and region not in AROUND:
            raise ContentError(f"{self.path}: regions: there is no region {region!r}")
        found = [entry for entry in self.entries if topic in entry.topics
                 and (region is None or set(entry.regions) & set(AROUND[region]))
                 and (not anonymous or entry.can_be_anonymous) and (not independent or entry.independent)]
        return sorted(found, key=lambda entry: _order(entry, region, language))[:limit]

    def region_in(self, text: str) -> str | None:
        """The region of a place named in free text, a city before a part of the country, else the first named."""
        pattern = "|".join(map(re.escape, sorted(self.places, key=len, reverse=True)))
        named = [self.places[place] for place in re.findall(rf"(?<!\S)(?:{pattern})(?!\S)", _plain(text))]
        return max(named, key=lambda region: len(AROUND[region]), default=None) if pattern else None

    def findings(self, today: datetime.date) -> list[Finding]:
        """What nobody checked, and what is older than two years or has no year: notices for `perspectief check`."""
        found = []
        for place, entry in enumerate(self.entries):
            year, at = entry.evidence_year, ("entries", place)
            key = "verified" if entry.verified and entry.verified.date.year == year else "source_year"
            if entry.verified is None:
                found.append(self._finding((*at, "verified"), entry, "nobody has checked it yet"))
            if year is None:
                found.append(self._finding((*at, key), entry, "no source shows a year"))
            elif today.year - year > OUTDATED_AFTER_YEARS:
                found.append(self._finding((*at, key), entry, f"newest source is of {year}"))
        return found

    def numbers(self) -> frozenset[str]:
        """Every number that may be shown, in the form of `digits`, for the check of content."""
        return frozenset(digits(phone.number) for entry in self.entries for phone in entry.numbers)

    def names(self) -> frozenset[str]:
        """Every name of an organisation, in each language, for the check of content."""
        return frozenset(name for entry in self.entries for name in entry.name.dict().values() if name)

    def _finding(self, at: KeyPath, entry: Referral, message: str) -> Finding:
        return Finding(self.path, line_of(self.lines, at), f"{entry.id}: {message}")


def load(path: str | Path = FILE) -> Directory:
    """Read the directory. Raises ContentError that names every fault, one a line: file, line, key and value."""
    data, lines = load_yaml(path)
    try:
        content = DirectoryFile.parse_obj(data)
        faults = _cross_check(content)
    except ValidationError as error:
        faults = [(_without_root(fault["loc"]), _value_at(data, fault["loc"]) + fault["msg"])
                  for fault in error.errors()]
    if faults:
        raise ContentError("\n".join(
            f"{path}:{line_of(lines, at)}: {'.'.join(map(str, at))}: {problem}" for at, problem in faults))
    places = {_plain(name): region for region, names in content.places.items() for name in names}
    return Directory(str(path), content.entries, content.topics, lines, places)


def digits(number: str) -> str:
    """A phone number as bare digits, +32 written as 0: two ways to write one number become equal."""
    return re.sub(r"\D", "", re.sub(r"^\s*(?:\+|00)32\s*(?:\(0\))?", "0", number))


def _order(entry: Referral, region: str | None, language: str | None) -> tuple:
    spoken = entry.language_rank(language)
    rest = (not entry.numbers, -(entry.evidence_year or 0))
    if region is None:
        here = {"belgium"} & set(entry.regions) or {"flanders", "brussels"} <= set(entry.regions)
        return (bool(entry.after), spoken, not here, *rest)
    near = min(AROUND[region].index(served) for served in entry.regions if served in AROUND[region])
    return (bool(entry.after), near, spoken, *rest)


def _cross_check(content: DirectoryFile) -> list[tuple[tuple, str]]:
    ids = [entry.id for entry in content.entries]
    faults: list[tuple[tuple, str]] = []
    for place, entry in enumerate(content.entries):
        at = ("entries", place)
        if ids.index(entry.id) != place:
            faults.append(((*at, "id"), f"{entry.id!r} is the id of an earlier entry"))
        faults += [((*at, "topics", n), f"{topic!r} is not in the list of topics")
                   for n, topic in enumerate(entry.topics) if topic not in content.topics]
        faults += [((*at, "after", n), f"there is no entry {other!r}")
                   for n, other in enumerate(entry.after) if other not in ids]
    first: dict[str, str] = {}
    for region, names in content.places.items():
        faults += [(("places", region, n), f"{name!r} already lies in {first[_plain(name)]}")
                   for n, name in enumerate(names) if first.setdefault(_plain(name), region) != region]
    return faults


def _without_root(key_path: tuple) -> tuple:
    return tuple(part for part in key_path if part != "__root__")


def _value_at(data: Any, key_path: tuple) -> str:
    try:
        for key in key_path:
            data = data[key]
    except (KeyError, IndexError, TypeError):
        return ""
    return f"{data!r}: "


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()
