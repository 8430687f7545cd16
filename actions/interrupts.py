"""Base of everything that may interrupt the open question, which returns afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk import Action
from rasa_sdk.events import EventType

from actions import referral
from actions.hard_moments import come_back, hard_moment, plain_answer, say, still_asks, waiting
from actions.talk import Talk
from bot.nlu.reading import LAW


class Interrupt(Action, ABC):
    """One interruption. Inside a form the form asks its question again by itself; outside, a way on is offered.

    While a safety question is open, only what `in_hard_moment` allows is done: the script waits until the person
    says that it may go on.
    """

    in_hard_moment = False

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        talk = Talk(tracker, dispatcher)
        hard = hard_moment(talk) or waiting(talk)
        answer = plain_answer(talk)
        if answer:
            say(talk, f"{hard}_{answer}")
            if answer != "no":      # safe, unsafe, rather_not: each has its own question behind it
                return talk.follow(f"{hard}_{answer}")
            talk.memory.clear(hard)
            talk.go_to(None, remember=False)
            return talk.leave_to("action_resume")
        if hard and talk.said.law:
            talk.memory.pointer = referral.law_topic(talk)      # the helpdesk follows once this is cleared up
        if hard and not self.in_hard_moment:
            if not hard_moment(talk):
                if talk.said.intent != "affirm":
                    come_back(talk)
                return talk.leave_to("action_resume")
            return self.stay(talk)
        if talk.said.law == "maybe" and talk.said.intent not in LAW and not talk.said.safety and not hard:
            referral.point_to_law(talk)
        return self.act(talk)

    @abstractmethod
    def act(self, talk: Talk) -> list[EventType]:
        """Say what fits, and give back the events that keep or move the place."""

    def stay(self, talk: Talk) -> list[EventType]:
        """Something else came beside a safety question: it is asked again, or (a mere hint) left with its lines."""
        if still_asks(talk):
            return talk.keep()
        talk.go_to(None)
        return talk.leave_to("action_resume")

    def back(self, talk: Talk) -> list[EventType]:
        """To the open question; outside a form to what waits, what could start, or the end."""
        if talk.form:
            return talk.keep()
        return offer_way_on(talk)


def offer_way_on(talk: Talk) -> list[EventType]:
    """Nothing is asked now: resume what waits, start a new talk, or say that this one is over."""
    if waiting(talk):
        return talk.leave_to("action_resume")
    if talk.memory.suspended:
        return talk.start("interlude_form", "resume")
    if talk.memory.ended:
        talk.say("after_end")
        return talk.keep()
    return talk.leave_to("welcome_form")
