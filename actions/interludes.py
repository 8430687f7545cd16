"""A question or two that an interruption puts in front of the open one; after it the open question returns."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions import recognition, referral, safety
from actions.answers import Answer
from actions.hard_moments import HARD_MOMENTS, say, still_asks, waiting
from actions.interrupts import offer_way_on
from actions.phases import PhaseForm
from actions.talk import Memory, Talk
from bot.script.flow import SKIPPED, Place

LISTEN = "action_listen"
KEPT = ("law_meaning", "rumour_meaning", "distress_small", "need_effect")


class InterludeForm(PhaseForm):
    """Runs the interlude of the script that `talk.step` points at. What an answer leads to stands in `accept`."""

    form = "interlude_form"

    def first(self, talk: Talk) -> Place | None:
        return None

    def accept(self, talk: Talk, answer: Answer) -> Place | None:
        series = talk.place.series
        if series in HARD_MOMENTS:
            return self.hard_moment(talk, answer)
        if series in KEPT:
            talk.file(talk.place, answer.text, answer.code)
            recognition.after_answer(talk)
            return None
        return getattr(self, series)(talk, answer)

    def following(self, talk: Talk, place: Place) -> Place | None:
        return None

    def unanswered(self, talk: Talk, way: Callable[[Talk], None]) -> None:
        """A safety question stays open whatever comes instead of an answer but a skip; any other interlude may be passed over."""
        kind, _, question = talk.place.series.partition("_")
        if talk.place.series not in HARD_MOMENTS:
            way(talk)
        elif way == self.skip and question != "after":
            talk.go_to(self.said(talk, f"{kind}_rather_not"))     # skipping always works; the lines stay
        elif way == self.skip or not still_asks(talk):
            talk.go_to(None)

    def unsure(self, talk: Talk) -> None:
        talk.say("dont_know_again")
        self.leave_open(talk)

    def go_back(self, talk: Talk) -> None:
        """Back from an interlude is back to the open question."""
        talk.say("go_back")
        talk.go_to(None)

    def leave_open(self, talk: Talk) -> None:
        talk.go_to(None)

    def point_to_law(self, talk: Talk) -> None:
        """Beside a safety question the helpdesk waits until that is cleared up."""
        if talk.place.series in HARD_MOMENTS:
            talk.memory.pointer = referral.law_topic(talk)
        else:
            super().point_to_law(talk)

    def open(self, talk: Talk, series: str) -> Place:
        return Place(talk.script.series[series][0].name, talk.count())

    def hard_moment(self, talk: Talk, answer: Answer) -> Place | None:
        key = safety.outcome(talk, answer)
        if not key:
            talk.memory.then = {"human": "action_human", "pause": "action_pause"}.get(answer.code, "")
            if answer.code == "go_on":
                talk.say(f"{talk.place.series.partition('_')[0]}_go_on")
            return None
        if key.endswith("_still_here"):
            return talk.place if still_asks(talk) else None
        if key.endswith("_no"):     # "safe now" is no such no
            talk.memory.clear(key.partition("_")[0])
        return self.said(talk, key)

    def said(self, talk: Talk, key: str) -> Place | None:
        """Say a safety reply; the question that follows it, if it has one."""
        say(talk, key)
        following = talk.script.reply(key).then
        return self.open(talk, following) if following else None

    def distress_check(self, talk: Talk, answer: Answer) -> Place | None:
        return self.feeling(talk, answer)

    def anger_check(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "skip_it" and talk.memory.suspended:
            form, step, item = talk.memory.suspended[-1]
            if step:
                talk.file(Place(step, item), "", SKIPPED)
            talk.memory.suspended[-1] = [form, "", ""]
        return self.feeling(talk, answer)

    def feeling(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "told":
            talk.note()
            talk.recognise("anger" if talk.place.series == "anger_check" else "loss", talk.said.text)
        talk.memory.then = {"pause": "action_pause", "human": "action_human"}.get(answer.code, "")
        return self.open(talk, "distress_small") if answer.code == "small" else None

    def urgent_need(self, talk: Talk, answer: Answer) -> Place | None:
        referral.point_to_need(talk, answer.code if answer.code.startswith("need_") else "other")
        return self.open(talk, "need_effect")

    def option_now(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "yes":
            talk.memory.suspended.clear()
            talk.file(Place("options.consent"), answer.text, "yes")
            talk.memory.then = "options_form"
        return None

    def forget_confirm(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "yes":
            talk.services.record.forget(talk.conversation)
            talk.memory = Memory(forgotten=True, then=LISTEN)
            talk.say("forget_done")
        else:
            talk.say("forget_kept")
        return None

    def start_over_confirm(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "yes":
            talk.services.record.begin_round(talk.conversation, talk.audience)
            talk.memory = Memory(then="welcome_form")
            talk.say("start_over_done")
        return None

    def exercise_which(self, talk: Talk, answer: Answer) -> Place | None:
        talk.memory.exercise, talk.memory.then = answer.code, "action_choose_exercise"
        return None

    def resume(self, talk: Talk, answer: Answer) -> Place | None:
        if answer.code == "told":
            talk.note()
        if answer.code == "later":
            talk.say("pause")
        talk.memory.then = {"later": LISTEN, "start_over": "action_start_over"}.get(answer.code, "")
        return None


class ActionResume(Action):
    """After an interlude or exercise: what it led to, else the form that waits, at its exact question."""

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:
        talk = Talk(tracker, dispatcher)
        following, talk.memory.then = talk.memory.then, ""
        if talk.memory.pointer and not following and not waiting(talk):
            referral.point_to_law(talk, talk.memory.pointer)
            talk.memory.pointer = ""
        if not following and not talk.memory.suspended:
            return offer_way_on(talk)
        if not following:
            following, step, item = talk.memory.suspended.pop()
            talk.go_to(Place(step, item) if step else None, remember=False)
        return [*talk.keep(), FollowupAction(following)]
