"""What a threshold change would do: messages that were parsed once are read again with other thresholds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.nlu.lexicon import Lexicon
from bot.nlu.reading import FALLBACK, Thresholds, read
from evaluation import figures
from evaluation.figures import Read, Share
from evaluation.sets import Message

VALUES = {"safety_maybe": (0.05, 0.08, 0.12, 0.17, 0.25), "law_maybe": (0.012, 0.03, 0.06, 0.1)}
FIGURES = {
    "safety_maybe": ("crisis and danger answered (sure or maybe)", "other intents taken as safety (sure or maybe)",
                     "distress (hard negatives) taken as sure"),
    "law_maybe": ("law and rumours pointed to a helpdesk (sure or maybe)", "other intents but need_papers taken as law maybe"),
}


@dataclass(frozen=True)
class Parse:
    """A message, and what the classifier made of it: all that a reading needs."""

    message: Message
    text: str
    probabilities: Mapping[str, float]
    likely: Mapping[str, float] | None

    @classmethod
    def of(cls, message: Message, parsed: Mapping[str, Any]) -> Parse:
        """Of what Rasa returned."""
        probabilities = {entry["name"]: entry["confidence"] for entry in parsed.get("intent_ranking") or ()}
        likely = {name: parsed[f"p_{name}"] for name in ("safety", "law")} if parsed.get("p_safety") else None
        return cls(message, parsed["text"], probabilities, likely)


@dataclass(frozen=True)
class Row:
    """The figures of one language with one threshold at one value; `now`: the value that counts at present."""

    threshold: str
    language: str
    value: float
    now: bool
    figures: Mapping[str, Share]


def again(parse: Parse, lexicon: Lexicon, thresholds: Thresholds) -> Read:
    """A message read with these thresholds."""
    pending = {"kind": parse.message.pending} if parse.message.pending else None
    found = read(parse.text, parse.probabilities, pending, lexicon, thresholds, parse.likely)
    intent = FALLBACK if found.intent == FALLBACK else found.reading
    return Read(parse.message, intent, found.confidence, found.safety, found.law)


def rows(parses: Sequence[Parse], lexicon: Lexicon, thresholds: Thresholds) -> Iterator[Row]:
    """Every threshold of `VALUES` at each value, the others as they are; the present value is always among them."""
    for name, values in VALUES.items():
        now = getattr(thresholds, name)
        for language in sorted({parse.message.language for parse in parses}):
            own = [parse for parse in parses if parse.message.language == language]
            for value in sorted({*values, now}):
                reads = [again(parse, lexicon, replace(thresholds, **{name: value})) for parse in own]
                found = figures.overall(reads)
                yield Row(name, language, value, value == now, {figure: found[figure] for figure in FIGURES[name]})
