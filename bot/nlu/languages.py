"""Which language a message is in, by its small words (data/lexicon/): one that is read here, or another script or language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.nlu.lexicon import Lexicon, plain

UNREAD = "unread"
FEWEST = 2          # small words of a language before it is taken for one
SHORTEST = 4        # words of a message before it is taken for one in a language that is not read here
LEAST_SHARE = 0.2   # of its words that must be small words of that language
UNMARKED = str.maketrans("ıłđ", "ild")      # letters that no accent is taken from


def unread_script(text: str) -> bool:
    """Whether most letters are of a script that no language of this program is written in (Arabic, Ge'ez, Cyrillic ...)."""
    letters = [character for character in text if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 1 and latin * 2 < len(letters)


def detect(text: str, lexicon: Lexicon) -> str | None:
    """The language with the most small words in a text; None where it is too short or mixed to tell."""
    words = plain(text).split()
    counts = sorted(((_count(words, pattern), language) for language, pattern in lexicon.groups.get("common", {}).items()),
                    reverse=True)
    if not counts or counts[0][0] < FEWEST or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return None
    return counts[0][1]


def other_language(text: str, lexicon: Lexicon) -> bool:
    """Whether a message is clearly in a language in Latin letters that is not read here (`elsewhere` in data/lexicon/).

    A message that mixes one with Dutch, English or French is no such message: what is read of it counts.
    """
    words = [word for word in plain(text).translate(UNMARKED).split() if not word.isdigit()]
    if len(words) < SHORTEST:
        return False
    theirs, ours = (max((_count(words, pattern) for pattern in lexicon.groups.get(section, {}).values()), default=0)
                    for section in ("elsewhere", "common"))
    return theirs >= max(FEWEST, LEAST_SHARE * len(words)) and theirs > 2 * ours


def _count(words: Sequence[str], pattern: re.Pattern) -> int:
    return sum(bool(pattern.fullmatch(word)) for word in words)
