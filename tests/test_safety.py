"""Safety first: at any moment, in any language, and nothing goes on until the person says so."""

from __future__ import annotations

import asyncio

import pytest

from bot.check.organisations import numbers
from bot.referrals import digits
from bot.script.models import PHASES
from tests.saying import unknown_numbers
from tests.talking import Talking

WAITING_QUESTIONS = ("law_meaning", "rumour_meaning", "distress_check", "anger_check", "option_now", "forget_confirm",
                     "start_over_confirm", "exercise_which", "urgent_need", "resume")
TO_REACH = {"law_meaning": "ask_legal", "rumour_meaning": "share_rumour", "distress_check": "express_distress",
            "anger_check": "express_anger", "option_now": "choose_return", "forget_confirm": "forget_me",
            "start_over_confirm": "start_over", "exercise_which": "choose_exercise"}
EXERCISES = ("lifeline", "tree", "talents")
AROUND_IT = ("need_shelter", "need_papers", "ask_legal", "share_rumour", "go_back", "tell_dream", "inform",
             "choose_return", "choose_exercise", "start_over", "express_hope", "express_distress", "express_anger",
             "report_progress", "ask_goal", "thank", "greet", "nlu_fallback", "ask_repeat", "talk_to_human")
BY_KIND = {"violence": "1712", "exploitation": "PAG-ASA", "child": "1712", "medical": "112", "other": "1712"}
WRITTEN = ("ik wil dood", "ik wil een einde maken aan mijn leven", "ik ga mezelf iets aandoen", "zelfmoord",
           "I want to kill myself", "i don't want to live anymore", "je veux mourir", "je veux me suicider")


def at(engine, loop, name: str, phase: str = "motives", audience: str = "client") -> Talking:
    talking = Talking(engine, loop, f"safety-{name}", audience)
    talking.start()
    talking.go(phase)
    return talking


def crisis(talking: Talking, safety: str = "sure") -> Talking:
    talking.mean("express_crisis", safety=safety)
    return talking


def gets_the_lines(talking: Talking) -> None:
    """The first reply holds 1813 before any other number; the second asks whether it is safe now."""
    first = talking.turn.replies[0].text
    assert digits(numbers(first)[0]) == "1813"
    assert talking.step == "crisis_now.safe"
    assert not unknown_numbers(talking)


@pytest.mark.parametrize("phase", PHASES)
def test_in_every_phase_the_lines_come_before_anything_else(phase: str, engine, loop) -> None:
    talking = at(engine, loop, f"phase-{phase}", phase)
    talking.say("ik wil dood")
    gets_the_lines(talking)


@pytest.mark.parametrize("series", WAITING_QUESTIONS)
def test_inside_every_interlude_the_lines_come_first(series: str, engine, loop) -> None:
    talking = at(engine, loop, f"interlude-{series}")
    if series == "resume":
        talking.mean("pause")
        talking.mean("tell_dream")
    elif series == "urgent_need":
        talking.press("need")
    else:
        talking.mean(TO_REACH[series])
    assert talking.step.startswith(series)
    talking.say("ik wil dood")
    gets_the_lines(talking)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_inside_every_exercise_the_lines_come_first_and_the_exercise_waits(exercise: str, engine, loop) -> None:
    talking = at(engine, loop, f"exercise-{exercise}")
    talking.press(f"exercise:{exercise}")
    before = talking.step
    talking.say("ik wil dood")
    gets_the_lines(talking)
    talking.press("yes")
    talking.press("go_on")
    assert talking.step == before


@pytest.mark.parametrize("moment", ["before", "paused", "ended"])
def test_outside_every_question_too(moment: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"safety-outside-{moment}")
    if moment != "before":
        talking.start("ten")
    if moment == "paused":
        talking.mean("pause")
    while moment == "ended" and not talking.turn.state.ended:
        talking.answer()
    talking.say("ik wil dood")
    gets_the_lines(talking)


@pytest.mark.parametrize("words", WRITTEN)
def test_any_language_is_understood_in_a_dutch_talk(words: str, engine, loop) -> None:
    talking = at(engine, loop, f"words-{words}")
    talking.say(words)
    assert talking.turn.state.safety == "sure"
    gets_the_lines(talking)


def test_the_notice_of_a_long_message_stands_behind_the_lines(engine, loop) -> None:
    talking = at(engine, loop, "long")
    talking.say("ik wil dood. " + "Er was veel te doen vandaag. " * 160)
    gets_the_lines(talking)


