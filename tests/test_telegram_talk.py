"""The talk on Telegram: one question at a time with skip, back and stop under it, buttons old and new, changed answers."""

from __future__ import annotations

import pytest

from tests.telegram_talking import Channel, Client

CONTROLS = {"skip", "go_back", "pause"}
HEAVY = 3       # the depth of questions that need somebody at your side
TOLD = "mijn zus en het werk in de tuin"
CRISIS = "ik wil niet meer leven"
LINES = ("1813", "0800 32 123")
OTHER_THINGS = ("voice", "photo", "sticker", "location", "contact", "document", "video_note")


@pytest.fixture
def client(channel: Channel) -> Client:
    """Somebody at the first question of a short talk."""
    return channel.somebody("nl").begins()


def walk(client: Client, most: int = 120):
    """Answer until the talk has ended; before each answer the state is given."""
    for _ in range(most):
        state = client.state
        if state.ended:
            return
        yield state
        client.goes_on()
    raise AssertionError(f"the talk does not end; it is at {state.step}")


# --- one question at a time --------------------------------------------------------------------------------------------

def test_a_long_talk_never_asks_what_needs_somebody_at_your_side_and_can_always_be_steered(channel: Channel):
    client = channel.somebody("nl").begins("sixty")
    script = channel.services.script("nl")
    asked = []
    for state in walk(client):
        assert set(client.buttons) >= CONTROLS, state.step
        assert script.step(state.step).depth < HEAVY and script.step(state.step).client, state.step
        assert len(client.got) <= 3, f"{state.step}: {client.text}"
        asked.append(state.step)
    assert len(asked) > 50 and "options.consent" in asked and "goal_step.what" in asked
    assert client.sent("photo") and not client.sent("photo")[0].protected


def test_all_but_the_picture_and_the_file_is_protected_from_forwarding(channel: Channel):
    client = channel.somebody("nl").begins().has_a_goal("Bellen met de school")
    client.says("/goal")
    client.says("/mydata")
    free = [message.kind for message in client.person.received if not message.protected]
    assert sorted(free) == ["document", "photo"] and len(client.person.received) > 4


def test_buttons_and_words_are_both_answers(client: Client):
    client.presses("help_question.request:shelter")
    assert client.state.step == "help_question.behind_shelter"
    client.says(TOLD)
    assert client.answers_kept()["help_question.behind_shelter"] == TOLD
    assert client.answers_kept()["help_question.request"] == "Een slaapplek"


def test_a_button_may_be_typed(channel: Channel):
    client = channel.somebody("nl").agrees()
    client.says(channel.services.script("nl").step("welcome.moment").choice("ten").label)
    assert client.state.step == "help_question.request" and client.state.minutes == 10


def test_skip_back_and_pause_work_at_any_question(client: Client):
    client.presses("skip")
    after = client.state.step
    client.presses("go_back")
    assert client.state.step == "help_question.request" != after
    client.presses("pause")
    assert client.state.paused and "resume" in client.buttons
    client.presses("resume")
    assert client.state.step == "help_question.request"


def test_the_four_directions_come_only_after_a_yes(channel: Channel):
    client = channel.somebody("nl").begins("thirty")
    for state in walk(client):
        if state.step == "options.consent":
            break
    client.presses("options.consent:later")
    assert client.state.phase != "options"


@pytest.mark.parametrize(("language", "words"), [("en", "in two weeks"), ("fr", "dans deux semaines"), ("nl", "over twee weken")])
def test_a_date_for_the_goal_is_no_wish_for_a_message(channel: Channel, language: str, words: str):
    client = channel.somebody(language).begins("thirty")
    for state in walk(client):
        if state.step == "options.consent":
            client.presses("options.consent:later")
        if client.state.step == "goal.by_when":
            break
    client.says(words)
    assert client.answers_kept()["goal.by_when"] == words and client.state.step == "goal_step.what"
    assert set(client.buttons) >= CONTROLS, "the next question is asked"


