"""The goal ladder as it is read from the answers."""

from __future__ import annotations

import pytest

from bot import goal
from bot.script.flow import Answers
from bot.store.record import Entry


def answers(*given: tuple[str, str, str, str]) -> Answers:
    """From (step, item, code, text)."""
    return Answers(Entry(id=str(number), round=1, phase="goal", step=step, item=item, code=code, text=text, at="2026")
                   for number, (step, item, code, text) in enumerate(given))


def steps(*texts: str) -> list[tuple[str, str, str, str]]:
    return [("goal_step.what", str(number), "tell_goal", text) for number, text in enumerate(texts, 1)]


def test_without_goal_and_steps_there_is_no_ladder():
    assert goal.read(answers()) is None
    assert goal.read(answers(("goal.want", "", "skip", ""), ("goal.by_when", "", "pause", "later"))) is None


def test_the_last_wording_counts():
    want, reword, smaller = [(f"goal.{name}", "", "tell_goal", name) for name in ("want", "reword", "reword_smaller")]
    assert goal.read(answers(want)).text == "want"
    assert goal.read(answers(want, reword)).text == "reword"
    assert goal.read(answers(smaller, want, reword)).text == "reword_smaller"


def test_a_skipped_rewording_leaves_the_first_wording():
    found = goal.read(answers(("goal.want", "", "tell_goal", "een cursus"), ("goal.reword", "", "skip", "")))
    assert found.text == "een cursus"


def test_steps_alone_make_a_ladder():
    found = goal.read(answers(*steps("de school bellen")))
    assert (found.text, [step.text for step in found.steps]) == ("", ["de school bellen"])


def test_steps_stand_as_told_until_the_client_orders_them():
    told = steps("een", "twee", "drie")
    assert [step.item for step in goal.read(answers(*told)).steps] == ["1", "2", "3"]
    picks = [("goal_order.first", "1", "step_3", "drie"), ("goal_order.first", "2", "step_1", "een")]
    assert [step.item for step in goal.read(answers(*picks, *told)).steps] == ["3", "1", "2"]


def test_the_tenth_step_comes_after_the_ninth():
    told = steps(*(f"stap {number}" for number in range(1, 12)))
    assert [step.item for step in goal.read(answers(*reversed(told))).steps] == [str(n) for n in range(1, 12)]


def test_a_pick_of_a_step_that_was_struck_or_picked_before_is_passed_over():
    picks = [("goal_order.first", "1", "step_2", "twee"), ("goal_order.first", "2", "step_2", "twee"),
             ("goal_order.first", "3", "step_9", "weg"), ("goal_order.first", "4", "unsure", "weet niet")]
    assert [step.item for step in goal.read(answers(*steps("een", "twee"), *picks)).steps] == ["2", "1"]


def test_the_next_step_is_the_one_the_client_chose():
    found = goal.read(answers(*steps("een", "twee"), ("goal_order.next", "", "step_2", "twee")))
    assert [step.is_next for step in found.steps] == [False, True]
    assert not any(step.is_next for step in goal.read(answers(*steps("een", "twee"))).steps)


def test_a_step_carries_owner_helper_and_if_then():
    found = goal.read(answers(*steps("bellen", "schrijven"), ("goal_step.owner", "1", "with_help", "met hulp"),
                              ("goal_step.helper", "1", "who", "mijn zus"),
                              ("goal_step.if_then", "1", "inform", "als, dan")))
    first, second = found.steps
    assert (first.owner, first.helper, first.if_then) == ("with_help", "mijn zus", "als, dan")
    assert (second.owner, second.helper, second.if_then) == ("", "", "")


@pytest.mark.parametrize(("code", "date"), [("2027-03-28", "2027-03-28"), ("inform", ""), ("pause", ""), ("skip", "")])
def test_only_an_iso_date_is_a_date(code, date):
    found = goal.read(answers(("goal.want", "", "tell_goal", "werk"), ("goal.by_when", "", code, "tegen Pasen")))
    assert (found.by_when, found.date) == ("tegen Pasen", date)


def test_as_dict_holds_plain_data():
    found = goal.read(answers(*steps("bellen")))
    assert found.as_dict()["steps"][0]["text"] == "bellen"
