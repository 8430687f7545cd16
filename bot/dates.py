"""Dates as people say them, as ISO dates. Rules of our own for what dateparser does not know ("tegen Pasen")."""

from __future__ import annotations

import calendar
import datetime
import re

from bot.nlu.lexicon import plain

NUMBERS = {
    "nl": {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
           "enkele": 3, "paar": 3},
    "en": {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
           "nine": 9, "ten": 10, "few": 3, "couple": 2},
    "fr": {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
           "dix": 10, "quelques": 3},
}
UNITS = {
    "nl": {"dag": 1, "dagen": 1, "week": 7, "weken": 7, "weekjes": 7, "maand": 30, "maanden": 30, "jaar": 365},
    "en": {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365},
    "fr": {"jour": 1, "jours": 1, "semaine": 7, "semaines": 7, "mois": 30, "an": 365, "ans": 365},
}
AHEAD = {"nl": r"(?:over|binnen|in)", "en": r"(?:in|within)", "fr": r"(?:dans|d ici)"}
NEXT = {
    "nl": {"morgen": 1, "overmorgen": 2, "volgende week": 7, "volgende maand": 30, "volgend jaar": 365},
    "en": {"tomorrow": 1, "next week": 7, "next month": 30, "next year": 365},
    "fr": {"demain": 1, "apres demain": 2, "la semaine prochaine": 7, "le mois prochain": 30, "l annee prochaine": 365},
}
END_OF_MONTH = {"nl": r"eind(?:e)? (?:van )?(?:de|deze) maand", "en": r"end of (?:the|this) month", "fr": r"fin (?:du|de ce) mois"}
FEASTS = {"pasen": "easter", "easter": "easter", "paques": "easter", "kerst": (12, 25), "kerstmis": (12, 25),
          "christmas": (12, 25), "noel": (12, 25), "nieuwjaar": (1, 1), "new year": (1, 1), "nouvel an": (1, 1)}
FUTURE = {"PREFER_DATES_FROM": "future", "PREFER_DAY_OF_MONTH": "last", "REQUIRE_PARTS": ["month"]}


def find(text: str, language: str, today: datetime.date) -> datetime.date | None:
    """The day that a text speaks of, or None where it names none.

    Args:
        text: an answer to "by when".
        language: nl, en or fr.
        today: the day it was said.
    """
    words = plain(text)
    if language not in UNITS:
        return None
    return (_counted(words, language, today) or _named(words, language, today) or _feast(words, today)
            or _parsed(text, language, today))


def _counted(words: str, language: str, today: datetime.date) -> datetime.date | None:
    numbers = "|".join(NUMBERS[language])
    units = "|".join(sorted(UNITS[language], key=len, reverse=True))
    found = re.search(rf"\b{AHEAD[language]} (?:(?:a|de) )?(\d{{1,3}}|{numbers})(?: (?:of|de))? ({units})\b", words)
    if not found:
        return None
    count = int(found[1]) if found[1].isdigit() else NUMBERS[language][found[1]]
    return today + datetime.timedelta(days=count * UNITS[language][found[2]])


def _named(words: str, language: str, today: datetime.date) -> datetime.date | None:
    if re.search(END_OF_MONTH[language], words):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    for name in sorted(NEXT[language], key=len, reverse=True):
        if re.search(rf"\b{name}\b", words):
            return today + datetime.timedelta(days=NEXT[language][name])
    return None


def _feast(words: str, today: datetime.date) -> datetime.date | None:
    for name, day in FEASTS.items():
        if re.search(rf"\b{name}\b", words):
            return next(date for year in (today.year, today.year + 1)
                        if (date := easter(year) if day == "easter" else datetime.date(year, *day)) >= today)
    return None


def _parsed(text: str, language: str, today: datetime.date) -> datetime.date | None:
    from dateparser.search import search_dates    # a second to import: only where a date is asked

    base = datetime.datetime.combine(today, datetime.time(12))
    found = search_dates(text, languages=[language], settings={**FUTURE, "RELATIVE_BASE": base})
    return found[0][1].date() if found else None


def easter(year: int) -> datetime.date:
    """Easter Sunday (the anonymous Gregorian rule, as in Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return datetime.date(year, month, day + 1)
