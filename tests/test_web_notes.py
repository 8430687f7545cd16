"""Notes on the counsellor's page, the words beside them, and that what a client said is never markup."""

from __future__ import annotations

import pytest
import yaml

from bot.channels.web import view
from bot.channels.web.prose import Prose
from bot.script import loader
from bot.settings import ROOT
from tests.web_fakes import TALK, Browser


@pytest.fixture
def browser(tmp_path) -> Browser:
    return Browser(tmp_path).enter()


# --- notes -----------------------------------------------------------------------------------------------------------


def test_words_of_a_client_are_never_markup(browser):
    browser.walk(2)
    nasty = "<script>alert(1)</script> \"' & <img src=x onerror=y> http://elders.example {{ 7*7 }}"
    browser.post(f"/talk/{TALK}", text=nasty)
    for path in ("?said=1", "/summary", f"/notes/{browser.notes()[nasty]}/delete"):
        page = browser.get(f"/talk/{TALK}{path}").text
        assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page
        assert 'href="http://elders' not in page and ">49<" not in page


def test_a_note_can_be_changed(browser):
    browser.walk(3)
    note = browser.notes()["Een eigen restaurant"]
    answer = browser.post(f"/talk/{TALK}/notes/{note}", text="Een kleine keuken")
    assert answer.status_code == 303
    assert "Een kleine keuken" in browser.notes() and "Een eigen restaurant" not in browser.notes()
    assert "is aangepast" in browser.get(answer.headers["location"]).text


def test_a_note_with_buttons_gets_another_of_its_buttons(browser):
    browser.walk()
    note = browser.notes()["Ik zelf"]
    browser.post(f"/talk/{TALK}/notes/{note}", code="with_help")
    changed = next(entry for entry in browser.engine.services.record.entries(TALK) if entry.step == "goal_step.owner")
    assert (changed.code, changed.text) == ("with_help", "Ik met hulp")


@pytest.mark.parametrize("fields", [{}, {"text": "  "}, {"code": "no_such"}])
def test_a_note_is_not_emptied_by_mistake(browser, fields):
    browser.walk()
    before = browser.notes()
    browser.post(f"/talk/{TALK}/notes/{before['Ik zelf']}", **fields)
    assert browser.notes() == before


def test_a_note_can_be_deleted_after_a_question(browser):
    browser.walk(3)
    note = browser.notes()["Een eigen restaurant"]
    assert "Deze notitie wissen?" in browser.get(f"/talk/{TALK}/notes/{note}/delete").text
    browser.post(f"/talk/{TALK}/notes/{note}/delete")
    assert "Een eigen restaurant" not in browser.notes()


def test_a_note_of_another_talk_cannot_be_reached(browser):
    browser.walk(3)
    browser.walk(3, "talk-twee")
    other = browser.notes("talk-twee")["Een eigen restaurant"]
    assert browser.post(f"/talk/{TALK}/notes/{other}", text="x").status_code == 404
    browser.post(f"/talk/{TALK}/notes/{other}/delete")
    assert "Een eigen restaurant" in browser.notes("talk-twee")


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_intent_has_a_reading_and_an_idea():
    labels = loader.load("nl").labels
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    for intent in set(intents) - {"navigate"}:
        assert labels.get(f"page_intent_{intent}") and labels.get(f"page_suggest_{intent}"), intent


def test_the_map_has_words_and_no_scores(browser):
    browser.walk(4)
    turn = browser.engine.turns[TALK]
    script = browser.engine.script
    entries = browser.engine.services.record.entries(TALK)
    board = view.board(TALK, turn, entries, 1, script)
    assert {mark.id: mark.state for mark in board.phases} == {
        "welcome": "touched", "help_question": "touched", "motives": "touched", "options": "here", "goal": "open",
        "closing": "open"}
    assert len(board.domains) == 4


@pytest.mark.parametrize(("text", "html"), [
    ("een\n\ntwee", "<p>een</p>\n<p>twee</p>"),
    ("„Dank je.”", '<p class="aloud">„Dank je.”</p>'),
    ("bel 106 nu", '<p>bel <a class="tel" href="tel:106">106</a> nu</p>'),
    ("in 1066 en 2106", "<p>in 1066 en 2106</p>"),
    ("Kop\n• een\n   klein", '<p>Kop</p><ul><li>een<br><span class="small">klein</span></li></ul>'),
    ("<b>", "<p>&lt;b&gt;</p>"),
])
def test_text_becomes_html(text, html):
    assert str(Prose(frozenset({"106"}), frozenset()).html(text)) == html
