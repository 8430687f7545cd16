"""The person's language: from the first message, or by choice, at any moment, without losing the place."""

from __future__ import annotations

import pytest

from bot.nlu import lexicon
from bot.nlu.languages import detect, unread_script
from tests.talking import Talking


@pytest.mark.parametrize(("text", "language"), [
    ("ik zoek een plek om te slapen voor mij en mijn kind", "nl"), ("I need a place to sleep for my child", "en"),
    ("je cherche un endroit pour dormir avec mon enfant", "fr"), ("papieren", None), ("ok", None), ("", None)])
def test_small_words_tell_the_language(text: str, language: str | None) -> None:
    assert detect(text, lexicon.load()) == language


@pytest.mark.parametrize(("text", "unread"), [
    ("أريد أن أتكلم", True), ("ሰላም ከመይ ኣለኹም", True), ("мне нужна помощь", True), ("ik wil papieren", False),
    ("papieren من فضلك", False), ("élève à l'école", False), ("123 !!", False)])
def test_a_script_that_is_not_read_here_is_known(text: str, unread: bool) -> None:
    assert unread_script(text) == unread


@pytest.mark.parametrize(("text", "language", "word"), [
    ("je cherche du travail et je suis ici avec mes enfants", "fr", "Bonjour"),
    ("I need help and I want to talk about my life here", "en", "Welcome"),
    ("ik ben hier met mijn kinderen en ik zoek werk", "nl", "welkom")])
def test_the_first_message_sets_the_language(text: str, language: str, word: str, talk: Talking) -> None:
    talk.say(text)
    assert talk.turn.state.language == language
    assert word.casefold() in talk.text.casefold()


def test_another_language_keeps_the_place(talk: Talking) -> None:
    talk.start()
    talk.go("motives")
    before = talk.step
    talk.press("lang:fr")
    assert (talk.step, talk.turn.state.language) == (before, "fr")
    talk.press("lang:en")
    assert (talk.step, talk.turn.state.language) == (before, "en")


def test_another_language_without_a_name_is_asked_with_buttons(talk: Talking) -> None:
    talk.start()
    talk.say("andere taal")
    assert {"lang:nl", "lang:en", "lang:fr"} <= set(talk.buttons)


def test_a_language_that_is_not_spoken_is_said_so_with_a_choice(talk: Talking) -> None:
    talk.start()
    talk.say("kunnen we in het arabisch praten")
    assert "lang:fr" in talk.buttons
    assert talk.step == "welcome.how_now"


def test_an_unread_script_is_answered_in_three_languages_with_the_helplines(talk: Talking) -> None:
    talk.start()
    talk.say("لا أريد أن أعيش")
    for words in ("Deze taal", "This program cannot read", "Ce programme ne sait pas"):
        assert words in talk.text
    assert "1813" in talk.text and "lang:en" in talk.buttons
    assert talk.step == "welcome.how_now"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_whole_talk_runs_in_each_language(language: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"whole-{language}")
    talking.say("/start")
    talking.press(f"lang:{language}")
    talking.press("welcome.moment:thirty")
    for _ in range(90):
        if talking.turn.state.ended:
            break
        assert talking.turn.state.language == language
        talking.answer()
    assert talking.turn.state.ended