# --- buttons of before -------------------------------------------------------------------------------------------------

def test_a_button_of_an_earlier_question_is_said_to_be_past_and_the_open_question_returns(client: Client):
    old = client.got[-1]
    client.presses("help_question.request:shelter")
    client.says(TOLD)
    step = client.state.step
    client.presses("help_question.request:work", old)
    assert client.state.step == step and set(client.buttons) >= CONTROLS
    assert client.answers_kept()["help_question.request"] == "Een slaapplek"


def test_a_button_under_a_deleted_message_still_answers(client: Client):
    shown = client.got[-1]
    client.person.deletes(shown)
    client.presses("help_question.request:shelter", shown)
    assert client.state.step == "help_question.behind_shelter"


def test_a_tap_that_comes_without_its_message_is_answered_in_the_chat(client: Client):
    client.taps_somewhere("help_question.request:shelter", message=None)
    assert client.state.step == "help_question.behind_shelter"


def test_the_same_tap_twice_counts_once(client: Client):
    asked = client.got[-1]
    client.presses("help_question.request:shelter", asked)
    client.presses("help_question.request:shelter", asked)
    assert client.state.step == "help_question.behind_shelter"


# --- answers that are changed ------------------------------------------------------------------------------------------

def test_a_changed_message_corrects_the_answer_and_is_not_answered_twice(client: Client):
    client.presses("help_question.request:shelter")
    client.says("bij een vriend")
    told, step = client.put, client.state.step
    before = client.answers_kept()
    client.edits(told, "bij twee vrienden")
    assert client.text == client.words("tg_edited")
    assert client.state.step == step
    assert client.answers_kept() == {**before, "help_question.behind_shelter": "bij twee vrienden"}


def test_the_last_of_several_changes_counts(client: Client):
    client.presses("help_question.request:shelter")
    client.says("bij een vriend")
    told = client.put
    client.edits(told, "bij twee vrienden")
    client.edits(told, "bij drie vrienden")
    assert client.answers_kept()["help_question.behind_shelter"] == "bij drie vrienden"


def test_a_change_of_what_was_no_answer_is_said_to_be_unclear(client: Client):
    client.says("/help")
    step = client.state.step
    client.edits(client.put, "iets anders dan dat")
    assert client.text == client.words("tg_edited_unclear") and client.state.step == step


def test_a_crisis_that_is_written_into_an_old_message_is_answered(client: Client):
    client.presses("help_question.request:shelter")
    client.says("bij een vriend")
    client.edits(client.put, CRISIS)
    assert all(line in client.text for line in LINES)
    assert client.state.step == "crisis_now.safe"


# --- a crisis ----------------------------------------------------------------------------------------------------------

def test_a_crisis_is_answered_with_the_lines_and_nothing_is_put_before_or_behind_it(client: Client):
    client.says(CRISIS)
    assert all(line in client.got[0].text for line in LINES) and len(client.got) == 1
    client.presses("crisis_now.safe:yes")
    assert client.state.step.startswith("crisis_after")


def test_a_crisis_instead_of_the_words_that_were_asked_for_is_a_crisis(channel: Channel):
    client = channel.somebody("nl").begins().has_a_goal("Bellen met de school")
    client.presses_in("/goal", "tg:goal:change")
    client.says(CRISIS)
    assert all(line in client.text for line in LINES)
    assert client.answers_kept()["goal.want"] == "Leren lassen"


# --- what is not text --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("kind", OTHER_THINGS)
def test_what_is_not_text_gets_a_kind_line_and_is_not_kept(client: Client, kind: str):
    before, step = client.answers_kept(), client.state.step
    client.sends(kind, caption="een onderschrift dat niemand las")
    assert client.text == client.words("tg_only_text")
    assert (client.answers_kept(), client.state.step) == (before, step)
    assert client.came_in() is None, "nothing of it stands in the database"
