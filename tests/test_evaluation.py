"""The figures of the evaluation, on readings whose answer is known."""

from __future__ import annotations

import asyncio
import io
import json

import pytest

from bot import understanding
from evaluation import figures, report, sets
from evaluation.figures import Read
from evaluation.sets import Message


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
