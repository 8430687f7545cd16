"""What is typed to a safety question: a no is believed, a refusal gets the lines, and nobody is argued with."""

from __future__ import annotations

import pytest

from bot.nlu.lexicon import plain
from tests.talking import Talking

ASKED = {"crisis": "express_crisis", "danger": "report_danger"}
NOES = ["nee", "neen, zeker niet", "non ! je veux vivre pour ma fille", "No, nobody! I was only telling about the damp.",
        "no. Why do you think that? I am only sad", "non, aucun danger, je cherche juste une école"]
REFUSALS = ["i dont wanna answer that", "no comment", "none of your business", "ca ne te regarde pas", "non merci passe",
            "liever niet", "gaat je niks aan", "nee maar soms", "non mais parfois", "not really"]
SAFE = ["what? no, I am safe. I did not say that", "Yes I am safe. I only want a quiet life.", "ja ik ben veilig hier",
        "oui je suis en sécurité", "no!! I am fine. Why suicide again?"]
UNSAFE = ["ik ben niet veilig", "not safe", "non je suis pas en sécurité"]


def asked(engine, loop, name: str, kind: str, safety: str) -> Talking:
    """A talk in which a safety question was just asked: "is it about ...?" (maybe) or "are you safe now?" (sure)."""
    talking = Talking(engine, loop, f"answers-{plain(name)}".replace(" ", "-"))
    talking.start()
    talking.go("motives")
    talking.mean(ASKED[kind], safety=safety)
    return talking


def has_lines(talking: Talking) -> bool:
    return "1813" in talking.text or "1712" in talking.text


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("text", NOES)
def test_a_no_is_believed_with_more_words_behind_it_too(kind: str, text: str, engine, loop) -> None:
    talking = asked(engine, loop, f"no-{kind}-{text[:20]}", kind, "maybe")
    talking.say(text)
    assert talking.step.startswith("motives.")


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_or_half_a_no_gets_the_lines_and_no_more_questions(kind: str, text: str, engine, loop) -> None:
    talking = asked(engine, loop, f"refuses-{kind}-{text[:20]}", kind, "maybe")
    talking.say(text)
    assert talking.step == f"{kind}_after.on" and has_lines(talking)


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("text", SAFE)
def test_who_says_to_be_safe_is_believed(kind: str, text: str, engine, loop) -> None:
    talking = asked(engine, loop, f"safe-{kind}-{text[:20]}", kind, "sure")
    talking.say(text)
    assert talking.step == f"{kind}_after.on" and not has_lines(talking)


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("text", UNSAFE)
def test_not_safe_gets_the_lines_each_time_it_is_said(kind: str, text: str, engine, loop) -> None:
    talking = asked(engine, loop, f"unsafe-{kind}-{text[:20]}", kind, "sure")
    for _ in range(2):
        talking.say(text)
        assert talking.step == f"{kind}_after.on" and has_lines(talking)
        assert "112" in talking.turn.replies[0].text


@pytest.mark.parametrize("kind", ASKED)
def test_words_of_death_behind_a_no_count(kind: str, engine, loop) -> None:
    talking = asked(engine, loop, f"grave-{kind}", kind, "maybe")
    talking.say("no. i want to die and nobody can stop it")
    assert not talking.step.startswith("motives.")


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("safety", ["sure", "maybe"])
def test_skipping_works_and_leaves_the_lines(kind: str, safety: str, engine, loop) -> None:
    talking = asked(engine, loop, f"skips-{kind}-{safety}", kind, safety)
    talking.press("skip")
    assert talking.step == f"{kind}_after.on" and has_lines(talking)
    talking.press("skip")
    assert talking.step.startswith("motives.")


@pytest.mark.parametrize("kind", ASKED)
def test_who_stops_there_leaves_with_the_lines_and_the_question_waits(kind: str, engine, loop) -> None:
    talking = asked(engine, loop, f"stops-{kind}", kind, "sure")
    talking.say("stop")
    assert has_lines(talking)
    talking.say("hallo")
    assert talking.step == f"{kind}_now.safe"


@pytest.mark.parametrize("text", ["help mij", "aide moi", "what do i do"])
def test_a_cry_for_help_there_gets_the_lines(text: str, engine, loop) -> None:
    talking = asked(engine, loop, f"help-{text}", "crisis", "sure")
    talking.say(text)
    assert talking.step == "crisis_now.safe" and has_lines(talking)


def test_a_person_is_there_asked_for_on_the_lines_of_that_moment(engine, loop) -> None:
    talking = asked(engine, loop, "person", "crisis", "sure")
    talking.mean("talk_to_human")
    assert "1813" in talking.turn.replies[0].text


@pytest.mark.parametrize(("first", "second"), [("crisis", "danger"), ("danger", "crisis")])
def test_death_and_danger_are_both_answered_one_after_the_other(first: str, second: str, engine, loop) -> None:
    talking = asked(engine, loop, f"both-{first}", first, "sure")
    talking.mean(ASKED[second], safety="sure")
    assert talking.step == f"{second}_now.safe"
    talking.press("yes")
    talking.press("go_on")
    assert talking.step == f"{first}_now.safe"
