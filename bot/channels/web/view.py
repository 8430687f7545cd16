"""What the talk screen shows, gathered from the engine's turn, the record and the script. No HTML here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import goal
from bot.goal import Goal
from bot.pictures import MOST_WORDS, OptionWords, Quote
from bot.script.asked import asked, filled
from bot.script.flow import Answers, rotated
from bot.script.loader import Script
from bot.script.models import PHASES
from bot.store.record import Entry

DOMAINS = ("recognition", "insight", "reflection", "own_hands")
HARD_MOMENTS = ("crisis_", "danger_")
LONG_QUESTION, MIDDLE_QUESTION = 230, 110      # characters; a longer question gets smaller letters
NOT_READ = ("inform", "navigate", "")
OVERVIEW = "options_after.pros_cons"            # shows the table above the card; the same as text is left out
STEERING = ("goal_step.more", "options.pick")   # answers that only lead the talk on; no words of the client
WORDS = (("page_word_request", "help_question.request"), ("page_word_dream", "motives.dream"),
         ("page_word_gained", "motives.gained"), ("page_word_lost", "motives.lost"),
         ("page_word_talents", "motives.talents"), ("page_word_support", "motives.support"),
         ("page_word_lean", "options_after.leaning"), ("page_word_plan_b", "options_after.plan_b"),
         ("page_word_take", "closing.last_time"), ("page_word_next", "closing.what_next"))


@dataclass(frozen=True)
class Mark:
    """A part of the map: its name, and whether it is here, touched or open."""

    id: str
    state: str


@dataclass(frozen=True)
class Note:
    """A kept answer: the question, the words, and what else it could be where the question has buttons."""

    id: str
    phase: str
    question: str
    text: str
    code: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Board:
    """Everything beside the card: map, notes, options, goal."""

    phases: list[Mark]
    domains: list[Mark]
    notes: list[tuple[str, list[Note]]]
    earlier: list[Note]
    options: list[OptionWords]
    goal: Goal | None
    show_options: bool
    options_first: bool
    show_goal: bool


def board(conversation: str, turn: Any, entries: list[Entry], number: int, script: Script) -> Board:
    """Gather what stands beside the card for one talk."""
    now = [entry for entry in entries if entry.round == number]
    told = [entry for entry in entries if entry.text and entry.step not in STEERING]
    answers = Answers(now)
    open_step = turn.state.step
    options = options_side_by_side(conversation, answers, script)
    found = goal.read(answers)
    return Board(
        phases=phases(now, turn.state.phase), domains=domains(now, open_step, script),
        notes=grouped([note(entry, answers, script) for entry in told if entry.round == number]),
        earlier=[note(entry, Answers([other for other in entries if other.round == entry.round]), script)
                 for entry in told if entry.round < number],
        options=options, goal=found,
        options_first=open_step == OVERVIEW,
        show_options=turn.state.phase == "options" or any(row.brings or row.costs for row in options),
        show_goal=turn.state.phase in ("goal", "closing") or found is not None)


def open_card(turn: Any) -> Any | None:
    """The reply with the open question, None while nothing is asked."""
    last = turn.replies[-1] if turn.replies else None
    return last if last is not None and last.card is not None and turn.state.step else None


def said_to_counsellor(turn: Any) -> list[Any]:
    """Everything but the open question, and but the overview of the options where their table stands."""
    card = open_card(turn)
    return [reply for reply in turn.replies if reply is not card and (reply.text or reply.choices)
            and not (turn.state.step == OVERVIEW and reply.text.startswith("•"))]


def is_hard_moment(turn: Any) -> bool:
    """A safety question is open, or what was just said was read as one."""
    return bool(turn.state.safety) or turn.state.step.startswith(HARD_MOMENTS)


def size(question: str) -> str:
    """How large a question can be set and still be seen in one look."""
    return "long" if len(question) > LONG_QUESTION else "middle" if len(question) > MIDDLE_QUESTION else "short"


def reading(turn: Any, script: Script) -> tuple[str, str] | None:
    """How the last line was read, in plain words, and one idea; None where it was simply an answer."""
    intent = turn.state.intent
    if intent in NOT_READ or f"page_intent_{intent}" not in script.labels:
        return None
    return script.label(f"page_intent_{intent}"), script.label(f"page_suggest_{intent}")


def phases(entries: list[Entry], here: str) -> list[Mark]:
    """The six parts of a talk, in order."""
    touched = {entry.phase for entry in entries if entry.text}
    return [Mark(phase, "here" if phase == here else "touched" if phase in touched else "open") for phase in PHASES]


def domains(entries: list[Entry], open_step: str, script: Script) -> list[Mark]:
    """The four domains of the method: those of the answers given; here is the one that the open question serves."""
    touched = {script.steps[entry.step].domain for entry in entries if entry.text and entry.step in script.steps}
    here = script.steps[open_step].domain if open_step in script.steps else ""
    return [Mark(name, "here" if name == here else "touched" if name in touched else "open") for name in DOMAINS]


def options_side_by_side(conversation: str, answers: Answers, script: Script) -> list[OptionWords]:
    """All four, equal, in the order of this conversation."""
    return [OptionWords(script.options[option].name, answers.text("option.brings", option),
                        answers.text("option.costs", option)) for option in rotated(conversation, script.options)]


def note(entry: Entry, answers: Answers, script: Script) -> Note:
    """One kept answer as it is shown."""
    step = script.steps.get(entry.step)
    if step is None:
        return Note(entry.id, entry.phase, "", entry.text, entry.code, ())
    choices = [(choice.id, choice.label) for choice in step.choices]
    if step.expects == "option":
        four = script.options.values()
        choices = [*((option.id, option.name[0].upper() + option.name[1:]) for option in four), *choices]
    fixed = step.expects in ("yes_no", "option", "choice") and entry.code in dict(choices)
    question = asked(filled(step.counsellor.ask[0], entry, answers, script))
    return Note(entry.id, entry.phase, question, entry.text, entry.code, tuple(choices) if fixed else ())


def grouped(notes: list[Note]) -> list[tuple[str, list[Note]]]:
    """Notes by phase, the latest phase first: what was just said stands on top."""
    found: dict[str, list[Note]] = {}
    for each in notes:
        found.setdefault(each.phase, []).insert(0, each)
    order = {phase: number for number, phase in enumerate(PHASES)}
    return sorted(found.items(), key=lambda group: -order.get(group[0], -1))


def summary_words(answers: Answers, script: Script) -> list[Quote]:
    """The client's words for the page that goes along, in the order of the talk, each cut to what paper can hold."""
    return [Quote(script.label(key), _cut(answers.text(step))) for key, step in WORDS if answers.text(step)]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_WORDS else text[:MOST_WORDS - 1].rstrip() + "…"
