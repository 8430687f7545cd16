"""What is read of a message that is too long: its beginning, and what it says of danger further on. Pure."""

from __future__ import annotations

from bot.nlu.lexicon import Lexicon, plain

HINTS = ("crisis_sure", "danger_sure", "crisis_maybe", "danger_maybe")      # what weighs most is looked for first
WINDOW, STEP = 400, 300     # characters that are looked at together, and after how many anew


def shortened(text: str, most: int, lexicon: Lexicon) -> str:
    """At most so many characters: the first ones; where words of danger would be cut off, they stand at the end instead."""
    if len(text) <= most:
        return text
    windows = [text[start:start + WINDOW] for start in range(most - STEP, len(text), STEP)]
    found = next((window for hint in HINTS for window in windows if lexicon.kind(hint, plain(window))), "")
    return f"{text[:most - len(found) - 1]}\n{found}" if found else text[:most]
