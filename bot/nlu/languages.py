"""Which language a message is in, by its small words (data/lexicon/): one that is read here, or another script or language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.nlu.lexicon import Lexicon, plain

UNREAD = "unread"
FEWEST = 2          # small words of a language before it is taken for one
SHORTEST = 4        # different words of a message before it is taken for one in a language that is not read here
LEAST_SHARE = 0.2   # of its words that must be small words of that language
MARKED = re.compile("[ăąćčďđęěğıłľńňñőřśšşșťţțůűźżžãõß¿¡]")     # in no word of Dutch, English or French
UNMARKED = str.maketrans("ıłđ", "ild")      # letters that no accent is taken from


def unread_script(text: str) -> bool:
    """Whether most letters are of a script that no language of this program is written in (Arabic, Ge'ez, Cyrillic ...)."""
    letters = [character for character in text if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return len(letters) > 1 and latin * 2 < len(letters)


def detect(text: str, lexicon: Lexicon) -> str | None:
    """The language with the most small words in a text; None where it is too short, mixed or foreign to tell."""
    if other_language(text, lexicon):
        return None
    words = plain(text).split()
    counts = sorted(((_count(words, pattern), language) for language, pattern in lexicon.groups.get("common", {}).items()),
                    reverse=True)
    if not counts or counts[0][0] < FEWEST or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return None
    return counts[0][1]


def other_language(text: str, lexicon: Lexicon) -> bool:
    """Whether a message is clearly in a language in Latin letters that is not read here: `elsewhere` in data/lexicon/.

    Words of such a language count, and words with a letter that only such languages have. A message that mixes it with
    Dutch, English or French is no such message: what is read of it counts, above all when it matters.
    """
    words = _words(text)
    if len(words) < SHORTEST:
        return False
    marked = {word for word, letters in words.items() if MARKED.search(letters)}
    known = [_of(pattern, words) for pattern in lexicon.groups.get("elsewhere", {}).values()]
    theirs = max((len(marked | found) for found in known if found), default=0)      # letters alone may be a list of names
    telling = words.keys() - set().union(*(_of(pattern, words) for pattern in lexicon.groups.get("everywhere", {}).values()))
    ours = max((len(_of(pattern, telling)) for pattern in lexicon.groups.get("common", {}).values()), default=0)
    return theirs >= max(FEWEST, LEAST_SHARE * len(words)) and theirs > 2 * ours


def _words(text: str) -> dict[str, str]:
    """Each different word in plain form, with the letters as they were typed; numbers are no words."""
    typed = unicodedata.normalize("NFC", text).lower().split()
    return {word: piece for piece in typed for word in plain(piece).translate(UNMARKED).split() if not word.isdigit()}


def _of(pattern: re.Pattern, words: Iterable[str]) -> set[str]:
    return {word for word in words if pattern.fullmatch(word)}


def _count(words: Iterable[str], pattern: re.Pattern) -> int:
    return sum(bool(pattern.fullmatch(word)) for word in words)
