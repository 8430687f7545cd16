"""The goal ladder, read from the record: nothing of it is stored twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.script.flow import Answers

WORDINGS = ("goal.reword_smaller", "goal.reword", "goal.want")   # the last wording the client chose counts
DONE = "goal_done"     # no question: the client marks a step, or unmarks it


@dataclass(frozen=True)
class GoalStep:
    """A rung: what, who does it (`me` or `with_help`), whose help by role, an if-then wording, whether it comes next or
    was done."""

    item: str
    text: str
    owner: str
    helper: str
    if_then: str
    is_next: bool
    done: bool = False


@dataclass(frozen=True)
class Goal:
    """The client's own goal: text, by when (their words, and the ISO date where there is one), and steps, first one first."""

    text: str
    by_when: str
    date: str
    steps: tuple[GoalStep, ...]

    def as_dict(self) -> dict:
        return asdict(self)


def read(answers: Answers) -> Goal | None:
    """The goal of a round, or None while neither a goal nor a step was named."""
    text = answers.text(wording_step(answers))
    items = ordered_items(answers)
    if not text and not items:
        return None
    following = answers.code("goal_order.next").removeprefix("step_")
    steps = tuple(
        GoalStep(item, answers.text("goal_step.what", item), answers.code("goal_step.owner", item),
                 answers.text("goal_step.helper", item), answers.text("goal_step.if_then", item), item == following,
                 answers.code(DONE, item) == "done")
        for item in items)
    date = answers.code("goal.by_when")
    return Goal(text, answers.text("goal.by_when"), date if date[:2].isdigit() else "", steps)


def written(goal: Goal, labels: Mapping[str, str]) -> str:
    """The ladder as text, for who cannot load a picture.

    Args:
        labels: of the script, in the client's language.
    """
    lines = [f"{labels['goal']}: {goal.text}"] if goal.text else []
    if goal.by_when:
        lines.append(f"{labels['by_when']}: {goal.by_when}")
    for number, step in enumerate(goal.steps, 1):
        notes = [labels[step.owner]] if step.owner in ("me", "with_help") else []
        notes += [step.helper] if step.helper else []
        notes += [labels["next_step"]] if step.is_next and not step.done else []
        lines.append(f"{'✓' if step.done else f'{number}.'} {step.text}" + (f" ({', '.join(notes)})" if notes else ""))
    return "\n".join(lines)


def wording_step(answers: Answers) -> str:
    """The question whose answer is the goal as it stands."""
    return next((step for step in WORDINGS if answers.text(step)), WORDINGS[-1])


def ordered_items(answers: Answers) -> list[str]:
    """Numbers of the steps: first those the client put first, then the rest as told."""
    told = sorted(answers.items("goal_step.what"), key=int)
    picked = [answers.code("goal_order.first", item).removeprefix("step_")
              for item in sorted(answers.items("goal_order.first"), key=int)]
    first = [item for item in dict.fromkeys(picked) if item in told]
    return first + [item for item in told if item not in first]
