"""The goal ladder, read from the record: nothing of it is stored twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.script.flow import Answers

WORDINGS = ("goal.reword_smaller", "goal.reword", "goal.want")   # the last wording the client chose counts


@dataclass(frozen=True)
class GoalStep:
    """A rung: what, who does it (`me` or `with_help`), whose help by role, an if-then wording, whether it comes next."""

    item: str
    text: str
    owner: str
    helper: str
    if_then: str
    is_next: bool


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
    text = next((answers.text(step) for step in WORDINGS if answers.text(step)), "")
    items = ordered_items(answers)
    if not text and not items:
        return None
    following = answers.code("goal_order.next").removeprefix("step_")
    steps = tuple(
        GoalStep(item, answers.text("goal_step.what", item), answers.code("goal_step.owner", item),
                 answers.text("goal_step.helper", item), answers.text("goal_step.if_then", item), item == following)
        for item in items)
    date = answers.code("goal.by_when")
    return Goal(text, answers.text("goal.by_when"), date if date[:2].isdigit() else "", steps)


def ordered_items(answers: Answers) -> list[str]:
    """Numbers of the steps: first those the client put first, then the rest as told."""
    told = sorted(answers.items("goal_step.what"), key=int)
    picked = [answers.code("goal_order.first", item).removeprefix("step_")
              for item in sorted(answers.items("goal_order.first"), key=int)]
    first = [item for item in dict.fromkeys(picked) if item in told]
    return first + [item for item in told if item not in first]
