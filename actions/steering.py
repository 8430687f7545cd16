"""The client leads: skip, back, other words, pause, start over, another language, and the counsellor's jumps."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.hard_moments import crisis_lines, hard_moment, say, set_aside
from actions.interrupts import Interrupt
from actions.talk import Talk
from bot.script.flow import Place, next_in_series
from bot.script.models import PHASES


class ActionSkip(Interrupt):
    """Inside a form the form skips; outside there is nothing to skip."""

    def name(self) -> str:
        return "action_skip"

    def act(self, talk: Talk) -> list[EventType]:
        talk.say("skip_nothing")
        return self.back(talk)


class ActionGoBack(Interrupt):
    """Inside a form the form goes back; outside, what waits is offered."""

    def name(self) -> str:
        return "action_go_back"

    def act(self, talk: Talk) -> list[EventType]:
        talk.say("go_back_start")
        return self.back(talk)


class ActionRepeat(Interrupt):
    """The open question in other words."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_repeat"

    def act(self, talk: Talk) -> list[EventType]:
        if talk.form:
            talk.say("ask_repeat")
            talk.memory.wording += 1
        return self.back(talk)


class ActionPause(Interrupt):
    """Stop for now. The place is kept; a safety question stays open too."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_pause"

    def act(self, talk: Talk) -> list[EventType]:
        if talk.said.intent == "goodbye" and not (talk.form or talk.memory.suspended or talk.memory.ended):
            talk.say("greet")       # "dag" as a first word: nothing was told yet that could be left
            return self.back(talk)
        hard = hard_moment(talk)
        if hard:
            say(talk, f"{hard}_rather_not")     # nobody leaves without the lines
            set_aside(talk)
        else:
            talk.suspend()
        talk.say("goodbye" if talk.said.intent == "goodbye" else "pause")
        talk.go_to(None, remember=False)
        return talk.leave_to("action_listen")


class ActionStartOver(Interrupt):
    """From the beginning, after a yes; what was said stays as an earlier talk."""

    def name(self) -> str:
        return "action_start_over"

    def act(self, talk: Talk) -> list[EventType]:
        return talk.start("interlude_form", "start_over_confirm")


class ActionChangeLanguage(Interrupt):
    """Another language, without losing the place; one that is not spoken here is said so."""

    in_hard_moment = True

    def name(self) -> str:
        return "action_change_language"

    def act(self, talk: Talk) -> list[EventType]:
        if talk.said.data.get("unread"):
            return self.unread(talk)
        spoken = talk.services.scripts
        wanted = talk.said.choice.partition("lang:")[2] or talk.said.data.get("language") or ""
        if wanted not in spoken:
            names = ", ".join(talk.script.label(f"lang_{language}") for language in spoken)
            if wanted:
                talk.say("change_language_unknown", languages=names, buttons=self.buttons(talk))
            else:
                talk.say("change_language_which", languages=names, buttons=self.buttons(talk))
            return self.back(talk)
        talk.language, talk.script = wanted, spoken[wanted]
        talk.say("change_language_known", language=talk.script.label(f"lang_{wanted}"))
        return [SlotSet("language", wanted), *self.back(talk)]

    def buttons(self, talk: Talk) -> list[dict]:
        return [{"title": talk.script.label(f"lang_{language}"),
                 "payload": f'/change_language{{"choice": "lang:{language}"}}'} for language in talk.services.scripts]

    def unread(self, talk: Talk) -> list[EventType]:
        """A script that is not read here: said in every language, with the helplines, since nobody knows what it says."""
        here = talk.language
        for language in talk.services.scripts:
            talk.language = language
            talk.say("unsupported_language", buttons=self.buttons(talk))
        talk.language = here
        talk.say("referrals", lines=crisis_lines(talk))
        return self.back(talk)


class ActionNavigate(Interrupt):
    """A button of the counsellor's page: to a phase (`go:<phase>`), deeper, or an urgent need."""

    def name(self) -> str:
        return "action_navigate"

    def act(self, talk: Talk) -> list[EventType]:
        kind, _, where = talk.said.choice.partition(":")
        if kind == "go" and where in PHASES:
            talk.memory.suspended.clear()
            talk.memory.ended = False
            talk.go_to(None)
            return talk.leave_to(f"{where}_form")
        if kind == "need":
            return talk.start("interlude_form", "urgent_need")
        if kind == "deeper" and talk.form and talk.place and talk.step != "options.consent":
            self.deeper(talk)
        return self.back(talk)

    def deeper(self, talk: Talk) -> None:
        """One of the five checks of the option at hand, else a deeper question of this phase that was not asked."""
        option = talk.memory.item.partition(".")[0]
        if option in talk.script.options:
            asked = [item for item in talk.answers.items("option_check.check") if item.startswith(f"{option}.")]
            number = len(asked) + (talk.step == "option_check.check")
            if number < len(talk.script.options[option].check):
                talk.go_to(Place("option_check.check", f"{option}.{number}"))
                return
        longest = type(talk.setting)(60, talk.answers, talk.setting.counsellor)
        place = next_in_series(talk.script, talk.place.series, longest, after=talk.place.step, item=talk.memory.item)
        if place:
            talk.go_to(place)
        else:
            talk.say("no_deeper")
