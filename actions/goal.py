"""The goal ladder: a goal in the client's words, by when, steps with an owner, their order, and one next step (S84-S88)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions import answers as answers_module
from actions.answers import Answer
from actions.interrupts import Interrupt
from actions.phases import PhaseForm
from actions.talk import Talk
from bot import dates, goal, quiet
from bot.script.flow import SKIPPED, Place, next_in_series

MOST_STEPS = 6


class GoalForm(PhaseForm):
    """The goal, then its steps one by one, then which comes first and which is next."""

    form, series = "goal_form", "goal"

    def first(self, talk: Talk) -> Place | None:
        return super().first(talk) or self.next_step(talk)

    def following(self, talk: Talk, place: Place) -> Place | None:
        found = super().following(talk, place)
        if place.series == "goal":
            return found or self.next_step(talk)
        if place.series == "goal_step":
            return found or self.after_step(talk, place)
        return self.order(talk)

    def next_step(self, talk: Talk) -> Place | None:
        """The first step that was not asked for yet, or one that is half told."""
        for number in range(1, MOST_STEPS + 1):
            place = next_in_series(talk.script, "goal_step", talk.setting, item=str(number))
            if place:
                return place
            if talk.answers.code("goal_step.more", str(number)) != "yes":
                return self.order(talk)
        return self.order(talk)

    def after_step(self, talk: Talk, place: Place) -> Place | None:
        more = talk.answers.code("goal_step.more", place.item) == "yes" and int(place.item) < MOST_STEPS
        return Place("goal_step.what", str(int(place.item) + 1)) if more else self.order(talk)

    def order(self, talk: Talk) -> Place | None:
        """Which comes first, as long as two are left to order; then which one is next."""
        if talk.memory.minutes == 10 or not talk.answers.items("goal_step.what"):
            return None
        turn = 1
        while talk.answers.has(Place("goal_order.first", str(turn))):
            turn += 1
        place = Place("goal_order.first", str(turn))
        unsure = talk.answers.code("goal_order.first", str(turn - 1)) in ("unsure", "skip")
        if not unsure and len(answers_module.choices_for(talk, place)) > 1:
            return place
        last = Place("goal_order.next")
        return None if talk.answers.has(last) else last

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        if talk.step == "goal.by_when":
            return self.by_when(talk, answer)
        return super().accept(talk, answer)

    def by_when(self, talk: Talk, answer: Answer) -> Place | None:
        """A date is not needed; one that has passed is asked about once (S85)."""
        place, date = talk.place, dates.find(answer.text, talk.language, quiet.today())
        asked_again = talk.memory.said.get("goal_date_past")
        if not date and talk.said.means("deny", "dont_know"):
            talk.file(place, "", SKIPPED)
        elif date or not asked_again:
            talk.file(place, answer.text, date.isoformat() if date else answer.code)
        if date and date < quiet.today() and not asked_again:
            talk.say("goal_date_past")
            return place
        return self.following(talk, place)


class ActionGoal(Interrupt):
    """What was my goal, a step that was done or failed, a plan told in between, a wish for a reminder."""

    def name(self) -> str:
        return "action_goal"

    def act(self, talk: Talk) -> list[EventType]:
        if talk.said.intent == "ask_goal":
            found = goal.read(talk.answers)
            if found:
                talk.say("ask_goal", goal=goal.written(found, talk.script.labels), image="ladder")
            else:
                talk.say("ask_goal_none")
        elif talk.said.intent == "tell_goal":
            talk.note()
            talk.say("tell_goal_outside")
        else:
            if talk.said.intent.startswith("report_"):
                talk.note()
            talk.say(talk.said.intent)
        return self.back(talk)
