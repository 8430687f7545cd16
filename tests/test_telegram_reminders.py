"""Asking for a message, getting it, answering it and stopping it, in the chat."""

from __future__ import annotations

import datetime
import time

import pytest

from bot import quiet
from bot.channels.telegram.reminders import written
from bot.store.follow_ups import CHECK_IN, GOAL_DATE
from tests.processes import wait_until
from tests.telegram_talking import Channel, Client

DAY, WEEK = 86400.0, 7 * 86400.0
CRISIS = "ik wil niet meer leven"


@pytest.fixture
def client(channel: Channel) -> Client:
    """Somebody with a goal, who asked for nothing yet."""
    return channel.somebody("nl").begins().has_a_goal("Bellen met de school", goal="Een cursus lassen")


def in_days(days: int) -> float:
    """When a message for a day is sent."""
    return quiet.on(quiet.day_of(time.time()) + datetime.timedelta(days), (21, 9))


def planned(client: Client) -> dict[str, float]:
    return {one.kind: one.due_at for one in client.channel.stores.follow_ups.of(client.conversation)}


def gets(client: Client, moment: float) -> str:
    """What comes by itself at a moment."""
    before = max(client.person.messages)
    client.channel.check_in(moment)
    wait_until(lambda: not client.rows()["outbox"], "all that is due has come")
    return client.looks(before)


def test_without_a_yes_nothing_ever_comes_by_itself(client: Client):
    client.says("/reminders")
    assert client.words("tg_remind_none") in client.text and planned(client) == {}
    assert gets(client, time.time() + 300 * DAY) == ""


@pytest.mark.parametrize("days", [1, 3, 7, 14, 30])
def test_a_day_is_chosen_with_a_button_and_said_back(client: Client, days: int):
    client.presses_in("/reminders", f"tg:remind:{days}")
    day = quiet.day_of(time.time()) + datetime.timedelta(days)
    assert client.text == client.words("tg_remind_set", day=written(day, "nl")) and client.buttons == ["tg:remind:off"]
    assert planned(client) == {CHECK_IN: in_days(days)}
    assert client.words("tg_remind_planned", day=written(day, "nl")) in client.says("/reminders")


def test_a_day_is_typed(client: Client):
    client.presses_in("/reminders", "tg:remind:other")
    assert client.text == client.words("tg_remind_ask_day")
    client.says("over vijf dagen")
    assert planned(client) == {CHECK_IN: in_days(5)}


@pytest.mark.parametrize("words", ["gisteren", "blauw", "12 maart 2019", "binnen tien jaar"])
def test_what_is_no_coming_day_leads_back_to_the_choice(client: Client, words: str):
    client.presses_in("/reminders", "tg:remind:other")
    client.says(words)
    assert client.words("tg_remind_date_unclear") in client.text and "tg:remind:1" in client.buttons
    assert planned(client) == {}


def test_a_crisis_instead_of_a_day_is_a_crisis(client: Client):
    client.presses_in("/reminders", "tg:remind:other")
    client.says(CRISIS)
    assert "1813" in client.text and planned(client) == {} and client.state.step == "crisis_now.safe"


def test_the_goals_date_is_offered_only_where_there_is_one_ahead(client: Client):
    assert "tg:remind:goal" not in (client.says("/reminders") and client.buttons)
    client.has_a_goal(date="2030-03-01", goal="Een cursus lassen")
    client.presses_in("/reminders", "tg:remind:goal")
    assert set(planned(client)) == {GOAL_DATE}


def test_another_day_takes_the_place_of_the_first(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    client.presses_in("/reminders", "tg:remind:7")
    assert planned(client) == {CHECK_IN: in_days(7)}


def test_it_comes_on_that_day_in_the_language_of_the_talk(channel: Channel):
    client = channel.somebody("fr").begins().has_a_goal("Appeler l'école", goal="Un cours de soudure")
    client.presses_in("/reminders", "tg:remind:3")
    assert gets(client, in_days(3) - 1) == ""
    assert gets(client, in_days(3)) == client.words("tg_check_in", goal="Un cours de soudure")
    assert client.person.last.protected


@pytest.mark.parametrize("button", ["report_progress", "report_setback"])
def test_one_tap_says_how_it_goes(client: Client, button: str):
    client.presses_in("/reminders", "tg:remind:3")
    gets(client, in_days(3))
    client.presses(button)
    assert client.text and client.words("tg_error") not in client.text and client.state.intent == button


def test_one_tap_shows_the_goal(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    gets(client, in_days(3))
    client.presses("tg:goal:show")
    assert client.sent("photo") and "tg:step:1-1" in client.buttons


def test_one_tap_under_it_stops_all_of_it(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    gets(client, in_days(3))
    client.presses("tg:remind:off")
    assert client.text == client.words("tg_remind_off") and planned(client) == {}
    assert gets(client, in_days(3) + 300 * DAY) == ""


def test_one_tap_stops_it_before_it_comes(client: Client):
    client.presses_in("/reminders", "tg:remind:3", "tg:remind:off")
    assert planned(client) == {} and gets(client, in_days(3)) == ""


def test_unanswered_it_comes_once_more_after_a_week_and_then_never(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    assert gets(client, in_days(3))
    assert client.words("tg_check_in_last") in gets(client, in_days(3) + WEEK)
    assert gets(client, in_days(3) + 300 * DAY) == ""


def test_any_word_of_the_client_is_an_answer_and_no_second_one_comes_by_itself(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    gets(client, in_days(3))
    client.says("het gaat wel")
    assert planned(client) == {} and client.kept.unanswered == 0
    client.presses_in("/reminders", "tg:remind:3")
    assert client.words("tg_check_in_last") not in gets(client, in_days(3)), "the count begins anew"


def test_an_answer_to_a_check_in_leaves_the_message_on_the_goals_date(client: Client):
    client.has_a_goal(date="2030-03-01", goal="Een cursus lassen")
    client.presses_in("/reminders", "tg:remind:goal")
    client.presses_in("/reminders", "tg:remind:3")
    gets(client, in_days(3))
    client.says("het gaat wel")
    assert set(planned(client)) == {GOAL_DATE}


def test_who_blocked_the_bot_gets_nothing_and_keeps_what_was_told(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    client.does(client.person.blocks)
    assert client.kept.blocked and planned(client) == {}
    assert gets(client, in_days(3)) == "" and "goal.want" in client.answers_kept()
    client.does(client.person.unblocks)
    assert client.says("/help"), "and who comes back is answered"


def test_a_block_that_telegram_tells_only_when_something_is_sent_is_heeded_too(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    client.person.refusal = "Forbidden: bot was blocked by the user"
    client.channel.check_in(in_days(3))
    wait_until(lambda: client.kept.blocked, "it is known that the bot was blocked")
    assert planned(client) == {} and client.rows()["outbox"] == 0
