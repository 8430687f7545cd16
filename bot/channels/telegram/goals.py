"""The goal between talks: seen again as a picture, its steps marked done, moved or changed."""

from __future__ import annotations

from bot import dates, goal, quiet
from bot.channels.telegram import messages
from bot.channels.telegram.visit import OWN, Visit
from bot.goal import GoalStep
from bot.store.follow_ups import GOAL_DATE
from bot.store.record import Entry

LONGEST_LABEL = 40
LEAVE_OUT = "-"


def menu(visit: Visit) -> None:
    """What can be done with the goal."""
    found = visit.goal()
    if found is None:
        visit.say("tg_goal_empty")
        return
    rows = [[messages.button(f"{OWN}step:{_place(visit, step)}", _short(f"{'✓' if step.done else f'{number}.'} {step.text}"))]
            for number, step in enumerate(found.steps, 1)]
    rows += [[visit.button("goal:change", "tg_do_goal_change")], [visit.button("goal:date", "tg_do_goal_date")]]
    visit.say("tg_goal_what", rows)


def press(visit: Visit, what: str) -> None:
    """A button of the goal itself."""
    if visit.goal() is None:
        visit.say("tg_goal_empty")
    elif what == "change":
        visit.change(wanted="edit:goal")
        visit.say("tg_goal_ask")
    elif what == "date":
        visit.change(wanted="edit:date")
        visit.say("tg_date_ask")
    else:
        visit.show_picture()
        menu(visit)


def press_step(visit: Visit, what: str) -> None:
    """A button of one step: first what can be done with it, then that."""
    place, _, deed = what.partition(":")
    deed, _, target = deed.partition(":")
    step = next((step for step in _steps(visit) if _place(visit, step) == place), None)
    if step is None:
        visit.say("tg_past_button")
        menu(visit)
        return
    if deed in ("done", "undo"):
        _mark(visit, step, deed)
    elif deed == "change":
        _ask(visit, step)
    elif deed == "up" and target.isdecimal():
        _move(visit, step, int(target))
    else:
        _deeds(visit, step)


def _deeds(visit: Visit, step: GoalStep) -> None:
    """What can be done with a step. A button names the place it moves to, so that pressing twice moves once."""
    at = goal.ordered_items(visit.answers()).index(step.item)
    deeds = [("undo", "undo") if step.done else ("done", "done"), ("change", "change")]
    deeds += [("up", f"up:{at - 1}")] if at else []
    rows = [[visit.button(f"step:{_place(visit, step)}:{data}", f"tg_do_step_{name}")] for name, data in deeds]
    visit.say("tg_step_what", rows, step=step.text)


def edited(visit: Visit, what: str) -> None:
    """The new words that were asked for."""
    visit.change(wanted="")
    words = visit.text.strip()
    if what == "date":
        _date(visit, words)
        return
    if what == "goal":
        _file(visit, goal.wording_step(visit.answers()), words, code="changed")
    elif words == LEAVE_OUT:
        for entry in _about(visit, what):
            visit.record.strike(visit.conversation, entry.id)
    else:
        _file(visit, "goal_step.what", words, item=what, code="changed")
        for entry in _about(visit, what):
            if entry.code == f"step_{what}":        # a choice among the steps, which repeats their words
                visit.record.edit(visit.conversation, entry.id, words)
    _show(visit, "tg_changed")


def _about(visit: Visit, item: str) -> list[Entry]:
    """What is kept of one step: its words, who does it, and where it was chosen."""
    entries = visit.record.entries(visit.conversation, visit.record.round(visit.conversation))
    return [entry for entry in entries
            if (entry.step.startswith("goal_step.") and entry.item == item) or entry.code == f"step_{item}"]


def _show(visit: Visit, key: str, **values: object) -> None:
    """What became of it: as text, for who cannot load pictures, and as a picture."""
    found = visit.goal()
    written = goal.written(found, visit.script.labels) if found else ""
    visit.write(f"{visit.words(key, **values)}\n\n{written}")
    visit.show_picture()


def _date(visit: Visit, words: str) -> None:
    day = dates.find(words, visit.script.language, quiet.day_of(visit.now()))
    if day is None:
        visit.say("tg_date_unknown")
        return
    _file(visit, "goal.by_when", words, code=day.isoformat())
    if any(one.kind == GOAL_DATE for one in visit.stores.follow_ups.of(visit.conversation)):
        visit.plan(GOAL_DATE, quiet.on(day, visit.settings.quiet_hours))
    _show(visit, "tg_changed")


def _mark(visit: Visit, step: GoalStep, deed: str) -> None:
    _file(visit, goal.DONE, "", item=step.item, code=deed)
    _show(visit, "tg_step_done" if deed == "done" else "tg_step_undone", step=step.text)


def _move(visit: Visit, step: GoalStep, target: int) -> None:
    """Another place in the order: the whole order is kept as the client's own."""
    items = [item for item in goal.ordered_items(visit.answers()) if item != step.item]
    items.insert(target, step.item)
    for place, item in enumerate(items, 1):
        _file(visit, "goal_order.first", visit.answers().text("goal_step.what", item), item=str(place), code=f"step_{item}")
    _show(visit, "tg_moved")


def _ask(visit: Visit, step: GoalStep) -> None:
    visit.change(wanted=f"edit:{step.item}")
    number = [one.item for one in visit.goal().steps].index(step.item) + 1
    visit.say("tg_step_ask", number=number)


def _steps(visit: Visit) -> tuple[GoalStep, ...]:
    found = visit.goal()
    return tuple(found.steps) if found else ()


def _place(visit: Visit, step: GoalStep) -> str:
    """A step as a button names it, with its talk: a button of an earlier talk does nothing to this one."""
    return f"{visit.record.round(visit.conversation)}-{step.item}"


def _file(visit: Visit, step: str, text: str, *, code: str, item: str = "") -> None:
    visit.record.file(visit.conversation, phase="goal", step=step, item=item, text=text, code=code)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL - 1].rstrip() + "…"
