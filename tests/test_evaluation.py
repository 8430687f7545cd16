"""The figures of the evaluation, on readings whose answer is known."""

from __future__ import annotations

import asyncio
import io
import json
import sys

import pytest

from bot import understanding
from bot.nlu import lexicon
from bot.nlu.reading import Thresholds
from evaluation import __main__ as evaluation
from evaluation import figures, report, sets, sweep
from evaluation.compare import differences
from evaluation.figures import Read
from evaluation.sets import Message
from evaluation.sweep import Parse


def read(meant: str, as_: str, safety: str | None = None, law: str | None = None) -> Read:
    return Read(Message("nl", "woorden", meant), as_, 0.9, safety, law)


READS = [read("express_crisis", "express_crisis", "sure"), read("report_danger", "tell_loss"),
         read("express_distress", "express_distress", "sure"), read("tell_loss", "tell_loss", "maybe"),
         read("ask_legal", "ask_legal", law="sure"), read("share_rumour", "tell_loss"),
         read("need_papers", "need_papers", law="maybe"), read("out_of_scope", "nlu_fallback")]


@pytest.mark.parametrize(("figure", "hits", "n"), [
    ("accuracy, all intents", 5, 8), ("crisis and danger answered (sure or maybe)", 1, 2),
    ("distress (hard negatives) taken as sure", 1, 1), ("other intents taken as safety (sure or maybe)", 1, 5),
    ("law and rumours pointed to a helpdesk (sure or maybe)", 1, 2), ("other intents taken as law sure", 0, 6),
    ("other intents but need_papers taken as law maybe", 0, 5), ("out of scope recognised or fallen back on", 1, 1)])
def test_each_figure_counts_what_it_names(figure: str, hits: int, n: int) -> None:
    found = figures.overall(READS)[figure]
    assert (found.hits, found.n) == (hits, n)


def test_the_interval_holds_the_share_and_narrows_with_n() -> None:
    few, many = figures.share(9, 10), figures.share(900, 1000)
    assert few.low < few.share < few.high and many.high - many.low < few.high - few.low
    assert figures.share(0, 0).share is None


def test_a_missed_bar_is_marked_and_each_miss_is_listed() -> None:
    text = report.markdown({"try": READS}, figures.share(1, 2), 0.7)
    assert "50.0 % (9.5-90.5), n=2 **missed**" in text
    assert len(report.misses({"try": READS}).splitlines()) == 1 + 3


def test_the_weakest_intents_are_told_per_language() -> None:
    other = Read(Message("fr", "mots", "tell_loss"), "tell_loss", 0.9, None, None)
    lines = report.markdown({"try": [*READS, other]}, figures.share(1, 2), 0.7).splitlines()
    start = lines.index("| intent | fr | nl |") + 2
    assert lines[start] == "| out_of_scope | - | - / 0 / 0 (1) |"       # the fallback is no intent: a miss
    assert "| tell_loss | 100 / 100 / 100 (1) | 33 / 100 / 50 (1) |" in lines


# --- thresholds ------------------------------------------------------------------------------------------------------


def parse(meant: str, language: str = "nl", **probabilities: float) -> Parse:
    ranking = [{"name": name, "confidence": value} for name, value in probabilities.items()]
    likely = {"p_safety": probabilities.get("express_crisis", 0.0), "p_law": probabilities.get("ask_legal", 0.0)}
    return Parse.of(Message(language, "woorden", meant), {"text": "woorden", "intent_ranking": ranking, **likely})


PARSES = [parse("express_crisis", express_crisis=0.1, tell_loss=0.5), parse("tell_loss", express_crisis=0.06, tell_loss=0.3),
          parse("ask_legal", ask_legal=0.07, need_papers=0.5), parse("tell_dream", "fr", ask_legal=0.04, tell_dream=0.5)]


def hits(threshold: str, language: str, figure: int) -> dict[float, tuple[int, int]]:
    """By value of the threshold: how many of how many."""
    name = sweep.FIGURES[threshold][figure]
    return {row.value: (row.figures[name].hits, row.figures[name].n)
            for row in sweep.rows(PARSES, lexicon.load(), Thresholds())
            if (row.threshold, row.language) == (threshold, language)}


def test_a_higher_threshold_answers_less_and_flags_less() -> None:
    assert hits("safety_maybe", "nl", 0) == {0.05: (1, 1), 0.08: (1, 1), 0.12: (0, 1), 0.17: (0, 1), 0.25: (0, 1)}
    assert hits("safety_maybe", "nl", 1) == {0.05: (1, 2), 0.08: (0, 2), 0.12: (0, 2), 0.17: (0, 2), 0.25: (0, 2)}
    assert hits("law_maybe", "nl", 0) == {0.012: (1, 1), 0.03: (1, 1), 0.06: (1, 1), 0.1: (0, 1)}
    assert hits("law_maybe", "fr", 1) == {0.012: (1, 1), 0.03: (1, 1), 0.06: (0, 1), 0.1: (0, 1)}


