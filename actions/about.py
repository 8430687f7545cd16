"""About the conversation itself, feelings that are heard first, and what is told while nothing is asked."""

from __future__ import annotations

from rasa_sdk import Action
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet

from actions import previews, recognition, referral
from actions.hard_moments import hard_moment, lines_for, set_aside, waiting
from actions.interrupts import Interrupt, offer_way_on
from actions.talk import Talk

FEELINGS = ("express_distress", "express_anger")
ABOUT_THIS = ("ask_privacy", "bot_challenge", *FEELINGS)      # what is answered also beside a safety question


class ActionSessionStart(Action):
    """A new conversation: its language and audience come with its first message."""

    def name(self) -> str:
        return "action_session_start"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        given = tracker.get_slot("session_started_metadata") or {}
        return [SessionStarted(), *(SlotSet(name, given[name]) for name in ("language", "audience") if given.get(name)),
                ActionExecuted("action_listen")]


class ActionReply(Interrupt):
    """An interruption whose reply, and the interlude behind it, stand in the script under the intent's name."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_reply"

    def act(self, talk: Talk) -> list[EventType]:
        intent = talk.said.intent
        hard = hard_moment(talk)
        if hard and intent not in ABOUT_THIS:
            return self.stay(talk)
        if intent in FEELINGS:
            answered = talk.file_as_answer()
            if not answered:
                talk.note()
            talk.memory.recognised = True
            talk.say(intent)
            if hard or waiting(talk):      # heard; the safety question stays
                talk.memory.wording += 1
                return self.back(talk)
            return talk.follow(intent, answered=answered)
        if intent == "greet" and not talk.form:
            return self.greeted_outside(talk)
        if intent == "ask_help":
            names = "; ".join(talk.script.options[option].name for option in talk.options())
            talk.say("ask_help", options=names)
        else:
            talk.say("not_understood" if intent == "nlu_fallback" else intent)
        return self.back(talk)

    def greeted_outside(self, talk: Talk) -> list[EventType]:
        if talk.memory.suspended:
            talk.say("welcome_back")
        elif talk.memory.ended:
            talk.say("greet")
        return offer_way_on(talk)


class ActionTold(Interrupt):
    """Told while no question is open: kept, acknowledged, and a way on."""

    def name(self) -> str:
        return "action_told"

    def act(self, talk: Talk) -> list[EventType]:
        intent = talk.said.intent
        if intent == "affirm" and talk.memory.suspended:
            return talk.leave_to("action_resume")
        if talk.said.choice and intent == "inform":
            talk.say("past_choice")
        elif intent in ("affirm", "deny"):
            talk.say(f"{intent}_outside")
            if intent == "deny":
                return talk.keep()
        elif intent == "dont_know":
            talk.say("told_outside")
        else:
            talk.note()
            recognition.outside(talk)
        return self.back(talk)


class ActionHuman(Interrupt):
    """A person: general welfare work and the listening lines of the directory; in a hard moment the lines for that."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_human"

    def act(self, talk: Talk) -> list[EventType]:
        hard = hard_moment(talk) or waiting(talk)
        talk.say("talk_to_human", lines=lines_for(talk, hard) if hard else self.lines(talk))
        return self.back(talk)

    def lines(self, talk: Talk) -> str:
        entries = [*referral.find(talk, "welfare", 1), *referral.find(talk, "listening", 1)]
        return referral.lines(talk, list(dict.fromkeys(entries)))


class ActionForget(Interrupt):
    """Delete everything, after a yes."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_forget"

    def act(self, talk: Talk) -> list[EventType]:
        if hard_moment(talk):
            set_aside(talk)
        return talk.start("interlude_form", "forget_confirm")


class ActionEnd(Action):
    """The end of a talk: thanks and a summary in the client's words; or nothing more, when it was not the day for it."""

    def name(self) -> str:
        return "action_end"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        talk = Talk(tracker, dispatcher)
        if not talk.stopped:
            summary = previews.summary(talk)
            talk.say("closing_end" if summary else "closing_end_short", summary=summary)
            talk.memory.ended = True
        talk.go_to(None, remember=False)
        return talk.keep()


