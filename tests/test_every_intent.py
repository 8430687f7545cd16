"""No intent, no fallback, no button ever leads to silence: inside every form, and outside."""

from __future__ import annotations

import pytest
import yaml

from bot.choices import CONTROLS, NAVIGATION
from bot.script.models import PHASES
from bot.settings import ROOT
from tests.talking import Talking

INTERRUPTS = (
    "express_crisis", "report_danger", "ask_legal", "share_rumour", "need_papers", "need_shelter", "need_health",
    "need_food", "need_work", "need_school", "need_family", "choose_legal_stay", "choose_onward_migration",
    "choose_return", "choose_stay_without_status", "choose_exercise", "express_distress", "express_anger",
    "express_hope", "ask_repeat", "pause", "start_over", "ask_help", "ask_goal", "ask_reminder", "change_language",
    "talk_to_human", "greet", "goodbye", "thank", "bot_challenge", "ask_privacy", "forget_me", "insult",
    "out_of_scope", "nlu_fallback")
ANSWERS = ("tell_motive", "tell_dream", "tell_loss", "tell_gain", "tell_talent", "tell_support", "tell_goal",
           "report_progress", "report_setback", "affirm", "deny", "dont_know", "skip", "go_back", "inform")
LEADS_ELSEWHERE = ("pause", "goodbye")
ASKS_FIRST = {    # what stands in front of the open question, and how it is passed
    "express_crisis": ["yes", "go_on"], "report_danger": ["yes", "go_on"], "ask_legal": "words",
    "share_rumour": "words", "choose_legal_stay": ["later"], "choose_onward_migration": ["later"],
    "choose_return": ["later"], "choose_stay_without_status": ["later"], "choose_exercise": "skip",
    "express_distress": ["go_on"], "express_anger": ["go_on"], "start_over": ["no"], "forget_me": ["no"],
}


def test_the_lists_name_every_intent_of_the_domain() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    assert {*INTERRUPTS, *ANSWERS, "navigate"} == set(intents)


@pytest.mark.parametrize("phase", PHASES)
def test_an_interruption_is_answered_and_the_open_question_returns(phase: str, engine, loop) -> None:
    for intent in INTERRUPTS:
        talking = Talking(engine, loop, f"interrupt-{phase}-{intent}")
        talking.start()
        talking.go(phase)
        before = talking.step
        talking.mean(intent)
        assert talking.text.strip(), intent
        if intent in LEADS_ELSEWHERE:
            assert talking.turn.state.paused and talking.turn.state.phase == phase, intent
            talking.press("resume")
        answer_what_stands_in_front(talking, intent)
        counted_as_answer = before in talking.entries()
        assert talking.step == before or (counted_as_answer and talking.step), (intent, before, talking.step)


def answer_what_stands_in_front(talking: Talking, intent: str) -> None:
    way = ASKS_FIRST.get(intent, [])
    if talking.step.startswith("options.") and intent.startswith("choose_"):
        return
    if way == "words":
        talking.mean("tell_dream", "dan zou ik rustig slapen")
    elif way == "skip":
        talking.mean("skip")
    else:
        for button in way:
            talking.press(button)


@pytest.mark.parametrize("intent", [*INTERRUPTS, *ANSWERS])
@pytest.mark.parametrize("moment", ["before", "paused", "ended"])
def test_outside_every_question_something_fitting_is_said(moment: str, intent: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"outside-{moment}-{intent}")
    if moment != "before":
        talking.start("ten")
    if moment == "paused":
        talking.mean("pause")
    if moment == "ended":
        while not talking.turn.state.ended:
            talking.answer()
    talking.mean(intent)
    assert talking.text.strip()
    assert talking.buttons, "there is always a way on"


@pytest.mark.parametrize("phase", PHASES)
def test_every_control_and_navigation_button_is_answered(phase: str, engine, loop) -> None:
    for button in (*CONTROLS, *NAVIGATION):
        talking = Talking(engine, loop, f"button-{phase}-{button}", audience="counsellor")
        talking.start()
        talking.go(phase)
        talking.press(button)
        assert talking.text.strip(), button


@pytest.mark.parametrize("phase", PHASES)
def test_an_answer_moves_on_or_asks_again_but_is_never_met_with_silence(phase: str, engine, loop) -> None:
    for intent in ANSWERS:
        talking = Talking(engine, loop, f"answer-{phase}-{intent}")
        talking.start()
        talking.go(phase)
        talking.mean(intent, "gewone woorden van iemand")
        assert talking.text.strip(), intent
