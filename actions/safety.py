"""Safety before everything else: a hint of suicide or danger is answered first, at any moment (S97)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import referral
from actions.answers import Answer
from actions.hard_moments import hard_moment, hedged, plain_answer, say, set_aside
from actions.interrupts import Interrupt
from actions.talk import Talk


class ActionSafety(Interrupt):
    """Sure: name it, the lines, "are you safe now?". Maybe: a gentle direct question with buttons."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_safety"

    def act(self, talk: Talk) -> list[EventType]:
        sure = talk.said.safety != "maybe"
        if not sure and hard_moment(talk):
            kept = self.hint_in_hard_moment(talk)
            if kept is not None:
                return kept
        kind = named(talk)
        if sure and hard_moment(talk) not in ("", kind):
            set_aside(talk)         # both are answered: this one now, the other after it
        if kind == "danger":
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

    def hint_in_hard_moment(self, talk: Talk) -> list[EventType] | None:
        """A hint is less than what is open: it never takes its place. None where it asks its own question first."""
        kind, _, question = talk.place.series.partition("_")
        same = kind == named(talk)
        if question == "ask" and same and talk.memory.unclear:
            say(talk, f"{kind}_rather_not")
            return talk.follow(f"{kind}_rather_not")
        if question == "after" or not same:
            set_aside(talk)
            return None
        say(talk, f"{kind}_maybe" if question == "ask" else f"{kind}_still_here")
        talk.memory.unclear += question == "ask"
        talk.memory.wording += 1
        return talk.keep()


def named(talk: Talk) -> str:
    """Which of the two a message is about: "crisis" or "danger"."""
    return "danger" if talk.said.intent == "report_danger" else "crisis"


def outcome(talk: Talk, answer: Answer) -> str:
    """The reply that fits an answer to a safety question; "" where the person says how to go on.

    Only a clear no ends the question. What is unclear is never taken as a no: "maybe" gets the lines.
    """
    kind, _, question = talk.place.series.partition("_")
    plainly = plain_answer(talk)
    if plainly:
        return f"{kind}_{plainly}"
    if question == "ask":
        known = {"yes": "yes", "no": "no", "rather_not": "rather_not"}
    elif question == "now":
        known = {"yes": "safe", "no": "unsafe", "rather_not": "unsafe"}
    else:
        return "" if answer.code in ("go_on", "human", "pause") else f"{kind}_still_here"
    found = known.get(answer.code, "still_here")
    if question == "ask" and found == "no" and hedged(talk):
        found = "rather_not"
    if question == "ask" and found == "still_here" and talk.said.means("dont_know"):
        found = "rather_not"
    return f"{kind}_{found}"
