"""Buttons can be answered in words, and a word that steers or refuses presses none."""

from __future__ import annotations

import pytest

from bot.nlu.lexicon import plain
from tests.talking import Talking

MOMENTS = {"10 min": 10, "tien minuutjes": 10, "half hour": 30, "fine. 30 minutes": 30, "trente minutes": 30, "30 mins bro": 30,
           "Oui, j'ai une demi-heure": 30, "Ja ik heb tijd. Ik leer Nederlands": 30, "an hour": 60, "1 uur": 60}


def before_the_four(engine, loop, name: str) -> Talking:
    talking = Talking(engine, loop, f"words-{plain(name)}".replace(" ", "-"))
    talking.start()
    talking.go("options")
    talking.press("yes")
    talking.walk("options.pick")
    return talking


@pytest.mark.parametrize(("text", "minutes"), MOMENTS.items())
def test_the_time_there_is_can_be_said_in_words(text: str, minutes: int, engine, loop) -> None:
    talking = Talking(engine, loop, f"moment-{plain(text)}".replace(" ", "-"))
    talking.say("/start")
    talking.say(text)
    assert talking.step == {10: "help_question.request", 30: "welcome.how_now", 60: "welcome.how_now"}[minutes]


@pytest.mark.parametrize("text", ["continue", "on continue", "ga verder", "go on please"])
def test_going_on_can_be_said_in_words(text: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"on-{plain(text)}".replace(" ", "-"))
    talking.start()
    talking.go("motives")
    talking.mean("express_crisis", safety="sure")
    talking.press("yes")
    talking.say(text)
    assert talking.step.startswith("motives.")


@pytest.mark.parametrize("text", ["terug", "verder", "continuer"])
def test_a_word_that_steers_is_no_direction(text: str, engine, loop) -> None:
    talking = before_the_four(engine, loop, text)
    talking.say(text)
    assert not talking.step.startswith("option.")


@pytest.mark.parametrize("text", ["nooit meer terug naar mijn land", "not going back to my country", "pas rentrer au pays",
                                  "What happens if I choose return?", "ik twijfel tussen blijven met papieren en terug"])
def test_refusing_a_direction_asking_or_doubting_is_not_choosing(text: str, engine, loop) -> None:
    talking = before_the_four(engine, loop, text[:12])
    talking.say(text)
    assert not talking.step.startswith("option.")


@pytest.mark.parametrize("text", ["none of these", "geen van alle vier", "je refuse les quatre"])
def test_none_of_the_four_is_an_answer(text: str, engine, loop) -> None:
    talking = before_the_four(engine, loop, text)
    talking.say(text)
    assert talking.step.startswith("options_after.")


@pytest.mark.parametrize(("text", "language"), [("maybe we speak english now, my dutch is not good", "en"),
                                                ("liever nederlands, mijn engels niet goed", "nl"),
                                                ("en français svp, je parle pas anglais", "fr")])
def test_the_language_that_is_asked_for_and_not_the_one_that_is_hard(text: str, language: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"language-{language}")
    talking.start()
    talking.say(text)
    assert talking.turn.state.language == language
