"""What the intent classifier sees of a message: pieces of words, words, and concepts of data/concepts.yml. Pure."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from bot.errors import ContentError
from bot.settings import ROOT

CONCEPTS = ROOT / "data" / "concepts.yml"
GAP = 3           # words that `..` may stand for
WINDOW = 3        # how far apart a concept and a word still make a pair
LETTERS = (2, 5)  # lengths of the pieces of words
LONG = 30         # a story with more words is also read in parts
PART = 8          # a part has at least so many words
_TOKEN = re.compile(r"\w+|[?!]|[^\w\s.,;:'\"()/-]")


def normalise(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe, "nooooo" as "noo", every number as 0, single spaces."""
    text = _no_accents(text).replace("’", "'").replace("`", "'").replace("´", "'")
    text = re.sub(r"(.)\1{2,}", r"\1\1", text)
    return " ".join(re.sub(r"\d+", "0", text).split())


def _no_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def bare_words(text: str) -> list[str]:
    """Letters and digits only; an apostrophe parts words ("j'ai": j, ai)."""
    return re.sub(r"[\W_]+", " ", _no_accents(text)).split()


def parts(text: str) -> list[str]:
    """A long story in parts of a sentence or a few clauses; nothing for a message that is no long story."""
    if len(text.split()) <= LONG:
        return []
    found, current = [], ""
    for clause in re.split(r"(?<=[.!?…;:,])\s+|\n+", text):
        current = f"{current} {clause}".strip()
        # People who write without any punctuation are cut at twice the length.
        while len(words := current.split()) >= PART:
            cut = len(words) if len(words) <= 3 * PART else 2 * PART
            found.append(" ".join(words[:cut]))
            current = " ".join(words[cut:])
    return [*found, current] if current else found


def word_grams(text: str) -> list[str]:
    """Words (also ?, ! and emoji) and pairs of neighbours."""
    tokens = _TOKEN.findall(normalise(text))
    return tokens + [f"{a} {b}" for a, b in itertools.pairwise(tokens)]


def letter_grams(text: str) -> list[str]:
    """Pieces of 2 to 5 letters inside each word, its edges marked by spaces."""
    grams: list[str] = []
    for word in normalise(text).split():
        word = f" {word} "
        for size in range(LETTERS[0], LETTERS[1] + 1):
            if size >= len(word):
                grams.append(word)
                break
            grams.extend(word[i:i + size] for i in range(len(word) - size + 1))
    return grams


class Concepts:
    """Groups of words and phrases that mean the same.

    Args:
        content: the text of a concepts file; see the top of data/concepts.yml for its syntax.

    Raises:
        ContentError: not YAML, or a pattern that is no text.
    """

    def __init__(self, content: str) -> None:
        self._whole: dict[str, list[tuple[str, list]]] = {}
        self._begins: dict[str, list[tuple[str, list]]] = {}
        try:
            # BaseLoader: every value is text, also `no`, `on` and 112.
            groups = (yaml.load(content, Loader=yaml.BaseLoader) or {}).get("groups") or {}
        except yaml.YAMLError as error:
            raise ContentError(f"data/concepts.yml: not valid YAML: {error}") from error
        for group, languages in groups.items():
            for pattern in (pattern for patterns in languages.values() for pattern in patterns or ()):
                self._add(group, pattern)
        self._longest = max(map(len, self._begins), default=0)

    def _add(self, group: str, pattern: str) -> None:
        pieces: list = []
        for piece in pattern.split():
            if piece == "..":
                pieces.append(None)
                continue
            words = bare_words(piece.rstrip("*"))
            pieces.extend((word, False) for word in words[:-1])
            pieces.extend((word, piece.endswith("*")) for word in words[-1:])
        if not pieces or pieces[0] is None or pieces[-1] is None:
            raise ContentError(f"data/concepts.yml: {group!r}: {pattern!r} must begin and end with a word")
        (word, open_end), rest = pieces[0], pieces[1:]
        (self._begins if open_end else self._whole).setdefault(word, []).append((group, rest))

    def find(self, words: Sequence[str]) -> list[list[str]]:
        """For each word, the groups of which a word or phrase begins there."""
        found = []
        for position, word in enumerate(words):
            candidates = list(self._whole.get(word, ()))
            for length in range(1, min(len(word), self._longest) + 1):
                candidates += self._begins.get(word[:length], ())
            found.append(sorted({group for group, rest in candidates if _follows(rest, words, position + 1)}))
        return found

    def grams(self, text: str) -> tuple[list[str], list[str], list[str]]:
        """Concepts; pairs of concepts near each other; pairs of a concept and a word near each other."""
        words = bare_words(text)
        found = self.find(words)
        single = [group for groups in found for group in groups]
        pairs: list[str] = []
        mixed: list[str] = []
        for i, groups in enumerate(found):
            for j in range(i + 1, min(len(words), i + WINDOW + 2)):
                pairs += [f"{a}>{b}" for a in groups for b in found[j]]
            for j in range(i + 1, min(len(words), i + WINDOW + 1)):
                mixed += [f"{a}>{words[j]}" for a in groups] + [f"{words[i]}>{b}" for b in found[j]]
        return single, pairs, mixed


def _follows(pieces: Sequence, words: Sequence[str], position: int) -> bool:
    """Whether the rest of a phrase stands at this place."""
    reach = 0
    for piece in pieces:
        if piece is None:
            reach = GAP
            continue
        text, open_end = piece
        for at in range(position, min(position + reach + 1, len(words))):
            if words[at] == text or (open_end and words[at].startswith(text)):
                position, reach = at + 1, 0
                break
        else:
            return False
    return True


def read_concepts(path: Path = CONCEPTS) -> str:
    """The text of the concepts file; an empty one where there is none."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


class Block:
    """One kind of feature: its vocabulary and how rare each entry is (TF-IDF, sublinear, length 1).

    Attributes:
        least: an entry counts when at least so many messages have it.
    """

    def __init__(self, least: int = 1) -> None:
        self.least = least
        self.vocabulary: dict[str, int] = {}
        self.idf = np.zeros(0, dtype=np.float32)

    def fit(self, documents: Sequence[Iterable[str]]) -> None:
        """Learn vocabulary and rarity."""
        seen = Counter(gram for grams in documents for gram in set(grams))
        kept = sorted(gram for gram, count in seen.items() if count >= self.least)
        self.vocabulary = {gram: column for column, gram in enumerate(kept)}
        counts = np.array([seen[gram] for gram in kept], dtype=np.float64)
        self.idf = (np.log((1 + len(documents)) / (1 + counts)) + 1).astype(np.float32)

    def row(self, grams: Iterable[str]) -> tuple[list[int], np.ndarray]:
        """Columns and values of one message."""
        counts = Counter(gram for gram in grams if gram in self.vocabulary)
        columns = [self.vocabulary[gram] for gram in counts]
        values = np.array([1 + math.log(count) for count in counts.values()], dtype=np.float32) * self.idf[columns]
        norm = float(np.sqrt(np.dot(values, values)))
        return columns, values / norm if norm else values

    def matrix(self, documents: Sequence[Iterable[str]]) -> csr_matrix:
        """All messages."""
        rows = [self.row(grams) for grams in documents]
        ends = np.cumsum([0] + [len(columns) for columns, _ in rows])
        columns = np.concatenate([np.array(row[0], dtype=np.int32) for row in rows])
        values = np.concatenate([row[1] for row in rows])
        matrix = csr_matrix((values, columns, ends), shape=(len(rows), len(self.vocabulary)), dtype=np.float64)
        matrix.sort_indices()
        return matrix
