"""Of a message that is too long the beginning is read, and what it says of danger wherever it stands."""

from __future__ import annotations

import pytest

from bot.nlu import lexicon
from bot.nlu.lexicon import plain
from bot.nlu.shorten import shortened

LEXICON = lexicon.load()
MOST = 4000
DAY = "elke dag ga ik naar het station en dan weer terug naar de opvang "


def long_with(words: str, at: int, length: int = 12_000) -> str:
    """Plain words, with these at a place among them."""
    around = DAY * (length // len(DAY) + 1)
    return f"{around[:at]} {words} {around[at:length]}"


def test_what_is_short_enough_stays_as_it_is():
    assert shortened(DAY, MOST, LEXICON) == DAY
    assert shortened("x" * MOST, MOST, LEXICON) == "x" * MOST


def test_of_what_is_too_long_the_beginning_stays():
    text = long_with("en ook nog dit", 9000)
    assert shortened(text, MOST, LEXICON) == text[:MOST]


@pytest.mark.parametrize("at", [10, 3970, 3990, 3999, 4000, 4010, 4290, 4310, 6000, 11_990])
@pytest.mark.parametrize(("section", "words"), [
    ("crisis_sure", "ik wil niet meer leven"), ("crisis_sure", "i want to kill myself"), ("crisis_sure", "je veux mourir")])
def test_words_of_danger_stay_wherever_they_stand(at: int, section: str, words: str):
    kept = shortened(long_with(words, at), MOST, LEXICON)
    assert LEXICON.kind(section, plain(kept)) and len(kept) <= MOST and kept.startswith(DAY[:10])
