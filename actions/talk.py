"""The talk at hand, as an action sees it: who speaks, which question is open, what was answered, what is said."""

from __future__ import annotations

import copy
import random
from dataclasses import asdict, dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import services
from bot.nlu.lexicon import plain
from bot.script.flow import Answers, Place, Setting, phase_of, rotated
from bot.script.models import Step

MOST_HISTORY = 60   # places one can step back to

PAPERS_TURNS = 3    # in a row about papers alone, before one widening question


@dataclass
class Memory:
    """Working memory between turns: places and counts, never a word of what was said.

    Attributes:
        minutes: length of this talk, 10, 30 or 60.
        minutes_given: whether the client (or counsellor) said how long.
        item: option or number of the goal step that the open question is about.
        wording: how often the open question was asked in other words.
        unsure: how often "don't know" came to the open question.
        unclear: how often words came that fit none of its choices.
        history: places visited, for going back.
        suspended: forms that wait, with their places; the last one returns first.
        said: how often each reply was given, so that variants take turns.
        thanked: per kind, the recognition lines used since all were used.
        recognised: whether recognition was given in this talk; the options wait for it (S40).
        picks: how often an option was chosen to look at.
        papers: turns in a row about papers only; -1 once the widening question was asked (S04).
        then: action that follows the interlude at hand.
        pointer: topic of a helpdesk that is owed, once a safety question is cleared up.
        pointed: ids of the services that were named in full.
        asked: the place whose question was asked last; when it returns, it may be asked in short.
        detour: place that returns after a question put in front of it within the same form.
        exercise: exercise that was chosen and starts next.
        crisis: the kind of hard moment that is open ("crisis", or a kind of danger).
        cleared: the kinds of hard moment of which the person said in this talk that there is none.
        region: region of the referrals, when a place was named.
        ended: the talk came to its end.
        forgotten: all of it is to be deleted once this turn was answered.
        notes: number of notes kept outside the questions.
    """

    minutes: int = 30
    minutes_given: bool = False
    item: str = ""
    wording: int = 0
    unsure: int = 0
    unclear: int = 0
    history: list[list[str]] = field(default_factory=list)
    suspended: list[list[str]] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)
    thanked: dict[str, list[int]] = field(default_factory=dict)
    recognised: bool = False
    picks: int = 0
    papers: int = 0
    then: str = ""
    asked: list[str] = field(default_factory=list)
    detour: list[str] = field(default_factory=list)
    pointer: str = ""
    pointed: list[str] = field(default_factory=list)
    exercise: str = ""
    crisis: str = ""
    cleared: list[str] = field(default_factory=list)
    region: str = ""
    ended: bool = False
    forgotten: bool = False
    notes: int = 0

    def clear(self, kind: str) -> None:
        """The person said that there is no "crisis" (or "danger"): a mere hint of it is not asked about again."""
        self.cleared = sorted({*self.cleared, kind})


@dataclass(frozen=True)
class Said:
    """What the person just said: words, the intent after the gate, the classifier's reading, the pressed button."""

    SURE_ENOUGH = 0.4   # below it the reading decides no wording

    text: str
    intent: str
    reading: str
    confidence: float
    choice: str
    safety: str
    law: str
    data: dict[str, Any]

    def means(self, *readings: str) -> bool:
        """Whether the message is read as one of these with enough confidence to answer it that way."""
        return bool({self.reading, self.intent} & set(readings)) and self.confidence >= self.SURE_ENOUGH


