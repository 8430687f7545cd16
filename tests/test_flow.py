"""Which question comes next: order, conditions, length of the talk, depth, and what was answered already."""

from __future__ import annotations

import pytest

from bot.script.flow import Answers, Place, Setting, full_name, next_in_series, rotated
from bot.script.loader import Script
from bot.script.models import Step
from bot.store.record import Entry

OPTIONS = ("legal_stay", "onward_migration", "return", "stay_without_status")


def step(identifier: str, **more) -> Step:
    words = {"ask": ["Vraag?", "Andere vraag?"], "why": "Waarom.", "tip": "Rustig."}
    return Step(**{"id": identifier, "series": "motives", "domain": "insight", "expects": "open",
                   "client": {"ask": ["Vraag?"]}, "counsellor": words, **more})


def script(*steps: Step) -> Script:
    return Script("nl", series={"motives": list(steps)}, steps={each.name: each for each in steps})


def answer(name: str, *, text: str = "woorden", code: str = "tell_dream", item: str = "") -> Entry:
    return Entry(id=f"{name}{item}", round=1, phase="motives", step=name, item=item, code=code, text=text, at="2026")


def setting(*answers: Entry, minutes: int = 30, counsellor: bool = False) -> Setting:
    return Setting(minutes, Answers(answers), counsellor)


def following(talk: Script, here: Setting, **where) -> str:
    place = next_in_series(talk, "motives", here, **where)
    return place.step.removeprefix("motives.") if place else ""


def test_steps_come_in_the_order_of_the_script():
    talk = script(step("first"), step("second"), step("third"))
    assert following(talk, setting()) == "first"
    assert following(talk, setting(), after="motives.first") == "second"
    assert following(talk, setting(), after="motives.third") == ""


def test_a_series_starts_at_its_beginning_when_coming_from_another_series():
    assert following(script(step("first"), step("second")), setting(), after="welcome.moment") == "first"


def test_answered_steps_are_passed_over():
    talk = script(step("first"), step("second"), step("third"))
    assert following(talk, setting(answer("motives.first"), answer("motives.second"))) == "third"


def test_a_skipped_step_is_not_asked_again():
    talk = script(step("first"), step("second"))
    assert following(talk, setting(answer("motives.first", text="", code="skip"))) == "second"


def test_an_answer_for_one_option_leaves_the_others_open():
    talk = script(step("costs"))
    here = setting(answer("motives.costs", item="return"))
    assert next_in_series(talk, "motives", here, item="return") is None
    assert next_in_series(talk, "motives", here, item="legal_stay") == Place("motives.costs", "legal_stay")


@pytest.mark.parametrize(("minutes", "asked"), [(10, "short"), (30, "middle"), (60, "long")])
def test_the_length_of_the_talk_decides(minutes, asked):
    talk = script(step("long", minutes=[60]), step("middle", minutes=[30]), step("short", minutes=[10]))
    assert following(talk, setting(minutes=minutes)) == asked


def test_a_heavy_question_is_only_asked_with_a_counsellor():
    talk = script(step("heavy", depth=3), step("light"))
    assert following(talk, setting()) == "light"
    assert following(talk, setting(counsellor=True)) == "heavy"


def test_when_looks_at_a_step_of_the_own_series():
    talk = script(step("dream"), step("papers", when={"dream": ["procedure"]}))
    assert following(talk, setting(answer("motives.dream", code="procedure"))) == "papers"
    assert following(talk, setting(answer("motives.dream", code="tell_dream"))) == ""
    assert following(talk, setting(), after="motives.dream") == ""


def test_when_looks_at_a_step_of_another_series():
    talk = script(step("more", when={"welcome.moment": ["hour"]}))
    assert following(talk, setting(answer("welcome.moment", code="hour"))) == "more"
    assert following(talk, setting(answer("motives.moment", code="hour"))) == ""


def test_when_asks_for_every_condition():
    talk = script(step("more", when={"dream": ["procedure"], "welcome.moment": ["hour"]}))
    dream, moment = answer("motives.dream", code="procedure"), answer("welcome.moment", code="hour")
    assert following(talk, setting(dream)) == ""
    assert following(talk, setting(dream, moment)) == "more"


def test_when_takes_the_answer_of_the_item_before_the_general_one():
    talk = script(step("more", when={"again": ["yes"]}))
    here = setting(answer("motives.again", code="yes"), answer("motives.again", code="no", item="return"))
    assert following(talk, here, item="return") == ""
    assert following(talk, here, item="legal_stay") == "more"


def test_answered_means_with_words():
    talk = script(step("more", when={"dream": ["answered"]}))
    assert following(talk, setting(answer("motives.dream", text="rust"))) == "more"
    assert following(talk, setting(answer("motives.dream", text=""))) == ""


def test_a_skipped_step_fulfils_no_condition():
    talk = script(step("more", when={"dream": ["answered", "skip"]}))
    assert following(talk, setting(answer("motives.dream", text="volgende", code="skip"))) == ""


def test_items_come_in_the_order_of_telling_and_only_those_with_words():
    answers = Answers([answer("goal_step.what", item="2"), answer("goal_step.what", item="1"),
                       answer("goal_step.what", item="3", text=""), answer("goal_step.owner", item="4")])
    assert answers.items("goal_step.what") == ["2", "1"]


def test_a_missing_answer_is_empty_not_a_fault():
    answers = Answers([])
    assert (answers.text("motives.dream"), answers.code("motives.dream")) == ("", "")
    assert answers.get("motives.dream") is None


def test_a_short_name_belongs_to_its_series():
    assert full_name("dream", "motives") == "motives.dream"
    assert full_name("welcome.moment", "motives") == "welcome.moment"


def test_a_conversation_keeps_its_order_of_options():
    assert rotated("one", OPTIONS) == rotated("one", OPTIONS)


def test_every_option_stands_first_somewhere_and_none_is_lost():
    orders = [rotated(f"conversation {number}", OPTIONS) for number in range(60)]
    assert {order[0] for order in orders} == set(OPTIONS)
    assert all(sorted(order) == sorted(OPTIONS) for order in orders)
