"""The directory screen: every entry under its first topic, chosen by topic, region and language."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from bot.referral_models import Referral
from bot.referrals import AROUND, Directory
from bot.script.loader import Script


@dataclass(frozen=True)
class Listing:
    """What the screen shows: groups of entries, and what can be chosen."""

    groups: list[tuple[str, list[Referral]]]
    count: int
    narrowed: bool
    topics: list[tuple[str, str]]
    regions: list[tuple[str, str]]
    languages: list[tuple[str, str]]


def listing(directory: Directory, script: Script, topic: str, region: str, language: str) -> Listing:
    """Entries that fit the choice; a choice that does not exist counts as none."""
    entries = directory.find(topic, region=region if region in AROUND else None, language=language or None,
                             limit=len(directory.entries)) if topic in directory.topics else list(directory.entries)
    shown = [entry for entry in entries if _serves(entry, region) and _spoken(entry, language)]
    name = {key: words.in_language(script.language) for key, words in directory.topics.items()}
    groups: dict[str, list[Referral]] = {}
    for entry in shown:
        groups.setdefault(topic if topic in name else entry.topics[0], []).append(entry)
    order = list(directory.topics)
    spoken = sorted({code for entry in directory.entries for code in (*entry.languages, *entry.web_languages)})
    served = [key for key in AROUND if any(key in entry.regions for entry in directory.entries)]
    return Listing(
        [(name[key], groups[key]) for key in sorted(groups, key=order.index)], len(shown),
        len(shown) < len(directory.entries), list(name.items()),
        [(key, script.label(f"page_region_{key}")) for key in served],
        sorted(((code, language_name(code, script.language)) for code in spoken), key=lambda pair: pair[1].casefold()))


def _serves(entry: Referral, region: str) -> bool:
    return region not in AROUND or bool(set(entry.regions) & set(AROUND[region]))


def _spoken(entry: Referral, language: str) -> bool:
    """Who speaks it, also on the web page only, and those of whom no source names any language."""
    return not language or not (entry.languages or entry.web_languages) or entry.language_rank(language) < 2


def language_name(code: str, reader: str) -> str:
    """A language by the name that readers of a script use; its code where nobody knows one."""
    try:
        return Locale.parse(code, sep="-").get_language_name(reader) or code
    except (ValueError, UnknownLocaleError):
        return code
