"""Exercises that are asked for: life line, tree of life and talents as a short series; chairs and ladder lead to their phase."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.interrupts import Interrupt
from actions.phases import PhaseForm
from actions.talk import Talk
from bot.script.flow import Place

SERIES = ("lifeline", "tree", "talents")
LEAD_TO = {"chairs": "options_form", "ladder": "goal_form"}


class ExerciseForm(PhaseForm):
    """Asks the series of the exercise that was chosen."""

    form = "exercise_form"

    def first(self, talk: Talk) -> Place | None:
        return None

    def following(self, talk: Talk, place: Place) -> Place | None:
        found = super().following(talk, place)
        if found is None:
            talk.say("exercise_done")
        return found


class ActionChooseExercise(Interrupt):
    """Start the exercise that was named, or ask which."""

    def name(self) -> str:
        return "action_choose_exercise"

    def act(self, talk: Talk) -> list[EventType]:
        pressed = talk.said.choice.partition("exercise:")[2]
        exercise = talk.memory.exercise or pressed or talk.said.data.get("exercise") or ""
        talk.memory.exercise = ""
        if exercise in SERIES:
            talk.say(f"exercise_{exercise}")
            first = Place(talk.script.series[exercise][0].name)
            return talk.start("exercise_form", exercise, item=talk.count() if talk.answers.has(first) else "")
        if exercise in LEAD_TO:
            talk.say(f"exercise_{exercise}")
            talk.memory.suspended.clear()
            talk.go_to(None)
            return talk.leave_to(LEAD_TO[exercise])
        return talk.follow("exercise_which") or []
