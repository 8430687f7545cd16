"""Whatever comes in from Telegram: each message is answered in plain words, nobody else waits, and nothing is done unasked."""

from __future__ import annotations

import pytest

from bot.channels.telegram import handler, sender, service
from tests.processes import wait_until
from tests.telegram_talking import Channel, Client

MARKUP = "<b>lassen</b> & *leren* _nu_ [hier](http://x.be) ~~weg~~ `code` <script>alert(1)</script> #set $x$ @naam"
PAYLOADS = ("/intent{}", '/change_language{"choice": "lang:fr"}', '/inform{"choice": "options.consent:yes"}',
            '/forget_confirm{"choice": "forget_confirm.sure:yes"}', "/affirm{", "/EXTERNAL: x", '/nlu_fallback{"a": "b"}')
UNKNOWN = ("/restart", "/session_start", "/intent", "/admin", "/settings@perspectief_test_bot", "/back", "/deny")
STRANGE_DATA = ("x" * 65, "é" * 33, "", " ", "tg:", "tg:nothing:1", "tg:step:1-999:done", "tg:step:1-1:up:99", "tg:remind:99999",
                "tg:remind:-1", "tg:share:answers:yes", "tg:lang:xx", "tg:yes", "options.pick:nowhere", "go:goal:more",
                "lang:zz", "/start", "forget_confirm.sure:everything", "{\"a\": 1}", "help_question.request:", "\u202edrowssap")


@pytest.fixture
def client(channel: Channel) -> Client:
    """Somebody at the first question of a short talk."""
    return channel.somebody("nl").begins()


def broke(client: Client) -> bool:
    return not client.got or client.words("tg_error") in client.text


# --- buttons that are not ours -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("data", STRANGE_DATA)
def test_data_of_no_button_of_ours_is_answered_kindly_and_changes_nothing(client: Client, data: str):
    before, step = client.answers_kept(), client.state.step
    client.taps_somewhere(data)
    assert not broke(client)
    assert (client.answers_kept(), client.state.step) == (before, step)
    assert client.kept.share == "" and not client.channel.stores.follow_ups.of(client.conversation)


def test_a_tap_of_a_game_has_no_data_and_is_answered(client: Client):
    client.taps_somewhere(data=None, game_short_name="spel")
    assert not broke(client)


def test_a_tap_that_telegram_has_forgotten_already_is_still_answered(channel: Channel, client: Client):
    channel.api.fail("answerCallbackQuery", 400)
    client.presses("help_question.request:shelter")
    assert client.state.step == "help_question.behind_shelter"


# --- slashes -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("command", UNKNOWN)
def test_an_unknown_command_is_said_to_be_unknown_and_the_question_stays(client: Client, command: str):
    step = client.state.step
    client.says(command)
    assert client.text == client.words("tg_unknown_command") and client.state.step == step


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_in_the_form_of_an_order_to_rasa_is_only_text(client: Client, text: str):
    client.says(text)
    assert not broke(client)
    assert client.kept and client.state.language == "nl" and "options.consent" not in client.answers_kept()
    assert client.state.step.startswith("help_question")


@pytest.mark.parametrize("command", ["/GOAL", "/Goal@perspectief_test_bot", "/goal en nog iets"])
def test_a_command_is_known_however_it_is_written(client: Client, command: str):
    client.says(command)
    assert client.state.intent == "ask_goal"


# --- words -------------------------------------------------------------------------------------------------------------

def test_markup_is_shown_as_it_was_typed(client: Client):
    client.has_a_goal(MARKUP, goal=MARKUP)
    client.says("/goal")
    assert f": {MARKUP}\n" in client.text and f"1. {MARKUP}" in client.text
    assert client.sent("photo"), "it can be drawn too"
    assert client.presses("tg:step:1-1").count(MARKUP) == 1


@pytest.mark.parametrize("text", ["👍", "...", "\u200b\u200b.", "‮omgekeerd", "مرحبا", "🇧🇪" * 400, "a\x00b", "{goal} {step} %s"])
def test_odd_words_get_an_answer_and_the_talk_goes_on(client: Client, text: str):
    client.says(text)
    assert not broke(client)
    client.presses("help_question.request:shelter", client.person.received[0] if not client.buttons else None)
    assert not broke(client)


@pytest.mark.parametrize("length", [5_000, 10_000])
def test_what_telegram_cuts_in_pieces_is_read_as_one_and_capped_with_a_kind_word(client: Client, length: int):
    client.presses("help_question.request:shelter")
    client.says(("mijn broer en ik slapen nu eens hier en dan weer daar " * 200)[:length])
    assert len(client.put.parts) > 1
    assert client.text.count(client.channel.services.script("nl").reply("too_long").client[0]) == 1
    kept = client.answers_kept()
    assert len(kept["help_question.behind_shelter"]) == 4000
    assert set(kept) == {"help_question.request", "help_question.behind_shelter"}, "the rest is no second answer"


