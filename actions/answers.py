"""What was said to the open question: which button, choice or kind of answer it is."""

from __future__ import annotations

from dataclasses import dataclass

from actions.talk import Said, Talk
from bot import goal
from bot.choices import CONTROLS, OPTION_STEPS
from bot.nlu import lexicon
from bot.nlu.lexicon import compile_patterns, plain
from bot.script.flow import Place
from bot.script.models import Choice

ORDINALS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
TELLING = ("tell_motive", "tell_dream", "tell_loss", "tell_gain", "tell_talent", "tell_support", "tell_goal",
           "report_progress", "report_setback")
ORDER_STEPS = ("goal_order.first", "goal_order.next")


@dataclass(frozen=True)
class Answer:
    """An answer as it goes into the record: the words, and what it counts as."""

    text: str
    code: str


def choices_for(talk: Talk, place: Place) -> list[Choice]:
    """Buttons of a question: those of the script, behind those that depend on the talk (the four options, the goal's steps)."""
    own = list(talk.script.step(place.step).choices)
    if place.step in OPTION_STEPS:
        four = [talk.script.options[option] for option in talk.options()]
        return [Choice(id=option.id, label=option.name[0].upper() + option.name[1:], intent=option.intent)
                for option in four] + own
    if place.step in ORDER_STEPS:
        return [Choice(id=f"step_{item}", label=_short(talk.answers.text("goal_step.what", item)))
                for item in _open_steps(talk, place)] + own
    return own


def _open_steps(talk: Talk, place: Place) -> list[str]:
    items = goal.ordered_items(talk.answers)
    if place.step == "goal_order.next":
        return items
    picked = {talk.answers.code("goal_order.first", item).removeprefix("step_")
              for item in talk.answers.items("goal_order.first") if item != place.item}
    return [item for item in items if item not in picked]


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def choice_id(place: Place, choice: Choice) -> str:
    """Id of a button, at most 64 bytes: it names its question, so that an old button is known as one."""
    return f"{place.step}:{choice.id}"


def is_past(talk: Talk) -> bool:
    """Whether the pressed button belongs to another question than the open one."""
    return ":" in talk.said.choice and not talk.said.choice.startswith(f"{talk.step}:")


def matching(talk: Talk, choices: list[Choice]) -> Choice | None:
    """The choice that was meant: the button, its number, its label, or words that mean it."""
    said = talk.said
    if ":" in said.choice:
        pressed = said.choice.rpartition(":")[2]
        return next((choice for choice in choices if choice.id == pressed), None)
    if said.choice in CONTROLS:
        return None
    words = said.text.strip().casefold().rstrip(".!")
    if words in ORDINALS[:len(choices)]:
        return choices[int(words) - 1]
    return (next((choice for choice in choices if choice.label.casefold() == words), None)
            or _in_part(words, choices)
            or next((choice for choice in choices if _named(talk, choice)), None)
            or next((choice for choice in choices if _meant(said, choice)), None))


def _in_part(words: str, choices: list[Choice]) -> Choice | None:
    """The one choice in whose words stands what was typed: "praten" for "Verder praten", "een uur" for "Ja, een uur".

    Not for the four directions: "terug" is a wish to go back one question.
    """
    found = [choice for choice in choices if len(words) > 3 and not _is_option(choice)
             and f" {plain(words)} " in f" {plain(choice.label)} "]
    return found[0] if len(found) == 1 else None


def _is_option(choice: Choice) -> bool:
    return bool(choice.intent) and choice.intent.startswith("choose_")


def _named(talk: Talk, choice: Choice) -> bool:
    """Whether words stand there that always mean this choice."""
    pattern = compile_patterns(talk.services.words(talk.step, choice.id))
    return bool(pattern and pattern.search(plain(talk.said.text)))


def _meant(said: Said, choice: Choice) -> bool:
    """Whether the message is read as what the choice means; asking about a direction, or not wanting it, is no choosing."""
    if not (choice.intent and said.means(choice.intent)):
        return False
    return not _is_option(choice) or not (said.text.rstrip().endswith("?") or lexicon.shared().kind("not_this", plain(said.text)))


def read(talk: Talk, choices: list[Choice]) -> Answer | None:
    """The answer to the open question, or None when it could not be one (a question with choices got none of them)."""
    said, step = talk.said, talk.open_step
    choice = matching(talk, choices)
    if choice:
        return Answer(_label(talk, choice), choice.intent if _counts_as_intent(choice) else choice.id)
    if step.otherwise:
        return Answer(said.text, step.otherwise)
    if step.expects in ("yes_no", "option", "choice"):
        return None
    return Answer(said.text, said.reading)


def _label(talk: Talk, choice: Choice) -> str:
    """The words to keep: what was typed, or the label of the pressed button."""
    return choice.label if talk.said.choice else talk.said.text


def _counts_as_intent(choice: Choice) -> bool:
    """A need is coded by its intent, so that a button and typed words lead the same way."""
    return bool(choice.intent) and choice.intent.startswith("need_")
