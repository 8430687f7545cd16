"""Pictures and print: the right kind of file, one page, and words that stay words."""

from __future__ import annotations

import re

import pytest

from bot import pictures
from bot.errors import PictureError
from bot.goal import Goal, GoalStep
from bot.pictures import OptionWords, Quote
from bot.script import loader

LABELS = loader.load("nl").labels
STARTS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
HARD_WORDS = ("#panic() $x$ *ster* _lijn_ @naam \\ <label> \"aanhaling\" // niets", "W" * 200,
              "donaudampfschiff" * 12, "أريد أن أتعلم اللغة الهولندية وأعمل في مطبخ", "ትግርኛ ክመሃር ይደሊ",
              "e\u202erts\u0007 \ud800 \u200f", "🍲", "",
              "- niet\n= kop\n\n\nregel")


def goal_with(text: str, steps: int = 1, **changed) -> Goal:
    return Goal(text, changed.get("by_when", text), changed.get("date", ""), tuple(
        GoalStep(str(n), text, "with_help", text, text, n == 1) for n in range(1, steps + 1)))


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_ladder_in_each_format(kind):
    drawn = pictures.ladder(goal_with("Nederlands leren", 3), LABELS, kind)
    assert drawn.startswith(STARTS[kind])


@pytest.mark.parametrize("words", HARD_WORDS)
def test_any_words_can_be_drawn(words):
    assert pictures.ladder(goal_with(words, 6), LABELS, "svg").startswith(b"<svg")
    table = [OptionWords("richting", words, words)] * 4
    assert pictures.summary([Quote("Mijn vraag", words)], table, goal_with(words), LABELS).startswith(b"%PDF")


def test_words_are_data_and_never_markup():
    plain, marked = (pictures.ladder(goal_with(text), LABELS, "svg") for text in ("stap", "#text(size: 90pt)[stap]"))
    height = [float(re.search(rb'height="([\d.]+)pt"', svg)[1]) for svg in (plain, marked)]
    assert height[1] < 2 * height[0]


def test_a_longer_ladder_is_a_higher_picture():
    heights = [float(re.search(rb'height="([\d.]+)pt"', pictures.ladder(goal_with("stap", n), LABELS, "svg"))[1])
               for n in (0, 1, 3, 6)]
    assert heights == sorted(heights) and heights[0] < heights[-1]


def test_the_fullest_summary_is_one_page():
    words = [Quote(f"Kop {n}", "lang woord " * 60) for n in range(10)]
    options = [OptionWords("zonder wettig verblijf in België", "woorden " * 60, "woorden " * 60)] * 4
    drawn = pictures.summary(words, options, goal_with("een lang doel " * 20, 6), LABELS)
    assert b"/Type/Pages/Count 1/" in drawn


def test_the_date_is_written_out_beside_the_words():
    data = pictures._ladder_data(goal_with("x", by_when="voor de zomer", date="2027-06-01"), LABELS)
    assert data["when"]["text"] == "Tegen: voor de zomer (1/6/2027)"


def test_a_broken_date_is_not_a_fault():
    assert pictures.ladder(goal_with("x", date="morgen"), LABELS, "svg")


def test_an_unknown_format_says_which_there_are():
    with pytest.raises(PictureError, match="svg, png, pdf"):
        pictures.ladder(goal_with("x"), LABELS, "gif")


def test_a_fault_of_the_template_names_no_words(monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "FOLDER", tmp_path)
    with pytest.raises(PictureError) as fault:
        pictures.ladder(goal_with("geheim"), LABELS, "svg")
    assert "ladder.typ" in str(fault.value) and "geheim" not in str(fault.value)