class Talk:
    """Reads the tracker, speaks through the dispatcher, and gives back the events that keep what changed."""

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        self.tracker = tracker
        self.dispatcher = dispatcher
        self.services = services.current()
        self.conversation: str = tracker.sender_id
        self.language: str = tracker.get_slot("language") or self.services.settings.language
        self.audience: str = tracker.get_slot("audience") or "client"
        self.script = self.services.script(self.language)
        self.memory = Memory(**copy.deepcopy(tracker.get_slot("talk") or {}))
        self.step: str | None = tracker.get_slot("step")
        self.form: str | None = (tracker.active_loop or {}).get("name")
        self.form_is_asking = tracker.get_slot("requested_slot") == "answer"
        self.stopped: bool = bool(tracker.get_slot("stopped"))
        self.said = _said(tracker)
        self._answers: Answers | None = None

    # --- where we are -------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        return Place(self.step, self.memory.item) if self.step else None

    @property
    def open_step(self) -> Step | None:
        return self.script.steps.get(self.step) if self.step else None

    @property
    def answers(self) -> Answers:
        """Answers of this round; read once an action."""
        if self._answers is None:
            record = self.services.record
            self._answers = Answers(record.entries(self.conversation, record.round(self.conversation)))
        return self._answers

    @property
    def setting(self) -> Setting:
        return Setting(self.memory.minutes, self.answers, self.audience == "counsellor")

    @property
    def phase(self) -> str:
        """Phase of the open question; of the form that waits, during an interlude or exercise."""
        return phase_of(self.form, self.memory.suspended, self.memory.ended)

    def options(self) -> list[str]:
        """The four options in the order of this conversation: rotated, the same all along (S53, S60)."""
        return rotated(self.conversation, self.script.options)

    # --- moving -------------------------------------------------------------------------------------------------

    def go_to(self, place: Place | None, *, remember: bool = True) -> None:
        """Open another question (or none); staying at one changes nothing."""
        if place and place == self.place:
            return
        if remember and self.place and place != self.place:
            self.memory.history = [*self.memory.history, [self.place.step, self.place.item]][-MOST_HISTORY:]
        self.step = place.step if place else None
        self.memory.item = place.item if place else ""
        self.memory.wording = self.memory.unsure = self.memory.unclear = 0

    def suspend(self, answered: bool = False) -> None:
        """Let the form at hand wait; an interlude is not waited for but replaced.

        Args:
            answered: the open question was answered by what interrupted it, and is not asked again.
        """
        if self.form and self.form != "interlude_form" and self.step:
            if answered:
                self.memory.history.append([self.step, self.memory.item])
            self.memory.suspended.append([self.form, "" if answered else self.step, self.memory.item])

    def start(self, form: str, series: str, item: str = "", answered: bool = False) -> list[EventType]:
        """Suspend what is open and ask a series in another form."""
        self.suspend(answered)
        self.go_to(Place(self.script.series[series][0].name, item), remember=False)
        return self.leave_to(form)

    def follow(self, key: str, item: str = "", answered: bool = False) -> list[EventType]:
        """Start the interlude that the reply `key` names, if it names one; else stay where we are."""
        series = self.script.reply(key).then
        return self.start("interlude_form", series, item, answered) if series else self.keep()

    def detour(self, series: str, then: Place) -> None:
        """Put a question in front of another within the same form; `then` is asked after it."""
        self.memory.detour = [then.step, then.item]
        self.go_to(Place(self.script.series[series][0].name, self.count()))

    def papers_again(self, about_papers: bool) -> bool:
        """Whether this is the third turn in a row about papers alone; true once a talk (S04)."""
        if self.memory.papers < 0:
            return False
        self.memory.papers = self.memory.papers + 1 if about_papers else 0
        if self.memory.papers < PAPERS_TURNS:
            return False
        self.memory.papers = -1
        return True

    def count(self) -> str:
        """A new number for something that may come several times in a talk."""
        self.memory.notes += 1
        return str(self.memory.notes)

    def leave_to(self, action: str) -> list[EventType]:
        """Leave the form at hand and run an action (a form, say) next."""
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("answer", None), *self.keep(),
                FollowupAction(action)]

    def keep(self) -> list[EventType]:
        """Events that keep what changed in this action."""
        changed = {"talk": asdict(self.memory), "step": self.step, "pending": self._pending(),
                   "short_talk": self.memory.minutes == 10, "stopped": self.stopped}
        return [SlotSet(name, value) for name, value in changed.items() if self.tracker.get_slot(name) != value]

    def _pending(self) -> dict | None:
        step = self.open_step
        if not step:
            return None
        words = [word for choice in step.choices for word in self.services.words(step.name, choice.id)]
        return {"kind": step.expects, "answers": step.answers, "cleared": self.memory.cleared, "words": words}

    # --- remembering --------------------------------------------------------------------------------------------

    def file(self, place: Place, text: str, code: str) -> None:
        """Keep an answer in the record."""
        self.services.record.file(self.conversation, phase=self.phase, step=place.step, item=place.item, text=text,
                                  code=code, audience=self.audience)
        self._answers = None

    def note(self) -> None:
        """Keep what was told beside the open question, so that nothing said is lost."""
        self.file(Place("note", self.count()), self.said.text, self.said.reading)

    def file_as_answer(self) -> bool:
        """Keep what interrupted an open question as its answer too, so that it is not asked again; whether it was."""
        step = self.open_step
        if not (self.form and step and step.expects == "open" and not step.choices and self.form != "interlude_form"):
            return False
        self.file(self.place, self.said.text, self.said.reading)
        return True

    # --- speaking -----------------------------------------------------------------------------------------------

    def say(self, key: str, image: str | None = None, buttons: list[dict] | None = None, **values: str) -> None:
        """Give the reply `key` of the script; its variants take turns."""
        times = self.memory.said.get(key, 0)
        self.memory.said[key] = times + 1
        self.dispatcher.utter_message(response=f"utter_{key}", language=self.language, variant=times, values=values,
                                      image=image, buttons=buttons or [])

    def recognise(self, kind: str, text: str = "") -> None:
        """Thank or acknowledge (S40-S44). No line returns before the others of its kind were used."""
        lines = self.script.recognition[kind]
        joined = f" {plain(text)}"
        used = self.memory.thanked.setdefault(kind, [])
        fitting = [n for n, line in enumerate(lines) if any(f" {plain(word)}" in joined for word in line.words)]
        general = [n for n, line in enumerate(lines) if not line.words]
        free = [n for n in fitting if n not in used] or [n for n in general if n not in used]
        if not free:
            self.memory.thanked[kind] = used = [n for n in used if n not in general]
            free = general
        number = random.Random(f"{self.conversation}:{kind}:{len(used)}").choice(free)
        used.append(number)
        self.memory.recognised = True
        self.dispatcher.utter_message(response="utter_recognition", kind=kind, number=number)


def _said(tracker: Tracker) -> Said:
    message = tracker.latest_message or {}
    intent = (message.get("intent") or {}).get("name") or ""
    confidence = float((message.get("intent") or {}).get("confidence") or 0)
    choice = next((entity["value"] for entity in message.get("entities") or [] if entity.get("entity") == "choice"), "")
    return Said(text=message.get("text") or "", intent=intent, reading=message.get("reading") or intent,
                confidence=confidence, choice=choice, safety=message.get("safety") or "",
                law=message.get("law") or "", data=message)
