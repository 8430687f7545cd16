"""The goal between talks: a picture to keep, the same as text, and steps that are done, moved, changed or left out."""

from __future__ import annotations

import datetime
import time

import pytest

from bot import goal, quiet
from bot.pictures import ladder
from bot.script.flow import Answers
from bot.store.follow_ups import GOAL_DATE
from tests.telegram_talking import Channel, Client

CALL, BROTHER, FORM = "Bellen met de school", "Mijn broer vragen", "Het formulier halen"
PNG = b"\x89PNG\r\n\x1a\n"
MOST_SIDES, MOST_RATIO = 10_000, 20     # of a photo, as Telegram takes it: width and height together, one beside the other


@pytest.fixture
def client(channel: Channel) -> Client:
    """Somebody with a goal of three steps."""
    return channel.somebody("nl").begins().has_a_goal(CALL, BROTHER, FORM, goal="Een cursus lassen")


def steps(client: Client) -> list[tuple[str, bool]]:
    """The steps in order, and whether each is done, as they stand in the record."""
    found = read(client)
    return [(step.text, step.done) for step in found.steps] if found else []


def read(client: Client) -> goal.Goal | None:
    record = client.channel.record
    return goal.read(Answers(record.entries(client.conversation, record.round(client.conversation))))


def step(client: Client, item: int, *deeds: str) -> str:
    """Open the goal, press a step, and then what is to be done with it."""
    return client.presses_in("/goal", f"tg:step:1-{item}", *(f"tg:step:1-{item}:{deed}" for deed in deeds))


# --- seeing it ---------------------------------------------------------------------------------------------------------

def test_the_goal_comes_as_text_and_as_a_picture_that_may_be_kept(client: Client):
    client.says("/goal")
    for words in ("Een cursus lassen", f"1. {CALL}", f"2. {BROTHER}", f"3. {FORM}"):
        assert words in client.text
    picture, = client.sent("photo")
    assert not picture.protected and picture.caption == client.words("tg_photo_caption")
    assert all(message.protected for message in client.got if message.kind == "text")


def test_the_picture_is_the_ladder_as_it_stands_and_of_a_size_that_telegram_takes(client: Client):
    client.says("/goal")
    content = client.sent("photo")[0].file
    assert content == ladder(read(client), client.channel.services.script("nl").labels, "png")
    width, height = (int.from_bytes(content[at:at + 4], "big") for at in (16, 20))
    assert content.startswith(PNG) and width + height <= MOST_SIDES and max(width, height) / min(width, height) <= MOST_RATIO


def test_twenty_long_steps_still_make_a_picture_and_a_message(channel: Channel):
    client = channel.somebody("nl").begins().has_a_goal(*(f"{number} " + "heel lange stap " * 25 for number in range(20)))
    client.says("/goal")
    assert client.sent("photo") and "tg:step:1-20" in client.buttons
    assert all(len(button.label) <= 40 for message in client.got for row in message.buttons for button in row)


def test_without_a_goal_that_is_said_and_nothing_is_drawn(channel: Channel):
    client = channel.somebody("nl").begins()
    client.says("/goal")
    assert client.text and not client.sent("photo") and not any(one.startswith("tg:") for one in client.buttons)
    client.taps_somewhere("tg:goal:change")
    assert client.text == client.words("tg_goal_empty")


def test_the_end_of_a_talk_shows_the_picture_and_offers_a_message_for_later(channel: Channel):
    client = channel.somebody("nl").begins()
    while not client.state.ended:
        client.goes_on()
    assert client.sent("photo") and "tg:remind" in client.buttons


# --- done --------------------------------------------------------------------------------------------------------------

def test_a_step_is_done_and_that_can_be_taken_back(client: Client):
    said = step(client, 2, "done")
    assert client.words("tg_step_done", step=BROTHER) in said and f"✓ {BROTHER}" in said and client.sent("photo")
    assert steps(client) == [(CALL, False), (BROTHER, True), (FORM, False)]
    said = step(client, 2, "undo")
    assert client.words("tg_step_undone") in said and f"2. {BROTHER}" in said
    assert steps(client) == [(CALL, False), (BROTHER, False), (FORM, False)]


def test_a_step_that_is_done_offers_to_be_undone_and_the_other_way_round(client: Client):
    step(client, 2)
    assert "tg:step:1-2:done" in client.buttons and "tg:step:1-2:undo" not in client.buttons
    step(client, 2, "done")
    step(client, 2)
    assert "tg:step:1-2:undo" in client.buttons and "tg:step:1-2:done" not in client.buttons


# --- moved -------------------------------------------------------------------------------------------------------------

def test_a_step_moves_one_place_up(client: Client):
    said = step(client, 3, "up:1")
    assert [text for text, _ in steps(client)] == [CALL, FORM, BROTHER]
    assert said.index(FORM) < said.index(BROTHER)


def test_the_same_tap_twice_moves_once(client: Client):
    step(client, 3)
    asked = client.got[-1]
    for _ in range(2):
        client.presses("tg:step:1-3:up:1", asked)
    assert [text for text, _ in steps(client)] == [CALL, FORM, BROTHER]


def test_the_first_step_cannot_go_higher(client: Client):
    step(client, 1)
    assert not [button for button in client.buttons if ":up:" in button]


