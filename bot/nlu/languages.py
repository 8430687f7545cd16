"""Which language a first message is in: by its small words (data/lexicon/, `common`), and whether its script is read here."""

from __future__ import annotations

import unicodedata

from bot.nlu.lexicon import Lexicon, plain

UNREAD = "unread"
FEWEST = 2          # small words of a language before it is taken for one


def unread_script(text: str) -> bool:
    """Whether most letters are of a script that no language of this program is written in (Arabic, Ge'ez, Cyrillic ...)."""
    letters = [character for character in text if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 1 and latin * 2 < len(letters)


def detect(text: str, lexicon: Lexicon) -> str | None:
    """The language with the most small words in a text; None where it is too short or mixed to tell."""
    words = plain(text).split()
    counts = sorted(((sum(bool(pattern.fullmatch(word)) for word in words), language)
                     for language, pattern in lexicon.groups.get("common", {}).items()), reverse=True)
    if not counts or counts[0][0] < FEWEST or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return None
    return counts[0][1]