def test_the_threshold_of_now_is_among_the_values_and_marked() -> None:
    rows = list(sweep.rows(PARSES, lexicon.load(), Thresholds(safety_maybe=0.07)))
    assert [row.value for row in rows if row.now and row.threshold == "safety_maybe"] == [0.07, 0.07]
    text = report.markdown({"try": READS}, figures.share(1, 2), 0.7, rows)
    assert "| nl | **0.07** | 100.0 % (1/1) |" in text and "| nl | 0.12 | 0.0 % (0/1) |" in text
    assert "threshold change" not in report.markdown({"try": READS}, figures.share(1, 2), 0.7)


def test_reading_again_is_reading_as_the_gate_reads() -> None:
    agent = understanding.load(lambda line: None)
    messages = [Message("nl", "ik wil papieren", "need_papers"), Message("nl", "maak ik kans?", "ask_legal", "open"),
                Message("nl", "ik wil dood", "express_crisis"), Message("fr", "à bientôt", "goodbye"),
                Message("nl", "qsdf wxcv", "out_of_scope")]
    reads, parses, seconds = asyncio.run(evaluation.parse_all(agent, messages))
    again = [sweep.again(each, lexicon.load(), evaluation.thresholds()) for each in parses]
    assert [(r.intent, r.safety, r.law) for r in again] == [(r.intent, r.safety, r.law) for r in reads]
    assert len(seconds) == len(messages)


def test_thresholds_are_those_of_the_pipeline(tmp_path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n- name: some.Classifier\n- name: bot.nlu.gate.ContextGate\n  law_maybe: 0.2\n")
    assert evaluation.thresholds(config) == Thresholds(law_maybe=0.2)
    assert evaluation.thresholds().safety_maybe > 0


# --- two runs ---------------------------------------------------------------------------------------------------------


def run(*reads: Read) -> dict:
    return {"try": {"nl": figures.as_json(list(reads))}}


def test_two_runs_differ_in_what_changed() -> None:
    before, now = [read("greet", "thank")] * 20, [read("greet", "greet")] * 20
    text = differences(run(*before), run(*now))
    assert "! accuracy, all intents: 0.0 -> 100.0 % (+100.0)" in text       # beyond the intervals
    assert "F1 of greet: 0.0 -> 100.0 % (+100.0)" in text and "macro F1: 0.0 -> 100.0 %" in text
    few = differences(run(before[0]), run(now[0]))
    assert "  accuracy, all intents: 0.0 -> 100.0 %" in few and "! " not in few.splitlines()[3]
    assert "messages: 20 -> 1" in differences(run(*before), run(now[0]))


def test_the_same_run_differs_in_nothing_and_a_set_of_one_run_is_named() -> None:
    once = run(*READS)
    assert differences(once, once).splitlines()[-1] == "  the same"
    assert differences({}, once).splitlines()[-1] == "  only now"
    assert differences(once, {"try": {}}).splitlines()[-1] == "  only before"


def test_compare_reads_the_report_and_measures_nothing(tmp_path, monkeypatch, capsys) -> None:
    old, new = tmp_path / "old.json", tmp_path / "report.json"
    old.write_text(json.dumps(run(read("greet", "thank"))), encoding="utf-8")
    new.write_text(json.dumps(run(read("greet", "greet"))), encoding="utf-8")
    monkeypatch.setattr(evaluation, "FIGURES", new)
    monkeypatch.setattr(sys, "argv", ["evaluation", "--compare", str(old)])
    assert evaluation.main() == 0
    assert "accuracy, all intents: 0.0 -> 100.0 % (+100.0)" in capsys.readouterr().out


def test_every_language_has_a_development_set_with_every_intent() -> None:
    by_language: dict[str, set[str]] = {}
    for message in sets.development():
        by_language.setdefault(message.language, set()).add(message.intent)
    assert {language: len(intents) for language, intents in by_language.items()} == {"nl": 49, "en": 49, "fr": 49}


def test_understand_answers_a_line_for_a_line(settings) -> None:
    lines = ["ik wil papieren", '{"text": "later", "pending": "when"}', "", "ik wil niet meer leven",
             "maak ik kans op regularisatie?", "{niet json"]
    target = io.StringIO()
    asyncio.run(understanding.lines(settings, "nl", io.StringIO("\n".join(lines) + "\n"), target))
    found = [json.loads(line) for line in target.getvalue().splitlines()]
    assert len(found) == len(lines)
    assert set(found[0]) == {"text", "intent", "confidence", "safety", "law", "entities"}
    assert found[0]["intent"] == "need_papers" and found[1]["intent"] != "inform"
    assert found[3]["safety"] == "sure" and found[4]["law"] == "sure"
