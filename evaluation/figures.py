"""Figures from readings: shares with their 95 % interval, per intent, per group, and the tiers. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from bot.nlu.reading import FALLBACK, LAW, SAFETY
from evaluation.sets import Message

GROUPS = {
    "needs": ("need_papers", "need_shelter", "need_health", "need_food", "need_work", "need_school", "need_family"),
    "options": ("choose_legal_stay", "choose_onward_migration", "choose_return", "choose_stay_without_status",
                "choose_exercise"),
    "telling": ("tell_motive", "tell_dream", "tell_loss", "tell_gain", "tell_talent", "tell_support", "tell_goal",
                "report_progress", "report_setback"),
    "steering": ("affirm", "deny", "dont_know", "skip", "go_back", "ask_repeat", "pause", "start_over", "ask_help",
                 "ask_goal", "ask_reminder", "change_language", "talk_to_human"),
    "about": ("greet", "goodbye", "thank", "bot_challenge", "ask_privacy", "forget_me", "insult", "out_of_scope"),
}


@dataclass(frozen=True)
class Read:
    """A message and how it was read."""

    message: Message
    intent: str
    confidence: float
    safety: str | None
    law: str | None

    @property
    def right(self) -> bool:
        return self.intent == self.message.intent


@dataclass(frozen=True)
class Share:
    """So many of so many, with the 95 % interval (Wilson's score interval)."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.share is None:
            return "-"
        return f"{100 * self.share:.1f} % ({100 * self.low:.1f}-{100 * self.high:.1f}), n={self.n}"


def share(hits: int, n: int) -> Share:
    """A share with its interval; empty for no cases."""
    if not n:
        return Share(0, 0, None, None, None)
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Share(hits, n, p, max(0.0, middle - half), min(1.0, middle + half))


def part(reads: Iterable[Read], of: Callable[[Read], bool], hit: Callable[[Read], bool]) -> Share:
    """How many of those that `of` names are a `hit`."""
    chosen = [read for read in reads if of(read)]
    return share(sum(map(hit, chosen)), len(chosen))


def overall(reads: Sequence[Read]) -> dict[str, Share]:
    """The figures of the report, in its order."""
    return {
        "accuracy, all intents": part(reads, lambda r: True, lambda r: r.right),
        "crisis and danger answered (sure or maybe)":
            part(reads, lambda r: r.message.intent in SAFETY, lambda r: bool(r.safety)),
        "distress (hard negatives) taken as sure":
            part(reads, lambda r: r.message.intent == "express_distress", lambda r: r.safety == "sure"),
        "distress taken as maybe":
            part(reads, lambda r: r.message.intent == "express_distress", lambda r: r.safety == "maybe"),
        "other intents taken as safety (sure or maybe)":
            part(reads, lambda r: r.message.intent not in (*SAFETY, "express_distress"), lambda r: bool(r.safety)),
        "law and rumours pointed to a helpdesk (sure or maybe)":
            part(reads, lambda r: r.message.intent in LAW, lambda r: bool(r.law)),
        "other intents taken as law sure":
            part(reads, lambda r: r.message.intent not in LAW, lambda r: r.law == "sure"),
        "other intents but need_papers taken as law maybe":
            part(reads, lambda r: r.message.intent not in (*LAW, "need_papers"), lambda r: r.law == "maybe"),
        "out of scope recognised or fallen back on":
            part(reads, lambda r: r.message.intent == "out_of_scope",
                 lambda r: r.intent in ("out_of_scope", FALLBACK)),
    }


def groups(reads: Sequence[Read]) -> dict[str, Share]:
    """Accuracy by group of intents."""
    return {name: part(reads, lambda r, names=names: r.message.intent in names, lambda r: r.right)
            for name, names in GROUPS.items()}


@dataclass(frozen=True)
class Intent:
    """Precision, recall and F1 of one intent; None where nothing was there to divide by."""

    name: str
    n: int
    precision: float | None
    recall: float | None
    f1: float


def intents(reads: Sequence[Read]) -> list[Intent]:
    """Per intent, in alphabetical order."""
    found = []
    for name in sorted({read.message.intent for read in reads}):
        n = sum(read.message.intent == name for read in reads)
        taken = sum(read.intent == name for read in reads)
        right = sum(read.right and read.intent == name for read in reads)
        precision, recall = right / taken if taken else None, right / n if n else None
        f1 = 2 * right / (n + taken) if n + taken else 0.0
        found.append(Intent(name, n, precision, recall, f1))
    return found


def macro_f1(reads: Sequence[Read]) -> float:
    """Mean F1 over the intents that occur."""
    rows = intents(reads)
    return sum(row.f1 for row in rows) / len(rows) if rows else 0.0


def confusions(reads: Sequence[Read], most: int = 15) -> list[tuple[str, str, int]]:
    """The most frequent (meant, read as, how often)."""
    counted = Counter((read.message.intent, read.intent) for read in reads if not read.right)
    return [(meant, as_, n) for (meant, as_), n in counted.most_common(most)]


def as_json(reads: Sequence[Read]) -> dict:
    """Everything of one language or set, to compare two runs."""
    return {"n": len(reads), "macro_f1": round(macro_f1(reads), 4),
            "overall": {name: asdict(value) for name, value in overall(reads).items()},
            "groups": {name: asdict(value) for name, value in groups(reads).items()},
            "intents": [asdict(row) for row in intents(reads)],
            "confusions": confusions(reads, 50)}
