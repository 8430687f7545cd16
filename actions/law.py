"""The law is never answered in substance: heard, pointed to a helpdesk, then what the answer would mean (S12, S71)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import referral
from actions.interrupts import Interrupt
from actions.talk import Talk

LETTER = 1200       # characters; a text this long about the law is most likely a pasted letter


class ActionLaw(Interrupt):
    """A question or rumour about the law: heard, pointed to a helpdesk, then what the answer would mean (S12, S71)."""

    def name(self) -> str:
        return "action_law"

    def act(self, talk: Talk) -> list[EventType]:
        rumour = talk.said.reading == "share_rumour" or talk.said.intent == "share_rumour"
        key = "share_rumour" if rumour else "ask_legal"
        if len(talk.said.text) > LETTER:
            key = "law_letter"
        entries = referral.find(talk, referral.law_topic(talk))
        talk.say(key)
        referral.point(talk, entries)
        return talk.follow(key, item=talk.count())
