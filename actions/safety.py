"""Safety before everything else: a hint of suicide or danger is answered first, at any moment (S97)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import referral
from actions.answers import Answer
from actions.hard_moments import say
from actions.interrupts import Interrupt
from actions.talk import Talk


class ActionSafety(Interrupt):
    """Sure: name it, the lines, "are you safe now?". Maybe: a gentle direct question with buttons."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_safety"

    def act(self, talk: Talk) -> list[EventType]:
        sure = talk.said.safety != "maybe"
        if talk.said.intent == "report_danger":
            talk.memory.crisis = talk.said.data.get("danger") or "other"
            key = f"danger_sure_{talk.memory.crisis}" if sure else "danger_maybe"
        else:
            talk.memory.crisis = "crisis"
            key = "crisis_sure" if sure else "crisis_maybe"
        if not sure and talk.said.law:
            talk.memory.pointer = referral.law_topic(talk)      # the helpdesk follows once this is cleared up
        # A hint inside an answer: the answer is kept, and its question is not asked again.
        answered = not sure and talk.file_as_answer()
        say(talk, key)
        return talk.follow(key, answered=answered)


def outcome(talk: Talk, answer: Answer) -> str:
    """The reply that fits an answer to a safety question; "" where the person says how to go on.

    Only a clear no ends the question. What is unclear is never taken as a no.
    """
    kind, _, question = talk.place.series.partition("_")
    if question == "ask":
        known = {"yes": "yes", "no": "no", "rather_not": "rather_not"}
    elif question == "now":
        known = {"yes": "safe", "no": "unsafe", "rather_not": "unsafe"}
    else:
        return "" if answer.code in ("go_on", "human", "pause") else f"{kind}_still_here"
    return f"{kind}_{known.get(answer.code, 'still_here')}"
