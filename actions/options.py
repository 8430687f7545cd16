"""The four residence options: all four, equal, in the order of this conversation, after a yes (S06, S53-S70)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import recognition
from actions.answers import Answer
from actions.interrupts import Interrupt
from actions.phases import PhaseForm
from actions.talk import Talk
from bot.script.flow import Place, next_in_series


class OptionsForm(PhaseForm):
    """Consent, the four, one after the other with the same questions, the overview, a plan B, and where one stands now."""

    form, series = "options_form", "options"

    def start(self, talk: Talk) -> None:
        recognition.before_options(talk)
        super().start(talk)

    def first(self, talk: Talk) -> Place | None:
        """Where the phase starts, or goes on after a jump: the option under way before a new one. Nothing without a yes."""
        if talk.answers.code("options.consent") != "yes":
            return Place("options.consent")
        self.take_time(talk)
        place = super().first(talk)
        if place and place.step != "options.pick":
            return place
        under_way = (next_in_series(talk.script, "option", talk.setting, item=option) for option in talk.options()
                     if talk.answers.has(Place("option.brings", option)))
        return next(filter(None, under_way), None) or self.pick(talk)

    def following(self, talk: Talk, place: Place) -> Place | None:
        if place.series == "option_check":
            option = place.item.partition(".")[0]
            return next_in_series(talk.script, "option", talk.setting, item=option) or self.pick(talk)
        found = super().following(talk, place)
        if found and found.step == "options.pick":
            return self.pick(talk)
        if found or place.series == "options_after":
            return found
        if place.series == "option":
            return self.pick(talk)
        return self.after_options(talk)

    def pick(self, talk: Talk) -> Place | None:
        """Which one to look at (next); when all four were looked at, what comes after them."""
        if all(talk.answers.has(Place("option.feeling", option)) for option in talk.options()):
            talk.say("options_seen_all")
            return self.after_options(talk)
        talk.memory.picks += 1
        return Place("options.pick", str(talk.memory.picks))

    def after_options(self, talk: Talk) -> Place | None:
        said = any(talk.answers.text(f"option.{column}", option) for column in ("brings", "costs")
                   for option in talk.options())
        return next_in_series(talk.script, "options_after", talk.setting, after="" if said else "options_after.pros_cons")

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        special = {"options.consent": self.consent, "options.pick": self.picked, "option.feeling": self.felt,
                   "options_after.leaning": self.leaning}.get(talk.step)
        return special(talk, answer) if special else super().accept(talk, answer)

    def consent(self, talk: Talk, answer: Answer) -> Place | None:
        """No hard topic without a yes; a no leaves the phase, and it can be opened later."""
        talk.file(talk.place, answer.text, answer.code)
        if answer.code == "later":
            talk.say("options_later")
            return None
        self.take_time(talk)
        return self.following(talk, talk.place)

    def take_time(self, talk: Talk) -> None:
        """Who opens the options in a talk of ten minutes gets all of them: they are not shown by halves."""
        talk.memory.minutes = max(talk.memory.minutes, 30)

    def picked(self, talk: Talk, answer: Answer) -> Place | None:
        talk.file(talk.place, answer.text, answer.code)
        if answer.code not in talk.script.options:
            return self.after_options(talk)
        first = next_in_series(talk.script, "option", talk.setting, item=answer.code)
        if first is None:
            talk.say("option_seen", option=talk.script.options[answer.code].name)
        return first or self.pick(talk)

    def felt(self, talk: Talk, answer: Answer) -> Place | None:
        talk.file(talk.place, answer.text, answer.code)
        if answer.code in ("heavy", "stop"):
            talk.say("option_heavy")
        if answer.code == "stop":
            return self.after_options(talk)
        return self.following(talk, talk.place)

    def returned(self, talk: Talk, answer: Answer) -> Place:
        """An own idea that found its place: looking at options goes on with that one, any other question returns."""
        back = super().returned(talk, answer)
        if talk.place.series == "place_fifth" and back.step == "options.pick" and answer.code in talk.script.options:
            return next_in_series(talk.script, "option", talk.setting, item=answer.code) or back
        return back

    def leave_open(self, talk: Talk) -> None:
        """Without a yes the options stay closed (S06)."""
        if talk.step == "options.consent":
            self.consent(talk, Answer("", "later"))
            talk.go_to(None)
        else:
            super().leave_open(talk)

    def leaning(self, talk: Talk, answer: Answer) -> Place | None:
        """Not decided is a full ending (S63)."""
        talk.file(talk.place, answer.text, answer.code)
        option = talk.script.options.get(answer.code)
        if option:
            talk.say("leaning_decided", option=option.name)
        else:
            talk.say("leaning_not_decided")
        return self.following(talk, talk.place)

    def unclear(self, talk: Talk) -> None:
        """A "fifth" idea is kept and finds its place under one of the four (S53)."""
        if talk.step in ("options.pick", "options_after.leaning") and len(talk.said.text.split()) > 2:
            talk.note()
            talk.say("fifth", quote=talk.said.text)
            talk.detour("place_fifth", talk.place)
        else:
            super().unclear(talk)


class ActionChooseOption(Interrupt):
    """One of the four is named elsewhere: it can be looked at beside the three others, now or later."""

    def name(self) -> str:
        return "action_choose_option"

    def act(self, talk: Talk) -> list[EventType]:
        option = next((option for option in talk.script.options.values()
                       if option.intent in (talk.said.reading, talk.said.intent)), None)
        talk.say("choose_option", option=option.name if option else talk.said.text)
        talk.note()
        return talk.keep() if talk.form == "options_form" else talk.follow("choose_option")
