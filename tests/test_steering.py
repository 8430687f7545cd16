"""The client leads: skip, back, other words, pause and come back, at every question of the talk."""

from __future__ import annotations

import pytest

from tests.talking import Talking


def places(talking: Talking, most: int = 130) -> list[str]:
    """Every question of a talk in which each is answered, with its item."""
    seen = []
    for _ in range(most):
        if talking.turn.state.ended:
            return seen
        seen.append(f"{talking.step}@{talking.turn.state.item}")
        talking.answer()
    raise AssertionError(f"the talk does not end: {seen[-5:]}")


@pytest.fixture(scope="module")
def whole_talk(engine, loop) -> list[str]:
    talking = Talking(engine, loop, "steering-whole")
    talking.start("sixty")
    return places(talking)


def test_a_whole_talk_asks_every_question_once_and_ends(whole_talk: list[str]) -> None:
    assert len(whole_talk) == len(set(whole_talk))
    assert len(whole_talk) > 60


def test_skip_works_at_every_question(engine, loop) -> None:
    talking = Talking(engine, loop, "steering-skip")
    talking.say("/start")
    passed = []
    while not talking.turn.state.ended:
        place = (talking.step, talking.turn.state.item)
        assert place not in passed
        passed.append(place)
        talking.press("skip")
        assert talking.text.strip()
    assert len(passed) > 15
    assert not talking.entries()


def test_back_works_at_every_question_and_the_answer_may_be_given_anew(engine, loop, whole_talk: list[str]) -> None:
    talking = Talking(engine, loop, "steering-back")
    talking.start("sixty")
    for _ in range(len(whole_talk)):
        before = (talking.step, talking.turn.state.item)
        talking.answer()
        after = (talking.step, talking.turn.state.item)
        if talking.turn.state.ended:
            return
        talking.mean("go_back")
        assert (talking.step, talking.turn.state.item) == before
        talking.answer()
        assert (talking.step, talking.turn.state.item) == after or talking.step.startswith("options.pick")


def test_pause_at_every_question_comes_back_to_it(engine, loop, whole_talk: list[str]) -> None:
    talking = Talking(engine, loop, "steering-pause")
    talking.start("sixty")
    for _ in range(len(whole_talk)):
        if talking.turn.state.ended:
            return
        before = (talking.step, talking.turn.state.item)
        talking.mean("pause")
        assert talking.turn.state.paused and not talking.step
        talking.mean("affirm", "ja")
        assert (talking.step, talking.turn.state.item) == before
        talking.answer()


def test_other_words_are_other_words_at_every_question(engine, loop, whole_talk: list[str]) -> None:
    talking = Talking(engine, loop, "steering-repeat")
    talking.start("sixty")
    for _ in range(len(whole_talk)):
        if talking.turn.state.ended:
            return
        asked, step = talking.turn.replies[-1].text, talking.step
        talking.mean("ask_repeat")
        assert talking.step == step
        assert talking.turn.replies[-1].text != asked
        talking.answer()


def test_an_old_button_says_kindly_that_it_is_past(talk: Talking) -> None:
    talk.start()
    talk.press("welcome.moment:ten")
    assert "vorige vraag" in talk.text
    assert talk.step == "welcome.how_now"


def test_going_back_and_answering_again_keeps_the_new_answer_and_the_earlier_version(talk: Talking, engine) -> None:
    talk.start()
    talk.mean("tell_gain", "rustig en uitgeslapen")
    talk.mean("go_back")
    talk.mean("tell_gain", "toch een beetje zenuwachtig")
    assert talk.entries()["welcome.how_now"] == "toch een beetje zenuwachtig"


def test_not_today_ends_in_one_kind_message(talk: Talking) -> None:
    talk.say("/start")
    talk.press("not_today")
    assert len(talk.turn.replies) == 1
    assert not talk.step and not talk.turn.state.ended


def test_starting_over_keeps_what_was_said_as_an_earlier_talk(talk: Talking, engine) -> None:
    talk.start()
    talk.mean("tell_gain", "rustig vandaag")
    talk.mean("start_over")
    talk.press("yes")
    assert talk.step == "welcome.moment"
    talk.press("thirty")
    talk.mean("tell_gain", "nu anders dan toen")
    assert [entry.round for entry in engine.services.record.entries(talk.id)] == [1, 2]


def test_ten_minutes_reach_recognition_and_a_next_step_in_six_questions(talk: Talking) -> None:
    talk.say("/start")
    questions = 1
    talk.press("ten")
    while not talk.turn.state.ended:
        questions += 1
        talk.mean("tell_dream", "mijn eigen zaak en rust thuis")
    assert questions <= 6
    assert talk.entries()["goal_step.what@1"]
