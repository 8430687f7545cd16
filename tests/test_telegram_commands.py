"""The twelve commands: each answers in each language, at any point, and the same wishes work in plain words."""

from __future__ import annotations

import time

import pytest

from bot.channels.telegram.client import COMMANDS
from bot.nlu.languages import detect
from bot.store.follow_ups import CHECK_IN
from tests.telegram_talking import Channel, Client

LANGUAGES = ("nl", "en", "fr")
CRISIS = {"nl": "ik wil niet meer leven", "en": "I want to kill myself", "fr": "je veux mourir"}
# What belongs to a command alone: a button, or a text of the script.
BUTTONS = {"language": "lang:fr", "privacy": "tg:mydata", "forget": "forget_confirm.sure:yes",
           "reminders": "tg:remind:3", "goal": "tg:goal:change"}
TEXTS = {"mydata": "tg_mydata_caption", "stop": "tg_stopped"}
INTENTS = {"pause": "pause", "start": "greet", "help": "ask_help", "helpdesk": "ask_legal", "human": "talk_to_human"}
PLAIN = {
    "nl": {"help": "wat kan ik hier doen?", "goal": "wat was mijn doel?", "pause": "even pauze",
           "human": "ik wil met een mens praten", "language": "andere taal", "privacy": "wie leest dit?",
           "forget": "vergeet mij", "helpdesk": "maak ik kans op papieren?", "reminders": "stuur mij vrijdag een bericht"},
    "en": {"help": "what can I do here?", "goal": "what was my goal?", "pause": "I need a break",
           "human": "I want to talk to a person", "language": "another language", "privacy": "who can read this?",
           "forget": "forget me", "helpdesk": "do I have a chance to get papers?", "reminders": "remind me on friday"},
    "fr": {"help": "qu'est-ce que je peux faire ici ?", "goal": "c'était quoi mon but ?", "pause": "je veux faire une pause",
           "human": "je veux parler à une personne", "language": "une autre langue", "privacy": "qui peut lire ça ?",
           "forget": "oubliez moi", "helpdesk": "est-ce que j'ai une chance d'avoir des papiers ?",
           "reminders": "rappelle moi vendredi"},
}


@pytest.fixture(params=LANGUAGES)
def client(channel: Channel, request: pytest.FixtureRequest) -> Client:
    """Somebody in a talk, with a goal."""
    return channel.somebody(request.param).begins().has_a_goal("Bellen met de school")


def answered(client: Client, command: str) -> bool:
    """Whether the answer is the one to this command."""
    if command in BUTTONS:
        return BUTTONS[command] in client.buttons
    return client.words(TEXTS[command]) in client.text if command in TEXTS else client.state.intent == INTENTS[command]


def check(client: Client, command: str) -> None:
    client.says(f"/{command}")
    assert answered(client, command), f"/{command}: {client.text}"
    assert detect(client.text, client.channel.engine.lexicon) in (client.language, None), client.text
    assert "{" not in client.text and client.words("tg_error") not in client.text


def test_each_command_answers_in_the_language_of_the_talk(client: Client):
    for command in COMMANDS:
        check(client, command)


def test_each_command_answers_in_the_middle_of_a_talk_and_the_question_stays(client: Client):
    step = client.state.step
    for command in COMMANDS:
        check(client, command)
        if command == "forget":
            client.presses("forget_confirm.sure:no")
        if command in ("pause", "language", "stop"):
            client.says("/start")
            client.presses("resume.go_on:go_on") if "resume.go_on:go_on" in client.buttons else None
    assert client.state.step == step


def test_each_command_answers_while_a_safety_question_is_open_and_that_stays_open(client: Client):
    client.says(CRISIS[client.language])
    for command in COMMANDS:
        client.says(f"/{command}")
        assert client.text and client.words("tg_error") not in client.text, command
        if command == "forget":
            client.presses("forget_confirm.sure:no")
    client.says("/start")
    assert client.state.step == "crisis_now.safe", client.text