def test_a_step_keeps_that_it_is_done_when_it_moves(client: Client):
    step(client, 3, "done")
    step(client, 3, "up:1")
    assert steps(client) == [(CALL, False), (FORM, True), (BROTHER, False)]


# --- changed -----------------------------------------------------------------------------------------------------------

def test_a_step_gets_other_words(client: Client):
    assert client.words("tg_step_ask", number=2) in step(client, 2, "change")
    said = client.says("Mijn zus vragen")
    assert "2. Mijn zus vragen" in said and client.sent("photo")
    assert [text for text, _ in steps(client)] == [CALL, "Mijn zus vragen", FORM]


def test_a_step_that_is_left_out_is_gone_with_all_that_told_of_it(client: Client):
    step(client, 3, "up:1")
    step(client, 3, "done")
    step(client, 3, "change")
    assert FORM not in client.says("-")
    assert [text for text, _ in steps(client)] == [CALL, BROTHER]
    client.says("/mydata")
    assert FORM not in client.file().partition(client.words("tg_mydata_talk"))[0]


def test_old_words_of_a_step_do_not_stay_behind_in_the_order(client: Client):
    step(client, 3, "up:1")
    step(client, 3, "change")
    client.says("Het papier halen")
    client.says("/mydata")
    now, _, before = client.file().partition(client.words("tg_mydata_replaced"))
    assert FORM not in now and "Het papier halen" in now and FORM in before


def test_when_the_last_step_is_left_out_the_goal_stays(channel: Channel):
    client = channel.somebody("nl").begins().has_a_goal(CALL, goal="Een cursus lassen")
    step(client, 1, "change")
    client.says("-")
    assert steps(client) == [] and "Een cursus lassen" in client.says("/goal")


def test_a_button_of_an_earlier_talk_does_nothing_to_the_steps_of_this_one(client: Client):
    step(client, 1)
    old = client.got[-1]
    client.says("opnieuw beginnen")
    client.presses("start_over_confirm.sure:yes")
    client.has_a_goal(BROTHER)
    client.presses("tg:step:1-1:done", old)
    assert client.words("tg_past_button") in client.text and steps(client) == [(BROTHER, False)]


def test_a_button_of_a_step_that_is_gone_is_kindly_past(client: Client):
    step(client, 3)
    old = client.got[-1]
    step(client, 3, "change")
    client.says("-")
    client.presses("tg:step:1-3:done", old)
    assert client.words("tg_past_button") in client.text and "tg:step:1-1" in client.buttons


def test_the_goal_itself_gets_other_words(client: Client):
    client.presses_in("/goal", "tg:goal:change")
    assert "Een kleine cursus op zaterdag" in client.says("Een kleine cursus op zaterdag") and client.sent("photo")
    assert read(client).text == "Een kleine cursus op zaterdag"


@pytest.mark.parametrize("instead", ["/help", "ik wil met een mens praten", "stop", "overslaan"])
def test_who_wants_something_else_instead_changes_nothing(client: Client, instead: str):
    before = steps(client)
    step(client, 2, "change")
    client.says(instead)
    client.says("Dit zijn geen nieuwe woorden")
    assert steps(client) == before


@pytest.mark.parametrize("words", ["Mijn begeleider bellen", "Praten met de sociaal assistent", "Even rusten"])
def test_words_for_a_step_are_its_words_although_they_sound_like_a_wish(client: Client, words: str):
    step(client, 2, "change")
    client.says(words)
    assert (words, False) in steps(client)


def test_another_button_instead_changes_nothing(client: Client):
    step(client, 2, "change")
    client.says("/privacy")
    client.presses("tg:privacy:keep")
    client.says("Dit zijn geen nieuwe woorden")
    assert (BROTHER, False) in steps(client)


# --- the date ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("words", "days"), [("binnen drie weken", 21), ("morgen", 1)])
def test_another_date_in_the_clients_words(client: Client, words: str, days: int):
    client.presses_in("/goal", "tg:goal:date")
    assert words in client.says(words)
    assert read(client).by_when == words
    assert read(client).date == (quiet.day_of(time.time()) + datetime.timedelta(days)).isoformat()


def test_a_date_that_nobody_understands_leaves_it_as_it_was(client: Client):
    client.has_a_goal(date="2030-03-01", goal="Een cursus lassen")
    client.presses_in("/goal", "tg:goal:date")
    assert client.says("als de tijd rijp is") == client.words("tg_date_unknown")
    assert read(client).date == "2030-03-01"


def test_the_message_at_the_goals_date_moves_with_the_date(client: Client):
    client.has_a_goal(date="2030-03-01", goal="Een cursus lassen")
    client.presses_in("/reminders", "tg:remind:goal")
    client.presses_in("/goal", "tg:goal:date")
    client.says("binnen drie weken")
    planned, = client.channel.stores.follow_ups.of(client.conversation)
    assert planned.kind == GOAL_DATE
    assert quiet.day_of(planned.due_at) == quiet.day_of(time.time()) + datetime.timedelta(21)


def test_a_date_alone_plans_no_message(client: Client):
    client.presses_in("/goal", "tg:goal:date")
    client.says("binnen drie weken")
    assert client.channel.stores.follow_ups.of(client.conversation) == []
