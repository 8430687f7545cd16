"""The written client: what a line does to it, what it tells and when. Pure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal import client
from bot.rehearsal.client import CLOSES, RECOGNISES, State
from bot.rehearsal.models import MOST, OPTIONS, STYLES
from bot.rehearsal.rules import MOVES
from tests.rehearsing import RULES, answers, persona, said, talk

LINES = ("greet", "ask_open", "recognise_road", "ask_motive", "reflect", "ask_loss", "give_advice", "silence", "ask_options")
SAYS = {"give_verdict": "advised", "push_option": "advised", "give_advice": "advised", "comfort_away": "comforted",
        "abuse": "abused"}


def after(move: str, trust: int = 5, energy: int = 6, style: str = "plain") -> State:
    """The state after one line."""
    return talk(persona(trust, energy, style), move).exchanges[0].after


# --- the same and not the same ---------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.sampled_from(MOVES), max_size=30), st.integers(0, 999_999))
def test_the_same_seed_and_lines_give_the_same_talk(moves, seed):
    assert talk(persona(), *moves, seed=seed) == talk(persona(), *moves, seed=seed)


def test_another_seed_gives_other_wordings_and_the_same_story():
    told = [talk(persona(), *LINES, seed=seed) for seed in range(10)]
    assert len({(each.opening, *(line.answer.text for line in each.exchanges)) for each in told}) > 5
    assert len({tuple(name for name in each.told if not name.startswith("options.")) for each in told}) == 1


def test_other_moves_give_another_talk():
    gently, rudely = talk(persona(), "recognise_road", "ask_motive"), talk(persona(), "give_verdict", "ask_motive")
    assert gently.told == ("fields",) and rudely.told == ()
    assert [line.after for line in gently.exchanges] != [line.after for line in rudely.exchanges]


def test_a_talk_goes_on_as_it_began():
    whole, half = talk(persona(), *LINES), talk(persona(), *LINES[:4])
    assert whole.exchanges[:4] == half.exchanges


# --- what closes and what opens --------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", CLOSES)
def test_what_closes_lowers_trust_and_energy(move):
    state = after(move)
    assert state.trust < 5 and state.energy < 6


@pytest.mark.parametrize("move", CLOSES)
def test_what_closes_is_answered_as_such_and_brings_nothing_out_whatever_is_asked_with_it(move):
    for line in (said(move), said("thank", move), said(move, "ask_motive"), said(move, "ask_options")):
        exchange = talk(persona(trust=10), line).exchanges[0]
        assert exchange.answer.text.startswith(f"{SAYS[move]} ") and not exchange.answer.told


@pytest.mark.parametrize("move", [*RECOGNISES, "thank", "reflect", "name_limit", "ask_leave", "ask_safety", "teach_back"])
def test_recognition_and_listening_raise_trust(move):
    assert after(move).trust > 5


@pytest.mark.parametrize("move", ["recognise_equal", "recognise_road", "recognise_person", "thank", "silence", "ask_talent"])
def test_what_gives_strength_raises_energy(move):
    assert talk(persona(trust=0), move).exchanges[0].after.energy > 6


@pytest.mark.parametrize("move", ["ask_open", "reflect", "silence", *RECOGNISES])
def test_to_who_listens_something_comes_by_itself_when_trust_is_well_above_it(move):
    assert talk(persona(trust=5), move).told == ("fields",)         # the one that needs least
    assert talk(persona(trust=0), move).told == ()


@pytest.mark.parametrize("move", ["ask_closed", "inform", "refer", "greet", "other", "end", "off_role"])
def test_to_who_does_not_listen_nothing_comes_by_itself(move):
    assert talk(persona(trust=10), move).told == ()


def test_a_deep_fact_does_not_come_by_itself_from_who_is_worn_out_but_does_when_it_is_asked():
    told = tuple(each.id for each in persona().facts if each.trust < client.DEEP)

    def comes(energy: int, move: str) -> tuple[str, ...]:
        return client.answer(persona(), RULES, State(10, energy, told), said(move), seed=1).told

    assert comes(client.DEEP_ENERGY, "ask_open") == ("night",)
    assert comes(client.DEEP_ENERGY - 1, "ask_open") == ()
    assert comes(client.DEEP_ENERGY - 1, "ask_plan_b") == ("door",)


def test_a_question_with_a_topic_brings_out_no_other_topic_by_itself():
    assert talk(persona(trust=10), "ask_goal").told == ()
    assert talk(persona(trust=10), said("reflect", "ask_dream")).told == ("workshop",)


# --- facts --------------------------------------------------------------------------------------------------------------


def test_a_fact_comes_when_it_is_asked_with_trust_enough():
    assert talk(persona(trust=3), "ask_loss").told == ()
    assert talk(persona(trust=4), "ask_loss").told == ("brother",)


def test_a_fact_comes_only_after_those_that_go_before_it():
    assert talk(persona(10, 10), "ask_loss", "ask_loss").told == ("brother", "night")
    assert talk(persona(10, 10), "ask_loss").told == ("brother",)


def test_the_direct_question_waits_for_no_hint_but_for_trust():
    assert talk(persona(trust=10), "ask_safety").told == ("not_waking",)
    assert talk(persona(trust=0), "ask_safety").told == ()


def test_a_fear_stands_behind_a_loss_and_behind_another_way_it_may_go():
    assert talk(persona(trust=8), "ask_plan_b").told == ("door",)
    assert talk(persona(10, 10), "ask_loss", "ask_loss", "ask_loss").told == ("brother", "night", "door")


@pytest.mark.parametrize(("trust", "closed", "told"), [(4, False, 1), (4, True, 0), (5, True, 0), (6, True, 1)])
def test_a_closed_question_needs_more_trust(trust, closed, told):
    assert len(talk(persona(trust), said("ask_loss", closed=closed)).told) == told


def test_telling_costs_energy():
    early, late = (talk(persona(trust), "ask_dream").exchanges[0] for trust in (0, 10))
    assert late.answer.told and late.after.energy < early.after.energy


def test_a_hint_comes_once_and_then_something_else():
    hint, again, *_ = answers(persona(trust=2), "ask_network", "ask_network")
    assert hint == "choir: not yet." and again.startswith("asked_open ")


def test_what_was_told_is_not_told_twice():
    first, again = answers(persona(trust=5), "ask_dream", "ask_dream")
    assert first.startswith("workshop: told") and again.startswith("asked_again ")


def test_after_the_direct_question_with_nothing_to_tell_the_client_speaks_of_safety():
    plain = persona(trust=10)
    plain = plain.copy(update={"facts": [each for each in plain.facts if each.topic != "safety"]})
    assert answers(plain, "ask_safety")[0].startswith("asked_safety ")


# --- the same once more, and tired --------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", RULES.wears_off)
def test_the_same_kind_twice_in_a_row_does_nothing_more(move):
    once, twice = (line.after for line in talk(persona(trust=0, energy=5), move, move).exchanges)
    effect = RULES.effect(move, "plain")
    assert (effect.trust, effect.energy) != (0, 0) and (once.trust, once.energy) == (twice.trust, twice.energy)


def test_after_something_else_it_counts_again():
    trust = [line.after.trust for line in talk(persona(trust=0), "thank", "greet", "thank").exchanges]
    assert trust == [1, 1, 2]


def test_each_kind_in_a_line_counts_once():
    line = talk(persona(trust=0), said("thank", "thank", "reflect")).exchanges[0]
    assert line.after.trust == 2


def test_who_has_no_energy_left_is_tired():
    worn = persona(trust=0, energy=0)
    for line in ("ask_loss", "ask_options", "ask_open", "greet", "inform"):
        assert answers(worn, line)[0].startswith("tired ")
    assert answers(worn, "recognise_road")[0].startswith("recognised ")         # it gives strength


def test_the_direct_question_is_answered_even_by_who_has_no_energy_left():
    assert answers(persona(0, 0), "ask_safety") == ["not_waking: not yet."]
    told = replace(State(10, 0), told=("brother", "night"))
    found = client.answer(persona(10, 0), RULES, told, said("ask_safety"), seed=1)
    assert found.told == ("not_waking",) and found.text.startswith("not_waking: told")


def test_the_way_of_talking_changes_the_effect():
    assert after("silence", style="reserved").trust > after("silence", style="plain").trust
    assert after("comfort_away", style="upset").trust < after("comfort_away", style="plain").trust


# --- options and wordings --------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(0, 99_999))
def test_each_of_the_four_options_is_told_once_and_then_it_was_said(seed):
    lines = talk(persona(10, 10), *["ask_options"] * 5, seed=seed).exchanges
    assert sorted(name for line in lines for name in line.answer.told) == sorted(f"options.{name}" for name in OPTIONS)
    for line in lines[:4]:
        name = line.answer.told[0].removeprefix("options.")
        assert line.answer.text == f"knows {name}. rumour of {name}."
    assert lines[4].answer.text.startswith("asked_again ")


def test_their_order_is_not_always_the_same():
    orders = {talk(persona(10, 10), *["ask_options"] * 4, seed=seed).told for seed in range(30)}
    assert {order[0] for order in orders} == {f"options.{name}" for name in OPTIONS}


def test_with_little_trust_nothing_is_said_of_the_options():
    assert answers(persona(trust=2), "ask_options")[0].startswith("asked_open ")


@settings(deadline=None)
@given(st.integers(0, 99_999), st.sampled_from(["greet", "inform", "refer", "other", "give_advice", "abuse"]))
def test_every_wording_is_used_before_one_returns(seed, move):
    wordings = answers(persona(trust=10, energy=10), *[move] * 6, seed=seed)
    assert len(set(wordings[:3])) == len(set(wordings[3:])) == 3


# --- whatever is said ------------------------------------------------------------------------------------------------

ANY = st.lists(st.tuples(st.lists(st.sampled_from(MOVES), min_size=1, max_size=4), st.booleans()), max_size=40)


@settings(deadline=None)
@given(ANY, st.integers(0, MOST), st.integers(0, MOST), st.sampled_from(STYLES))
def test_trust_and_energy_stay_between_nothing_and_ten_and_no_fact_comes_too_early_or_twice(lines, trust, energy, style):
    chosen = persona(trust, energy, style)
    played = talk(chosen, *(said(*moves, closed=closed) for moves, closed in lines))
    told: list[str] = []
    for line in played.exchanges:
        assert 0 <= line.after.trust <= MOST and 0 <= line.after.energy <= MOST and line.answer.text
        for found in (each for each in chosen.facts if each.id in line.answer.told):
            assert (set(found.after) <= set(told) or found.topic == "safety") and found.id not in told
        told += line.answer.told
    assert len(told) == len(set(told))


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_answered(move):
    for trust in (0, 5, 10):
        assert all(answers(persona(trust, 10), *[move] * 12))


def test_a_line_is_answered_by_its_last_question():
    first, last = said("ask_dream", "ask_talent"), said("ask_talent", "ask_dream")
    assert talk(persona(trust=5), first).told == ("hands",) and talk(persona(trust=5), last).told == ("workshop",)
