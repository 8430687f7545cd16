"""Dates as people say them, as ISO dates. Rules of our own for what dateparser does not know ("tegen Pasen")."""

from __future__ import annotations

import calendar
import datetime
import re

from bot.nlu.lexicon import plain

NUMBERS = {
    "nl": {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9,
           "tien": 10, "enkele": 3, "paar": 3},
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
AHEAD = {"nl": r"(?:over|binnen|in)", "en": r"(?:in|within)", "fr": r"(?:dans|dici|d ici)"}
NEXT = {
    "nl": {"vandaag": 0, "morgen": 1, "overmorgen": 2, "volgende week": 7, "volgende maand": 30, "volgend jaar": 365},
    "en": {"today": 0, "tomorrow": 1, "next week": 7, "next month": 30, "next year": 365},
    "fr": {"aujourdhui": 0, "demain": 1, "apres demain": 2, "semaine prochaine": 7, "mois prochain": 30,
           "lannee prochaine": 365, "an prochain": 365},
}
END_OF_WEEK = {"nl": r"deze week|dit weekend", "en": r"this week(?:end)?", "fr": r"cette semaine|ce week end"}
END_OF_MONTH = {"nl": r"einde? (?:van )?(?:de|deze) maand", "en": r"end of (?:(?:the|this) )?month",
                "fr": r"fin (?:du|de ce) mois"}
MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"),
    "fr": ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
           "novembre", "decembre"),
}
DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
NO_VERB = r"\b(?:in|by|of|until|till|before|after|early|late|mid|next|this|around|from) (?:may|march)\b"   # "I may go"
GOOD_MORNING = r"\bgoe(?:de|den|ie|ien) morgen\b"      # no tomorrow
NOT_ONE_TO_COME = r"\b(?:sinds|since|depuis|dpuis|elke|iedere|every|each|chaque)\b"
NO_COMING_DAY = r"\b(?:elke|iedere|vorige|every|each|last|chaque|tous les|dernier)\b"
FEASTS = {"pasen": "easter", "easter": "easter", "paques": "easter", "kerst": (12, 25), "kerstmis": (12, 25),
          "christmas": (12, 25), "noel": (12, 25), "nieuwjaar": (1, 1), "new year": (1, 1), "nouvel an": (1, 1)}
FUTURE = {"PREFER_DATES_FROM": "future", "PREFER_DAY_OF_MONTH": "last", "REQUIRE_PARTS": ["month"], "DATE_ORDER": "DMY"}
MOST_YEARS = 30   # what is further off is an age or a phone number


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
    day = (_counted(words, language, today) or _named(words, language, today) or _feast(words, today)
           or _in_month(words, language, today) or _parsed(text, language, today) or _weekday(words, language, today))
    return day if day and abs(day.year - today.year) <= MOST_YEARS else None


def named(text: str, language: str, today: datetime.date) -> datetime.date | None:
    """The day that a text plainly names, though nobody asked for one; stricter than `find`, and quick.

    A bare "2 weeks" may be an age, and what only dateparser takes for a date ("now", "six ans") is none here.
    """
    words = re.sub(GOOD_MORNING, "", plain(text)).strip()
    if language not in UNITS or re.search(NOT_ONE_TO_COME, words):
        return None
    day = (_counted(words, language, today, bare=False) or _named(words, language, today) or _feast(words, today)
           or _in_month(words, language, today) or _in_figures(text) or _weekday(words, language, today))
    return day if day and abs(day.year - today.year) <= MOST_YEARS else None


def _counted(words: str, language: str, today: datetime.date, bare: bool = True) -> datetime.date | None:
    count = _count(language)
    found = re.search(rf"\b{AHEAD[language]} {count}\b", words) or (re.fullmatch(count, words) if bare else None)
    if not found:
        return None
    number = int(found[1]) if found[1].isdecimal() else NUMBERS[language][found[1]]
    return today + datetime.timedelta(days=number * UNITS[language][found[2]])


def _count(language: str) -> str:
    """An expression for "two weeks", "een paar dagen": the number and the unit are its groups."""
    numbers, units = "|".join(NUMBERS[language]), "|".join(sorted(UNITS[language], key=len, reverse=True))
    return rf"(?:(?:a|de|een) )?(\d{{1,3}}|{numbers})(?: (?:of|de))? ({units})"


def _named(words: str, language: str, today: datetime.date) -> datetime.date | None:
    if re.search(END_OF_MONTH[language], words):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if re.search(rf"\b(?:{END_OF_WEEK[language]})\b", words):
        return today + datetime.timedelta(days=6 - today.weekday())
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


def _in_month(words: str, language: str, today: datetime.date) -> datetime.date | None:
    """A month by its name, with a day or year or without: then its last day, and the first one to come."""
    months = "|".join(MONTHS[language])
    found = re.search(rf"(?:\b(\d{{1,2}})(?:e|de|ste|st|nd|rd|th|er)? (?:of |van |de )?)?\b({months})\b"
                      r"(?: (\d{1,2})(?:st|nd|rd|th)?\b)?(?: (\d{4})\b)?", words)
    if not found:
        return None
    before, name, behind, year = found.groups()
    if name in ("may", "march") and not (before or behind or year or words == name or re.search(NO_VERB, words)):
        return None
    month, day = MONTHS[language].index(name) + 1, int(before or behind or 0)
    if year:
        return _day_or_last(int(year), month, day) if int(year) else None
    return next(date for each in (today.year, today.year + 1) if (date := _day_or_last(each, month, day)) >= today)


def _day_or_last(year: int, month: int, day: int) -> datetime.date:
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day if 1 <= day <= last else last)


def _in_figures(text: str) -> datetime.date | None:
    """3/4/2027, 03-04-2027: the day first."""
    found = re.search(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/.-]*\d)", text)
    try:
        return datetime.date(int(found[4]), int(found[3]), int(found[1])) if found else None
    except ValueError:      # 45/13/2027
        return None


def _weekday(words: str, language: str, today: datetime.date) -> datetime.date | None:
    found = re.search(rf"\b({'|'.join(DAYS[language])})\b", words)
    if not found or re.search(NO_COMING_DAY, words):
        return None
    return today + datetime.timedelta(days=(DAYS[language].index(found[1]) - today.weekday() - 1) % 7 + 1)


def _parsed(text: str, language: str, today: datetime.date) -> datetime.date | None:
    """What is left to dateparser ("3/4/2027", "gisteren"), without what it takes for a date and is none."""
    from dateparser.search import search_dates  # a second to import: only where a date is asked

    base = datetime.datetime.combine(today, datetime.time(12))
    for piece, moment in search_dates(text, languages=[language], settings={**FUTURE, "RELATIVE_BASE": base}) or []:
        said = plain(piece)
        short_word = len(said) <= 4 and said.isalpha() and said != plain(text)   # "nu", the name Jan
        bare_count = re.fullmatch(rf"(?:\S+ )?{_count(language)}", said)          # "ik ben 34 jaar"
        passed_over = any(month in said.split() for month in MONTHS[language])   # "I march on"
        if not (short_word or bare_count or passed_over):
            return moment.date()
    return None


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