@pytest.mark.parametrize(("kind", "line"), BY_KIND.items())
def test_each_kind_of_danger_gets_its_own_lines(kind: str, line: str, engine, loop) -> None:
    talking = at(engine, loop, f"danger-{kind}")
    talking.mean("report_danger", safety="sure", danger=kind)
    assert line in talking.turn.replies[0].text and "112" in talking.turn.replies[0].text
    assert talking.step == "danger_now.safe" and not unknown_numbers(talking)


@pytest.mark.parametrize("intent", AROUND_IT)
@pytest.mark.parametrize("kind", ["express_crisis", "report_danger"])
def test_nothing_else_moves_on_from_are_you_safe_now(kind: str, intent: str, engine, loop) -> None:
    talking = at(engine, loop, f"stays-{kind}-{intent}")
    talking.mean(kind, safety="sure")
    for _ in range(3):
        talking.mean(intent, law="maybe")
        assert talking.step.endswith("_now.safe")


@pytest.mark.parametrize("button", ["go:options", "go:goal", "deeper", "need", "exercise:tree", "start_over"])
def test_no_button_moves_on_from_a_safety_question(button: str, engine, loop) -> None:
    talking = crisis(at(engine, loop, f"button-{button}"))
    talking.press(button)
    assert talking.step == "crisis_now.safe"


def test_a_wish_to_forget_that_is_taken_back_returns_to_the_safety_question(talk: Talking) -> None:
    talk.start()
    crisis(talk).mean("forget_me")
    talk.press("no")
    assert talk.step == "crisis_now.safe"


@pytest.mark.parametrize("answer", ["no", "rather_not"])
def test_not_safe_or_not_knowing_gives_112_and_the_lines(answer: str, engine, loop) -> None:
    talking = crisis(at(engine, loop, f"unsafe-{answer}"))
    talking.press(answer)
    assert "112" in talking.turn.replies[0].text and "1813" in talking.turn.replies[0].text
    assert talking.step == "crisis_after.on"


@pytest.mark.parametrize("words", ["ik ben niet veilig", "I am not safe", "nee ik ben niet veilig"])
def test_not_safe_in_words_gives_112(words: str, engine, loop) -> None:
    talking = crisis(at(engine, loop, f"unsafe-{words}"))
    talking.say(words)
    assert "Bel 112" in talking.turn.replies[0].text and talking.step == "crisis_after.on"


@pytest.mark.parametrize("phase", PHASES)
def test_safe_then_what_now_then_the_exact_question(phase: str, engine, loop) -> None:
    talking = at(engine, loop, f"return-{phase}", phase)
    before = talking.step
    crisis(talking).press("yes")
    assert talking.step == "crisis_after.on" and {"crisis_after.on:human", "crisis_after.on:pause"} <= {*talking.buttons}
    talking.press("go_on")
    assert talking.step == before


def test_go_on_may_be_typed(talk: Talking) -> None:
    talk.start()
    crisis(talk).press("yes")
    talk.say("verder")
    assert talk.step == "welcome.how_now"


def test_a_hint_is_asked_about_directly_with_three_buttons(talk: Talking) -> None:
    talk.start()
    crisis(talk, "maybe")
    assert "zelfmoord" in talk.turn.replies[-1].text
    assert [button for button in talk.buttons if ":" in button] == [f"crisis_ask.ask:{id}" for id in
                                                                    ("yes", "no", "rather_not")]


def test_a_yes_to_the_hint_gives_the_lines_and_asks_about_now(talk: Talking) -> None:
    talk.start()
    crisis(talk, "maybe").press("yes")
    gets_the_lines(talk)


@pytest.mark.parametrize("words", ["nee", "nee helemaal niet", "neen, zo bedoelde ik het niet", "nee ik denk niet aan zelfmoord",
                                   "nee ik wil niet dood", "non je ne pense pas au suicide", "no I don't want to die"])
def test_a_no_is_believed_and_the_talk_goes_on(words: str, engine, loop) -> None:
    talking = at(engine, loop, f"no-{words}")
    crisis(talking, "maybe").say(words)
    assert talking.step == "motives.dream" and "1813" not in talking.text     # the hint stood in an answer, and was kept


@pytest.mark.parametrize("words", ["nee ik wil niet meer leven", "nee, maar ik wil dood", "non, plus envie de vivre"])
def test_a_no_in_front_is_no_denial(words: str, engine, loop) -> None:
    talking = at(engine, loop, f"no-but-{words}")
    crisis(talking, "maybe").say(words)
    assert talking.step.startswith("crisis_")


