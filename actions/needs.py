"""A need that comes up while something else is asked (S11), and the one widening question beside papers (S04)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import referral
from actions.interrupts import Interrupt
from actions.talk import Talk

PAPERS_TURNS = 3    # turns in a row about papers alone


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
        return self.widened(talk, need) or self.back(talk)

    def widened(self, talk: Talk, need: str) -> list[EventType]:
        """Three turns about papers alone: one widening question, which may be declined (S04)."""
        if talk.memory.papers < 0:
            return []
        talk.memory.papers = talk.memory.papers + 1 if need == "need_papers" else 0
        if talk.memory.papers < PAPERS_TURNS:
            return []
        talk.memory.papers = -1
        return talk.start("interlude_form", "widen_papers")