def test_each_command_answers_after_the_talk_has_ended(client: Client):
    for _ in range(60):
        if client.state.ended:
            break
        client.goes_on()
    for command in COMMANDS:
        check(client, command)


def test_telegram_is_told_of_all_of_them_in_each_language(channel: Channel):
    channel.api.wait(lambda: len([one for one in channel.api.profile if one[0] == "setMyCommands"]) == len(LANGUAGES) + 1)
    for language in ("", *LANGUAGES):
        shown = channel.api.profile["setMyCommands", language]["commands"]
        assert tuple(one["command"] for one in shown) == COMMANDS
        script = channel.services.script(language or "nl")
        assert [one["description"] for one in shown] == [script.label(f"tg_command_{name}") for name in COMMANDS]


@pytest.mark.parametrize(("language", "wish"), [(language, wish) for language in LANGUAGES for wish in PLAIN[language]])
def test_the_same_wishes_work_in_plain_words(channel: Channel, language: str, wish: str):
    client = channel.somebody(language).begins().has_a_goal("Bellen met de school")
    client.says(PLAIN[language][wish])
    assert answered(client, wish), client.text


@pytest.mark.parametrize(("language", "words"), [
    ("nl", "stop met berichten sturen"), ("en", "stop sending me messages every week please"),
    ("fr", "arrête de m'envoyer des messages chaque jour")])
def test_who_asks_for_no_more_messages_in_plain_words_is_one_tap_away_from_that(channel: Channel, language: str, words: str):
    client = channel.somebody(language).begins()
    client.presses_in("/reminders", "tg:remind:3")
    client.says(words)
    client.presses("tg:remind:off", client.got[-1])
    assert channel.stores.follow_ups.of(client.conversation) == [] and client.words("tg_remind_off") in client.text


@pytest.mark.parametrize(("language", "words"), [
    ("nl", "welke gegevens bewaren jullie van mij?"), ("en", "what data do you keep about me?"),
    ("fr", "quelles données gardez-vous sur moi ?")])
def test_who_asks_what_is_kept_is_one_tap_away_from_all_of_it(channel: Channel, language: str, words: str):
    client = channel.somebody(language).begins()
    client.says(words)
    client.presses("tg:mydata", client.got[-1])
    assert client.sent("document")


def test_stop_pauses_and_takes_back_every_planned_message(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    assert client.channel.stores.follow_ups.of(client.conversation)
    client.says("/stop")
    assert client.state.paused and client.words("tg_stopped") in client.text
    assert client.channel.stores.follow_ups.of(client.conversation) == []
    assert client.channel.check_in(time.time() + 40 * 86400) == 0


@pytest.mark.parametrize(("language", "words"), [("nl", "STOP"), ("nl", "stuur mij niets meer."), ("en", "stop please"),
                                                 ("fr", "arrêtez"), ("fr", "ne m'écrivez plus")])
def test_stop_in_plain_words_is_the_same(channel: Channel, language: str, words: str):
    client = channel.somebody(language).begins()
    client.presses_in("/reminders", "tg:remind:3")
    client.says(words)
    assert client.state.paused and client.words("tg_stopped") in client.text
    assert channel.stores.follow_ups.of(client.conversation) == []


def test_stop_inside_a_story_stops_nothing(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    client.says("mijn baas zei stop en toen ben ik naar huis gegaan")
    assert client.channel.stores.follow_ups.of(client.conversation)


def test_pause_alone_leaves_what_is_planned(client: Client):
    client.presses_in("/reminders", "tg:remind:3")
    client.says("/pause")
    assert [one.kind for one in client.channel.stores.follow_ups.of(client.conversation)] == [CHECK_IN]


def test_another_language_is_spoken_from_then_on_and_the_place_stays(client: Client):
    step = client.state.step
    other = {"nl": "fr", "en": "nl", "fr": "en"}[client.language]
    client.presses_in("/language", f"lang:{other}")
    assert client.state.step == step and detect(client.text, client.channel.engine.lexicon) == other
    client.says("/reminders")
    client.language = other
    assert client.words("tg_remind_none") in client.text
