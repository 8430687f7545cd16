"""A need that comes up while something else is asked (S11), and the one widening question beside papers (S04)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import referral
from actions.interrupts import Interrupt
from actions.talk import Talk


class ActionNeed(Interrupt):
    """A need that comes up while something else is asked: first a service, then the open question returns (S11)."""

    def name(self) -> str:
        return "action_need"

    def act(self, talk: Talk) -> list[EventType]:
        need = talk.said.reading if talk.said.reading in referral.NEED_TOPICS else talk.said.intent
        if not talk.said.choice:
            talk.note()
        referral.point_to_need(talk, need)
        talk.memory.recognised = True
        if talk.papers_again(need == "need_papers") and talk.form and talk.form != "interlude_form":
            talk.detour("widen_papers", talk.place)
        return self.back(talk)
