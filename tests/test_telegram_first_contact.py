"""Somebody opens the chat for the first time: language, what this is and what it keeps, then a yes. Before it nothing is kept."""

from __future__ import annotations

import pytest

from bot.nlu.languages import detect
from tests.telegram_talking import Channel

LANGUAGES = ("nl", "en", "fr")
CRISIS = {"nl": "ik wil niet meer leven", "en": "I want to kill myself", "fr": "je veux mourir"}
NO_LAWYER = {"nl": "geen advocaat", "en": "not a lawyer", "fr": "pas un avocat"}
LINES = ("1813", "0800 32 123")
SECRET = "ik heet Mirembe en slaap aan het Noordstation"


def everything(channel: Channel) -> dict[str, int]:
    """Rows of every table, but the bare numbers of updates."""
    with channel.stores.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {table: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar()
                for table in tables if table != "inbox"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_phone_is_the_first_button_and_the_question_stands_in_all_three(channel: Channel, language: str):
    somebody = channel.somebody(language)
    somebody.says("/start")
    assert [*dict.fromkeys([f"tg:lang:{language}", *somebody.buttons])] == somebody.buttons
    assert {f"tg:lang:{one}" for one in LANGUAGES} == set(somebody.buttons)
    assert somebody.text.splitlines()[0] == somebody.words("tg_choose_language")
    assert len(set(somebody.text.splitlines())) == 3


@pytest.mark.parametrize("language", [None, "ar", "pt-br", "zh-hans"])
def test_a_phone_in_another_language_gets_the_same_choice(channel: Channel, language: str | None):
    somebody = channel.somebody(language)
    somebody.says("/start")
    assert {f"tg:lang:{one}" for one in LANGUAGES} == set(somebody.buttons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_asked_it_says_what_it_is_what_it_keeps_and_how_to_stop(channel: Channel, language: str):
    somebody = channel.somebody(language)
    explained = somebody.chooses_language()
    assert all(line in explained for line in LINES), "the lines, before anybody needs them"
    for said in ("Telegram", "/stop", "/forget", " 30 ", " 12 ", NO_LAWYER[language]):
        assert said in explained
    assert somebody.buttons == [f"tg:yes:{language}", f"tg:no:{language}"]
    assert "{" not in explained and detect(explained, channel.engine.lexicon) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_yes_begins_the_talk_in_the_chosen_language(channel: Channel, language: str):
    somebody = channel.somebody("de")
    somebody.chooses_language(language)
    somebody.presses(f"tg:yes:{language}")
    assert somebody.state.language == language and somebody.state.step == "welcome.moment"
    assert "welcome.moment:ten" in somebody.buttons


def test_a_no_ends_kindly_with_the_lines_and_keeps_nothing(channel: Channel):
    before = everything(channel)
    somebody = channel.somebody("nl")
    somebody.chooses_language()
    somebody.presses("tg:no:nl")
    assert somebody.words("tg_declined") in somebody.text and all(line in somebody.text for line in LINES)
    assert somebody.kept is None and set(somebody.rows().values()) == {0}
    assert everything(channel) == before


def test_a_no_can_become_a_yes_under_the_same_message(channel: Channel):
    somebody = channel.somebody("nl")
    somebody.chooses_language()
    asked = somebody.got[-1]
    somebody.presses("tg:no:nl")
    somebody.presses("tg:yes:nl", asked)
    assert somebody.state.step == "welcome.moment"


def test_a_second_tap_on_the_yes_does_not_begin_twice(channel: Channel):
    somebody = channel.somebody("nl")
    somebody.chooses_language()
    asked = somebody.got[-1]
    somebody.presses("tg:yes:nl", asked)
    conversation = somebody.conversation
    somebody.presses("welcome.moment:ten")
    step = somebody.state.step
    somebody.presses("tg:yes:nl", asked)
    assert (somebody.conversation, somebody.state.step) == (conversation, step)
    assert somebody.words("tg_past_button") in somebody.text


def test_words_before_the_yes_are_not_kept_and_that_is_said(channel: Channel):
    before = everything(channel)
    somebody = channel.somebody("nl")
    somebody.says(SECRET)
    assert somebody.words("tg_not_kept_yet") in somebody.text and "tg:lang:nl" in somebody.buttons
    assert set(somebody.rows().values()) == {0} and everything(channel) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_crisis_before_the_yes_is_answered_with_the_lines_first_and_not_kept(channel: Channel, language: str):
    before = everything(channel)
    somebody = channel.somebody(language)
    somebody.says(CRISIS[language])
    assert all(line in somebody.got[0].text for line in LINES)
    assert detect(somebody.got[0].text, channel.engine.lexicon) == language
    assert set(somebody.rows().values()) == {0} and everything(channel) == before


def test_a_crisis_before_the_yes_is_answered_in_the_language_it_was_written_in(channel: Channel):
    somebody = channel.somebody("nl")
    somebody.says("je ne veux plus vivre, je veux en finir avec la vie")
    assert detect(somebody.got[0].text, channel.engine.lexicon) == "fr"


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "location", "contact", "document"])
def test_other_things_before_the_yes_lead_to_the_language_too(channel: Channel, kind: str):
    somebody = channel.somebody("fr")
    somebody.sends(kind)
    assert somebody.buttons[0] == "tg:lang:fr" and somebody.kept is None and set(somebody.rows().values()) == {0}


@pytest.mark.parametrize("command", ["/help", "/goal", "/mydata", "/forget", "/stop", "/unknown", "/intent{}", "/"])
def test_a_command_before_the_yes_leads_to_the_language(channel: Channel, command: str):
    somebody = channel.somebody("nl")
    somebody.says(command)
    assert "tg:lang:nl" in somebody.buttons and somebody.kept is None


def test_a_code_that_leads_nowhere_is_said_so_and_the_talk_begins_all_the_same(channel: Channel):
    somebody = channel.somebody("nl")
    somebody.says("/start nosuchcode")
    somebody.presses("tg:lang:nl:nosuchcode")
    somebody.presses("tg:yes:nl:nosuchcode")
    assert somebody.words("tg_invite_unknown") in somebody.text
    assert somebody.state.step == "welcome.moment"


def test_old_buttons_of_a_talk_that_is_gone_lead_to_the_language(channel: Channel):
    somebody = channel.somebody("nl").begins()
    old = somebody.got[-1]
    somebody.says("/forget")
    somebody.presses("forget_confirm.sure:yes")
    assert somebody.kept is None
    somebody.presses("skip", old)
    assert "tg:lang:nl" in somebody.buttons and somebody.kept is None


def test_after_everything_was_deleted_the_same_person_can_begin_anew_with_nothing_of_before(channel: Channel):
    somebody = channel.somebody("nl").begins()
    first = somebody.conversation
    somebody.says(SECRET)
    somebody.says("/forget")
    somebody.presses("forget_confirm.sure:yes")
    somebody.begins()
    assert somebody.conversation != first and SECRET not in somebody.answers_kept().values()


def test_asked_a_second_time_it_starts_with_the_language_again(channel: Channel):
    somebody = channel.somebody("en")
    somebody.says("/start")
    somebody.says("/start")
    assert somebody.buttons[0] == "tg:lang:en"