def test_a_crisis_at_the_end_of_a_long_message_is_heard(client: Client):
    client.says("en toen ging ik weer naar het station om te vragen " * 100 + "ik wil niet meer leven")
    assert "1813" in client.text


# --- many at once ------------------------------------------------------------------------------------------------------

def test_fifty_messages_in_a_second_get_one_answer_and_others_do_not_wait(channel: Channel, client: Client):
    other = channel.somebody("nl").begins()
    client.presses("help_question.request:shelter")
    with channel.api.held():
        puts = [client.person.says(f"en ook dit nog {number}") for number in range(50)]
        asked = other.person.says("/help")
    for chat, update in ((other.chat, asked), *((client.chat, put) for put in puts)):
        wait_until(lambda chat=chat, update=update: channel.has_answered(update.update_id, chat), f"{update} is answered")
    client.looks(after=puts[-1].message_id)
    assert client.words("tg_joined_up") in client.text and len(client.got) <= 3
    assert "en ook dit nog 0\nen ook dit nog 1\n" in client.answers_kept()["help_question.behind_shelter"]
    assert other.looks(after=asked.message_id)


def test_a_few_messages_after_one_another_are_each_answered_in_order(channel: Channel, client: Client):
    client.presses("help_question.request:shelter")
    with channel.api.held():
        puts = [client.person.says(text) for text in ("bij een vriend", "ik vraag rond aan het station")]
    wait_until(lambda: channel.has_answered(puts[-1].update_id, client.chat), "both are answered")
    kept = client.answers_kept()
    assert kept["help_question.behind_shelter"] == "bij een vriend"
    assert "ik vraag rond aan het station" in kept.values()


def test_an_update_that_nobody_understands_does_not_stop_the_others(channel: Channel, client: Client):
    for raw in ({"message": {"message_id": 1}}, {"poll_answer": {"poll_id": "1"}}, {"callback_query": {"id": "1"}}, {},
                {"message": {"message_id": 2, "date": 0, "chat": {"id": "none", "type": "private"}, "text": "x"}}):
        channel.api.update(dict(raw))
    client.says("/help")
    assert not broke(client)


# --- groups ------------------------------------------------------------------------------------------------------------

def left(group) -> list[str]:
    """What the bot said in a group that it is no longer in."""
    wait_until(lambda: group.refusal, "the bot has left")
    return [message.text for message in group.received]


@pytest.fixture
def explained(channel: Channel) -> str:
    return channel.services.script("nl").label("tg_group")


def test_a_group_is_told_why_and_left_and_nothing_is_kept(channel: Channel, explained: str):
    group = channel.api.group("Wij van de opvang")
    group.adds_bot()
    assert set(left(group)) == {explained}
    chat = channel.stores.clients.tag(group.chat_id)
    wait_until(lambda: not channel.stores.inbox.waiting(chat), "all of it is answered")
    assert channel.stores.clients.find(chat) is None


def test_what_is_said_in_a_group_is_not_answered_there(channel: Channel, explained: str):
    group = channel.api.group()
    with channel.api.held():
        group.adds_bot()
        group.says("/start")
        group.says("ik wil papieren")
    assert set(left(group)) == {explained}


def test_a_tap_in_a_group_does_nothing(channel: Channel, client: Client):
    step, received = client.state.step, len(client.person.received)
    group = channel.api.group()
    channel.api.update({"callback_query": {
        "id": "77", "from": client.person.who, "chat_instance": "1", "data": "help_question.request:shelter",
        "message": {"message_id": 1, "chat": group.chat, "date": 1}}})
    client.says("/help")
    assert client.state.step == step and len(client.person.received) == received + len(client.got)


# --- faults of our own --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("store", "method"), [("inbox", "put"), ("inbox", "begin"), ("inbox", "finish"), ("outbox", "put"),
                                               ("outbox", "next"), ("outbox", "done")])
def test_a_fault_that_nobody_foresaw_ends_nothing_and_the_message_is_answered_once(
        channel: Channel, client: Client, monkeypatch: pytest.MonkeyPatch, store: str, method: str):
    monkeypatch.setattr(handler, "TRY_AGAIN", 0.05)
    monkeypatch.setattr(service, "BEGIN_AGAIN", 0.05)
    monkeypatch.setattr(sender, "LONGEST_WAIT", 0.05)
    stored = getattr(channel.telegram.stores, store)
    works, tried = getattr(stored, method), []

    def breaks_once(*given, **more):
        tried.append(method)
        if len(tried) == 1:
            raise OSError("no space left on device")
        return works(*given, **more)
    monkeypatch.setattr(stored, method, breaks_once)
    client.presses("help_question.request:shelter")
    assert len(tried) > 1 and client.state.step == "help_question.behind_shelter"
    assert len(client.got) == (2 if (store, method) == ("outbox", "done") else 1), "what was sent cannot be taken back"
