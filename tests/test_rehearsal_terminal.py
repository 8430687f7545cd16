"""The rehearsal room in the terminal: choose, talk, take back, look back."""

from __future__ import annotations

import asyncio
import io

import pytest

from bot.channels import rehearsal
from bot.errors import SettingsError
from bot.rehearsal import desk as desks
from bot.rehearsal.desk import Desk
from bot.script import loader
from tests.rehearsing import ByName, persona

SCRIPTS = {language: loader.load(language) for language in loader.languages()}
NL = SCRIPTS["nl"].labels


def typed(tmp_path, *lines: str, client: str | None = "weaver", language: str = "nl") -> list[str]:
    """What is said when this is typed."""
    desk = Desk(SCRIPTS, ByName(), tmp_path)
    desk.personas = {name: {"weaver": persona()} for name in SCRIPTS}
    said: list[str] = []
    room = rehearsal.Room(desk, SCRIPTS[language], io.StringIO("".join(f"{line}\n" for line in lines)), said.append)
    assert asyncio.run(room.run(client, 7)) == 0
    return said


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_talk_ends_with_the_look_back(tmp_path, language):
    said = "\n".join(typed(tmp_path, "ask_talent: wat kan je?", "give_advice: doe dat", "/quit", language=language))
    labels = SCRIPTS[language].labels
    assert "hands: told" in said and "advised " in said and "2. give_advice: doe dat" in said
    assert all(labels[f"rehearsal_{name}"] in said for name in ("feedback", "well", "next", "told", "give_advice", "instead"))
    assert "rehearsal_" not in said


def test_a_client_is_chosen_by_number_and_nothing_else(tmp_path):
    said = typed(tmp_path, "0", "2", "x", "1", "greet: dag", client=None)
    assert said[0].startswith("[1] The weaver (40, ") and any(line.strip().startswith("greeted ") for line in said)
    assert typed(tmp_path, "9", client=None) == said[:1]


def test_what_a_line_does_is_shown_when_it_is_asked_for(tmp_path):
    said = typed(tmp_path, "thank: dank je", "/live", "ask_closed: ja??", "/live", "thank: dank je")
    shown = [line for line in said if line.startswith("    (")]
    assert shown == [f"    ({NL['rehearsal_move_ask_closed']} · {NL['rehearsal_form_closed']})"]


@pytest.mark.parametrize("then, times", [((), 1), (("thank: dank je",), 2)])
def test_a_look_back_is_not_said_again_where_nothing_was_said_since(tmp_path, then, times):
    said = "\n".join(typed(tmp_path, "greet: dag", "/feedback", *then, "/quit"))
    assert said.count(f"{NL['rehearsal_feedback']} · ") == times


def test_a_line_that_is_taken_back_is_not_looked_back_on(tmp_path):
    assert not any("give_advice" in line for line in typed(tmp_path, "greet: dag", "give_advice: doe dat", "/back"))


def test_after_a_line_is_taken_back_the_answer_before_it_stands_there_again(tmp_path):
    said = typed(tmp_path, "greet: dag", "give_advice: doe dat", "/back", "/quit")
    assert said[3] == said[5]


def test_a_talk_that_is_full_says_so_and_is_looked_back_on(tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "MOST_LINES", 1)
    said = typed(tmp_path, "greet: dag", "greet: dag")
    assert "    (a rehearsal has at most 1 lines)" in said and any(NL["rehearsal_feedback"] in line for line in said)


def test_a_language_without_a_script_is_one_clear_line(settings):
    with pytest.raises(SettingsError, match="language 'xx': there is a script for en, fr, nl"):
        rehearsal.rehearse(settings, "xx", None, None)
