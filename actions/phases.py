"""The forms: one a phase, all on one base class. The questions, their order and their conditions stand in the script."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions import answers, previews, recognition, referral
from actions.answers import Answer
from actions.talk import Talk
from bot.script.flow import SKIPPED, Place, next_in_series

FORM_OF = {    # series -> the form that asks it
    **{series: "options_form" for series in ("options", "option", "option_check", "options_after")},
    **{series: "goal_form" for series in ("goal", "goal_step", "goal_order")},
    **{series: "exercise_form" for series in ("lifeline", "tree", "talents")},
    **{series: f"{series}_form" for series in ("welcome", "help_question", "motives", "closing")},
}
DETOURS = ("widen_papers", "place_fifth")
MINUTES = {"ten": 10, "thirty": 30, "sixty": 60}


class PhaseForm(Action, ABC):
    """`validate_<form>`: files the answer to the open question, and opens the next one.

    Runs when the form starts or is resumed (no answer yet) and after each answer. Running twice changes nothing.
    """

    series = ""

    @property
    @abstractmethod
    def form(self) -> str:
        """Name of the form, as in the domain."""

    def name(self) -> str:
        return f"validate_{self.form}"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        talk = Talk(tracker, dispatcher)
        talk.form = self.form
        if talk.step is None:
            self.start(talk)
        elif tracker.get_slot("answer") is not None:
            self.answered(talk)
        elif talk.form_is_asking:
            return []       # an interruption: without a slot the form rejects it, and its rule acts
        elsewhere = FORM_OF.get(talk.place.series, self.form) if talk.place else self.form
        if elsewhere != self.form:
            return talk.leave_to(elsewhere)     # back into an earlier phase
        return [SlotSet("answer", None), SlotSet("requested_slot", "answer" if talk.step else None), *talk.keep()]

    # --- what a phase may do its own way ---------------------------------------------------------------------------

    def start(self, talk: Talk) -> None:
        talk.go_to(self.first(talk))

    def first(self, talk: Talk) -> Place | None:
        return next_in_series(talk.script, self.series, talk.setting)

    def following(self, talk: Talk, place: Place) -> Place | None:
        """The question behind `place`; None ends the phase."""
        return next_in_series(talk.script, place.series, talk.setting, after=place.step, item=place.item)

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        """File an answer, say what fits it, and tell what comes next."""
        place = talk.place
        talk.file(place, answer.text, self.code(talk, answer))
        recognition.after_answer(talk)
        return self.following(talk, place)

    def code(self, talk: Talk, answer: Answer) -> str:
        """What the answer counts as; a goal that is only a procedure gets one "what for?" (S15)."""
        asks_what_for = any(step.when.get(talk.open_step.id) == ["procedure"]
                            for step in talk.script.series[talk.open_step.series])
        return "procedure" if asks_what_for and talk.said.data.get("procedure") else answer.code

    # --- the same for all ------------------------------------------------------------------------------------------

    def answered(self, talk: Talk) -> None:
        if answers.is_past(talk):
            talk.say("past_choice")
            return
        choices = answers.choices_for(talk, talk.place)
        meant = answers.matching(talk, choices)
        if not meant and talk.said.intent == "skip":
            self.unanswered(talk, self.skip)
        elif not meant and talk.said.intent == "go_back":
            self.unanswered(talk, self.go_back)
        elif not meant and talk.said.intent == "dont_know" and not talk.open_step.otherwise:
            self.unanswered(talk, self.unsure)
        else:
            answer = answers.read(talk, choices)
            if answer is None:
                self.unanswered(talk, self.unclear)
            else:
                self.accepted(talk, answer)

    def unanswered(self, talk: Talk, way: Callable[[Talk], None]) -> None:
        """The question got no answer: skip it, go back, or ask it another way. A form may hold on to its question."""
        way(talk)

    def accepted(self, talk: Talk, answer: Answer) -> None:
        """File an answer and open what comes next; a hidden question about the law gets its pointer too."""
        about_papers = bool(talk.said.data.get("procedure")) or answer.code == "need_papers"
        widen = talk.place.series not in DETOURS and talk.papers_again(about_papers)
        following = self.returned(talk, answer) if talk.place.series in DETOURS else self.accept(talk, answer)
        if talk.said.law == "maybe":
            self.point_to_law(talk)
        if widen and following:
            talk.detour("widen_papers", following)
        else:
            talk.go_to(following)

    def point_to_law(self, talk: Talk) -> None:
        referral.point_to_law(talk)

    def returned(self, talk: Talk, answer: Answer) -> Place:
        """From a question that was put in front of the open one, back to that one."""
        if answer.code != "no_thanks":
            talk.file(talk.place, answer.text, answer.code)
            recognition.after_answer(talk)
        return Place(*talk.memory.detour)

    def skip(self, talk: Talk) -> None:
        """Leave the question; it is not asked again in this talk unless the client goes back."""
        talk.say("skip")
        self.leave_open(talk)

    def unsure(self, talk: Talk) -> None:
        """Not knowing is an answer: first another way in, then the question is left open."""
        times = talk.memory.unsure
        if times == 0:
            talk.say("dont_know")
            talk.memory.unsure, talk.memory.wording = 1, talk.memory.wording + 1
            return
        talk.say("dont_know_again")
        self.leave_open(talk)

    def unclear(self, talk: Talk) -> None:
        """A question with buttons got other words: they are kept, and it is asked once in another way."""
        talk.note()
        if talk.memory.unclear:
            talk.say("dont_know_again")
            self.leave_open(talk)
            return
        talk.say("not_understood")
        talk.memory.unclear, talk.memory.wording = 1, talk.memory.wording + 1

    def go_back(self, talk: Talk) -> None:
        """Open the question before this one; its answer may be given anew."""
        if not talk.memory.history:
            talk.say("go_back_start")
            return
        talk.say("go_back")
        step, item = talk.memory.history.pop()
        talk.go_to(Place(step, item), remember=False)

    def leave_open(self, talk: Talk) -> None:
        """Go on without an answer."""
        place = talk.place
        if place.series in DETOURS:
            talk.go_to(Place(*talk.memory.detour))
            return
        talk.file(place, "", SKIPPED)
        talk.go_to(self.following(talk, place))


class ActionAskAnswer(Action):
    """Asks the open question in the wording that is due, with its buttons and what is shown above it."""

    def name(self) -> str:
        return "action_ask_answer"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        talk = Talk(tracker, dispatcher)
        place = talk.place
        previews.show(talk, place)
        buttons = [{"title": choice.label, "payload": f'/inform{{"choice": "{answers.choice_id(place, choice)}"}}'}
                   for choice in answers.choices_for(talk, place)]
        again = talk.memory.asked == [place.step, place.item]
        talk.memory.asked = [place.step, place.item]
        dispatcher.utter_message(response="utter_step", step=place.step, wording=talk.memory.wording, again=again,
                                 values=previews.values(talk, place), buttons=buttons)
        return talk.keep()


class WelcomeForm(PhaseForm):
    """Is this a good moment, and how much time is there? (S09, S29)"""

    form, series = "welcome_form", "welcome"

    def start(self, talk: Talk) -> None:
        talk.stopped = False
        super().start(talk)

    def first(self, talk: Talk) -> Place | None:
        if talk.memory.minutes_given:
            return next_in_series(talk.script, self.series, talk.setting, after="welcome.moment")
        return super().first(talk)

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        if talk.step == "welcome.moment":
            talk.stopped = answer.code == "not_today"
            if talk.stopped:
                talk.say("not_today")
                return None
            talk.memory.minutes = MINUTES.get(answer.code, 30)
            talk.memory.minutes_given = True
            return next_in_series(talk.script, self.series, talk.setting, after="welcome.moment")
        return super().accept(talk, answer)


class HelpQuestionForm(PhaseForm):
    """The help question in the client's words, a practical pointer, and what lies behind it (S02, S11)."""

    form, series = "help_question_form", "help_question"

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        if talk.step != "help_question.request":
            return super().accept(talk, answer)
        code = answer.code if answer.code.startswith("need_") else "other"
        talk.file(talk.place, answer.text, code)
        referral.point_to_need(talk, code)
        talk.memory.recognised = True
        return self.following(talk, talk.place)


class MotivesForm(PhaseForm):
    """Why the client left, the dream, what it brought and cost, whether it came true (S14-S20)."""

    form, series = "motives_form", "motives"


class ClosingForm(PhaseForm):
    """How the talk is left, and what comes next (S03)."""

    form, series = "closing_form", "closing"

