"""Dates as people say them, on a Monday in November."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import dates

TODAY = datetime.date(2026, 11, 23)    # a Monday


def find(text: str, language: str, today: datetime.date = TODAY) -> str:
    found = dates.find(text, language, today)
    return found.isoformat() if found else ""


@pytest.mark.parametrize(("text", "day"), [
    ("vandaag", "2026-11-23"),
    ("morgen", "2026-11-24"),
    ("overmorgen al", "2026-11-25"),
    ("deze week", "2026-11-29"),
    ("vrijdag", "2026-11-27"),
    ("volgende vrijdag", "2026-11-27"),
    ("maandag bel ik", "2026-11-30"),
    ("volgende week", "2026-11-30"),
    ("over twee weken", "2026-12-07"),
    ("binnen een paar weken", "2026-12-14"),
    ("2 weken", "2026-12-07"),
    ("over 2 maanden", "2027-01-22"),
    ("eind van de maand", "2026-11-30"),
    ("eind januari", "2027-01-31"),
    ("in maart", "2027-03-31"),
    ("3 maart", "2027-03-03"),
    ("tegen de 15de van januari", "2027-01-15"),
    ("12 maart om 5 uur", "2027-03-12"),
    ("vrijdag 4 december", "2026-12-04"),
    ("mei 2028", "2028-05-31"),
    ("31 februari", "2027-02-28"),
    ("3/4", "2027-04-03"),
    ("3-4-2027", "2027-04-03"),
    ("tegen Pasen", "2027-03-28"),
    ("voor kerst", "2026-12-25"),
    ("na nieuwjaar", "2027-01-01"),
])
def test_dutch(text, day):
    assert find(text, "nl") == day


@pytest.mark.parametrize(("text", "day"), [
    ("tomorrow", "2026-11-24"),
    ("next Friday", "2026-11-27"),
    ("in two weeks", "2026-12-07"),
    ("in a couple of months", "2027-01-22"),
    ("within a week", "2026-11-30"),
    ("end of the month", "2026-11-30"),
    ("by the end of January", "2027-01-31"),
    ("March 3", "2027-03-03"),
    ("the 15th of January", "2027-01-15"),
    ("in May", "2027-05-31"),
    ("may", "2027-05-31"),
    ("by Easter", "2027-03-28"),
])
def test_english(text, day):
    assert find(text, "en") == day


@pytest.mark.parametrize(("text", "day"), [
    ("demain", "2026-11-24"),
    ("après-demain", "2026-11-25"),
    ("vendredi prochain", "2026-11-27"),
    ("la semaine prochaine", "2026-11-30"),
    ("dans deux semaines", "2026-12-07"),
    ("d'ici un mois", "2026-12-23"),
    ("fin du mois", "2026-11-30"),
    ("fin janvier", "2027-01-31"),
    ("le 1er mars", "2027-03-01"),
    ("en août", "2027-08-31"),
    ("l’année prochaine", "2027-11-23"),
    ("avant Pâques", "2027-03-28"),
    ("à Noël", "2026-12-25"),
])
def test_french(text, day):
    assert find(text, "fr") == day


@pytest.mark.parametrize(("text", "language"), [
    ("ik weet het niet", "nl"), ("ik weet het nu nog niet", "nl"), ("papieren", "nl"), ("een cursus", "nl"),
    ("meisje", "nl"), ("met Maartje praten", "nl"), ("met Jan praten", "nl"), ("elke maandag", "nl"),
    ("12", "nl"), ("ik wil 3 dingen", "nl"), ("ik ben 34 jaar", "nl"), ("0484 12 34 56", "nl"), ("", "nl"),
    ("I don't know", "en"), ("papers", "en"), ("maybe", "en"), ("I may go", "en"), ("I march on", "en"), ("12", "en"),
    ("not now", "en"), ("je ne sais pas", "fr"), ("mais papiers", "fr"), ("il y a deux ans", "fr"), ("un cours", "fr"),
])
def test_what_names_no_day_gives_none(text, language):
    assert find(text, language) == ""


@pytest.mark.parametrize(("text", "language", "day"), [
    ("gisteren", "nl", "2026-11-22"), ("maart 2020", "nl", "2020-03-31"), ("2 weeks ago", "en", "2026-11-09"),
])
def test_a_day_that_has_passed_is_found_too(text, language, day):
    assert find(text, language) == day


def test_a_feast_that_is_over_is_the_next_one():
    assert find("tegen Pasen", "nl", datetime.date(2026, 4, 5)) == "2026-04-05"
    assert find("tegen Pasen", "nl", datetime.date(2026, 4, 6)) == "2027-03-28"


def test_a_month_that_is_not_over_is_this_one():
    assert find("in november", "nl") == "2026-11-30"
    assert find("3 november", "nl") == "2027-11-03"


def test_a_weekday_said_on_that_day_is_a_week_off():
    assert find("maandag", "nl") == "2026-11-30"


def test_the_language_of_the_talk_decides():
    assert find("in two weeks", "nl") == ""
    assert find("morgen", "ar") == ""


@pytest.mark.parametrize(("text", "language", "day"), [
    ("ik bel vrijdag de school", "nl", "2026-11-27"), ("over twee weken ga ik", "nl", "2026-12-07"),
    ("in september begint de cursus", "nl", "2027-09-30"), ("je passe le 3 mars", "fr", "2027-03-03"),
    ("brief van 3-4-2027 gekregen", "nl", "2027-04-03"), ("goede morgen, ik kom vrijdag", "nl", "2026-11-27"),
    ("2 weken", "nl", ""), ("elle a six ans", "fr", ""), ("what can I do now", "en", ""), ("I may go", "en", ""),
    ("goeie morgen", "nl", ""), ("sinds vrijdag", "nl", ""), ("elke vrijdag", "nl", ""), ("depuis mardi", "fr", ""),
    ("45/13/2027", "nl", ""), ("0484/12/34/5678", "nl", ""), ("12/03/1931", "nl", ""), ("vrijdag", "ar", ""),
])
def test_a_date_that_was_not_asked_for_must_be_plain(text, language, day):
    found = dates.named(text, language, TODAY)
    assert (found.isoformat() if found else "") == day


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"])
def test_easter(day):
    assert dates.easter(int(day[:4])).isoformat() == day


WORDS = st.sampled_from(["over", "in", "2", "31", "999", "0000", "weken", "mei", "29 februari", "maart", "/", "-",
                         "12.13", "jaar", "geleden", "vrijdag", "may", "99:99", "²", "٣", "😊", "Pasen", "1e", "dag"])


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=6).map(" ".join), st.text(max_size=40)), st.sampled_from(["nl", "en", "fr"]))
def test_no_words_are_too_strange(text, language):
    for look in (dates.find, dates.named):
        found = look(text, language, datetime.date(2028, 2, 29))
        assert found is None or abs(found.year - 2028) <= dates.MOST_YEARS