@pytest.mark.parametrize("words", ["misschien", "soms wel", "ik weet het niet"])
def test_not_knowing_is_never_taken_as_a_no(words: str, engine, loop) -> None:
    talking = at(engine, loop, f"doubt-{words}")
    crisis(talking, "maybe").say(words)
    assert "1813" in talking.turn.replies[0].text and talking.step == "crisis_after.on"


def test_a_hint_twice_answered_with_something_else_leaves_the_lines_and_goes_on(talk: Talking) -> None:
    talk.start()
    crisis(talk, "maybe").mean("inform", "het regent buiten")
    assert talk.step == "crisis_ask.ask"
    talk.mean("inform", "het regent nog altijd")
    assert "1813" in talk.turn.replies[0].text and talk.step == "help_question.request"


def test_a_hint_twice_is_no_reason_to_go_on(talk: Talking) -> None:
    talk.start()
    crisis(crisis(talk, "maybe"), "maybe")
    assert talk.step == "crisis_ask.ask"
    crisis(talk, "maybe")
    assert "1813" in talk.turn.replies[0].text and talk.step == "crisis_after.on"


@pytest.mark.parametrize("kind", ["express_crisis", "report_danger"])
def test_a_hint_never_takes_the_place_of_a_clear_sign(kind: str, engine, loop) -> None:
    talking = crisis(at(engine, loop, f"less-{kind}"))
    talking.mean(kind, safety="maybe")
    if talking.step == "danger_ask.ask":
        talking.press("no")
    assert talking.step == "crisis_now.safe"
    talking.press("no")
    assert "1813" in talking.turn.replies[0].text


@pytest.mark.parametrize("comes_back_with", ["affirm", "greet", "tell_dream", "choose_return", "need_shelter",
                                             "ask_legal", "start_over", "thank"])
def test_a_pause_in_a_safety_question_comes_back_to_it(comes_back_with: str, engine, loop) -> None:
    talking = crisis(at(engine, loop, f"pause-{comes_back_with}"))
    talking.mean("pause")
    assert talking.turn.state.paused and not talking.step
    talking.mean(comes_back_with)
    assert talking.step == "crisis_now.safe"


def test_a_restart_leaves_the_question_open(engine, loop) -> None:
    from bot import rasa_runtime, services, training
    from bot.engine import Engine
    from bot.store import database
    from bot.store.tracker_store import ShortTrackerStore

    talking = crisis(at(engine, loop, "restart"))
    opened = database.connect(engine.services.settings.database_url)
    store = ShortTrackerStore(opened)
    anew = Engine(rasa_runtime.load_agent(training.ensure_model(lambda line: None), store), engine.services, store)
    assert services.current() is engine.services
    assert loop.run_until_complete(asyncio.wait_for(anew.current(talking.id), 60)).state.step == "crisis_now.safe"
    again = Talking(anew, loop, talking.id)
    again.mean("need_papers")
    assert again.step == "crisis_now.safe"


@pytest.mark.parametrize("way", [["no"], ["yes", "yes", "go_on"], ["rather_not", "go_on"]])
def test_a_legal_question_in_a_hint_gets_its_helpdesk_after_the_safety_question(way: list[str], engine, loop) -> None:
    talking = at(engine, loop, f"law-{len(way)}")
    talking.mean("express_crisis", safety="maybe", law="maybe", law_topic="asylum")
    for button in way:
        assert "www." not in talking.text or "1813" in talking.text
        talking.press(button)
    desks = engine.services.directory.find("asylum", language="nl", limit=2)
    assert desks and all(desk.name.in_language("nl") in talking.text for desk in desks)


@pytest.mark.parametrize(("intent", "more"), [("express_crisis", {"safety": "sure"}), ("express_crisis", {"safety": "maybe"}),
                                              ("report_danger", {"safety": "sure", "danger": "child"})])
def test_a_counsellor_gets_the_card_and_words_to_say_aloud(intent: str, more: dict, engine, loop) -> None:
    talking = at(engine, loop, f"card-{intent}-{more}", audience="counsellor")
    talking.mean(intent, **more)
    reply, question = talking.turn.replies[0], talking.turn.replies[-1]
    assert "vraag het" in reply.text.casefold()
    assert question.card and question.card.why and len(question.card.ask) == 3
    assert more["safety"] == "maybe" or "collega" in reply.text
