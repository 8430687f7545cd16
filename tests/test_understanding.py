"""What `perspectief understand` gives beside the intent: what the flow takes from a message. Without the model."""

from __future__ import annotations

import datetime

import pytest

from bot import understanding

TODAY = datetime.date(2026, 11, 23)     # a Monday


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understanding.quiet, "today", lambda: TODAY)


def found(text: str, reading: str = "tell_goal", pending: str | None = None, language: str | None = "nl",
          **gate: str) -> dict[str, str]:
    """Entities of a message that was read so; `gate` is what the gate found in its words."""
    parsed = {"text": text, "intent": {"name": reading, "confidence": 0.91234}, "reading": reading, **gate}
    return understanding.described(parsed, text, language, pending)["entities"]


@pytest.mark.parametrize(("text", "pending", "language", "day"), [
    ("tegen 15 januari", "when", "nl", "2027-01-15"), ("2 weken", "when", "nl", "2026-12-07"),
    ("in two weeks", "when", "nl", "2026-12-07"), ("lundi matin", "when", "nl", "2026-11-30"),
    ("morgen", "when", None, "2026-11-24"), ("ik bel vrijdag de school", None, "nl", "2026-11-27"),
    ("je veux finir avant le 3 mars", "open", "fr", "2027-03-03"), ("I see him 12/03/2027", None, "en", "2027-03-12")])
def test_a_date_is_found_in_any_language(text, pending, language, day):
    assert found(text, pending=pending, language=language) == {"date": day}


@pytest.mark.parametrize(("text", "pending", "language"), [
    ("ik heb zes kinderen", "when", "nl"), ("ik ben 34 jaar", "when", "nl"), ("zes kinderen", None, "nl"),
    ("I may go", None, "en"), ("2 weken", None, "nl"), ("elle a six ans", None, "fr"), ("goede morgen allemaal", None, "nl"),
    ("sinds maandag niet geslapen", None, "nl"), ("I speak four languages now", None, "en"), ("", "when", "nl")])
def test_what_plainly_names_no_date_gives_none(text, pending, language):
    assert found(text, pending=pending, language=language) == {}


@pytest.mark.parametrize("option", ["legal_stay", "onward_migration", "return", "stay_without_status"])
def test_an_option_is_the_one_that_was_chosen(option):
    assert found("die", f"choose_{option}") == {"option": option}


def test_an_exercise_counts_where_one_is_chosen():
    assert found("de boom", "choose_exercise", exercise="tree") == {"exercise": "tree"}
    assert found("ik zat onder een boom", "tell_loss", exercise="tree") == {}
    assert found("een oefening", "choose_exercise") == {}


@pytest.mark.parametrize(("text", "place"), [
    ("ik slaap in Gent", {"city": "ghent"}), ("ik zit in Anderlecht", {"region": "brussels"}),
    ("j'habite à Liège", {"region": "wallonia"}), ("ik slaap buiten", {})])
def test_a_place_is_the_city_or_region_of_the_directory(text, place):
    assert found(text, "need_shelter") == place


def test_what_the_gate_found_in_the_words_is_passed_on():
    assert found("liever Frans", "change_language", language="nl", **{"danger": "violence"}) == {"danger": "violence"}
    parsed = {"intent": {"name": "change_language", "confidence": 0.9}, "language": "fr", "law_topic": "asylum"}
    assert understanding.described(parsed, "frans")["entities"] == {"language": "fr", "law_topic": "asylum"}


def test_a_reading_is_told_with_its_tiers():
    parsed = {"intent": {"name": "inform", "confidence": 0.91234}, "reading": "ask_legal", "law": "maybe"}
    assert understanding.described(parsed, "mag dat") == {
        "text": "mag dat", "intent": "ask_legal", "confidence": 0.9123, "safety": None, "law": "maybe", "entities": {}}
    parsed = {"intent": {"name": "nlu_fallback", "confidence": 0.1}, "reading": "greet"}
    assert understanding.described(parsed, "x")["intent"] == "nlu_fallback"
