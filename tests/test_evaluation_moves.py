"""The figures of the counsellor's moves, on lines whose reading is known, and the part of the report that holds them."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.rehearsal.rules import MOVES
from evaluation import figures, moves, report, sets
from evaluation.compare import differences
from evaluation.figures import Read
from evaluation.moves import Asked, Measured
from evaluation.sets import Message


def read(meant: str, as_: str) -> Read:
    return Read(Message("nl", "woorden", meant), as_, float("nan"), None, None)


def asked(form: str, as_: str) -> Asked:
    return Asked(Message("nl", "vraag?", f"ask_{form}"), form, as_)


READS = [read("give_verdict", "give_verdict"), read("give_verdict", "abuse"), read("give_advice", "ask_step"),
         read("push_option", "give_advice"), read("thank", "thank"), read("reflect", "comfort_away"), read("greet", "other")]
ASKED = [asked("open", "open"), asked("open", "open"), asked("open", "closed"), asked("open", ""), asked("closed", "closed"),
         asked("closed", "open")]
FOUND = Measured(READS, ASKED, [0.001, 0.002, 0.9])


@pytest.mark.parametrize(("figure", "hits", "n"), [
    ("accuracy, all moves", 2, 7), ("verdicts and advice taken as a move that closes", 2, 3),
    ("other lines taken as a move that closes", 1, 3)])
def test_each_figure_counts_what_it_names(figure, hits, n):
    found = moves.shares(READS)[figure]
    assert (found.hits, found.n) == (hits, n)


def test_a_question_that_was_taken_for_none_is_a_miss_of_its_form():
    assert moves.f1(ASKED, "open") == pytest.approx(2 * 2 / (4 + 3))
    assert moves.f1(ASKED, "closed") == pytest.approx(2 * 1 / (2 + 2))
    assert moves.f1([], "open") == 0.0


def test_one_slow_exchange_does_not_move_the_median():
    assert FOUND.milliseconds == pytest.approx(2.0)


def test_the_part_of_the_report_has_bars_and_marks_what_is_missed():
    lines = moves.section({"nl": FOUND, "en": Measured([read("thank", "thank")], [asked("open", "open")], [0.5])})
    assert lines[0] == "## Moves of a counsellor" and "| figure | bar | nl | en |" in lines
    rows = {line.split("|")[1].strip(): line for line in lines if line.startswith("|")}
    assert "| at least 75 % | 28.6 % (8.2-64.1), n=7 **missed** | 100.0 % (20.7-100.0), n=1 |" in rows["accuracy, all moves"]
    assert "| at least 90 % | 66.7 % (20.8-93.9), n=3 **missed** | - |" in rows["verdicts and advice taken as a move that closes"]
    assert "| at least 90 % | 57.1 %, n=6 **missed** | 100.0 %, n=1 |" in rows["F1, open questions"]
    assert "| at most 30 ms | 2.0 ms, n=3 | 500.0 ms, n=1 **missed** |" in rows["one exchange, median"]
    assert "- nl: give_verdict → abuse (1), give_advice → ask_step (1)" in "\n".join(lines)


def test_it_ends_the_report_of_the_rest():
    text = report.markdown({"try": [read("thank", "thank")]}, figures.share(1, 2), 0.7, more=moves.section({"nl": FOUND}))
    assert text.index("## try") < text.index("## Moves of a counsellor")


def test_two_runs_can_be_compared():
    better = Measured([read("thank", "thank")] * 7, ASKED, [0.001])
    before, now = ({"moves": {"nl": json.loads(json.dumps(moves.as_json(found)))}} for found in (FOUND, better))
    text = differences(before, now)
    assert "! accuracy, all moves: 28.6 -> 100.0 % (+71.4)" in text and "macro F1" in text
    kept = moves.as_json(FOUND)
    assert kept["questions"] == {"n": 6, "open": 0.5714, "closed": 0.5} and kept["exchange_ms"] == 2.0


def test_every_language_has_a_development_set_with_every_move_and_questions_of_both_forms():
    lines, forms = sets.moves(), sets.forms()
    for language in ("nl", "en", "fr"):
        assert {line.intent for line in lines if line.language == language} == set(MOVES)
        assert {form for message, form in forms if message.language == language} == {"open", "closed"}
    assert all(message.text.strip() == message.text != "" for message in [*lines, *(each for each, _ in forms)])


def test_each_line_is_an_exchange_with_a_written_client(monkeypatch):
    lines = [Message("fr", "Merci de me le dire.", "thank"),
             Message("nl", "Je moet je inschrijven voor een cursus.", "give_advice")]
    monkeypatch.setattr(sets, "moves", lambda: lines * 15)
    monkeypatch.setattr(sets, "forms", lambda: [(Message("nl", "Heb je al gegeten?", "ask_closed"), "closed")])
    found = asyncio.run(moves.measure(lambda line: None))
    assert {language: (len(each.reads), len(each.asked), len(each.seconds)) for language, each in found.items()} == {
        "fr": (15, 0, 15), "nl": (15, 1, 16)}
    assert all(one.right for each in found.values() for one in each.reads) and found["nl"].asked[0].read == "closed"
