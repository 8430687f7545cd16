"""The report in words and tables."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from evaluation import figures
from evaluation.figures import Read

BARS = {    # what | the bar | the aim | whether less is better
    "accuracy, all intents": (0.80, 0.90, False),
    "crisis and danger answered (sure or maybe)": (0.97, 0.99, False),
    "distress (hard negatives) taken as sure": (0.05, 0.02, True),
    "other intents taken as safety (sure or maybe)": (0.08, 0.03, True),
    "law and rumours pointed to a helpdesk (sure or maybe)": (0.95, 0.99, False),
    "other intents taken as law sure": (0.04, 0.02, True),
    "other intents but need_papers taken as law maybe": (0.12, 0.05, True),
    "out of scope recognised or fallen back on": (0.75, 0.90, False),
}


def markdown(measured: Mapping[str, Sequence[Read]], context: figures.Share, parse_ms: float) -> str:
    """The whole report."""
    parts = ["# Understanding, measured", "",
             f"{datetime.date.today().isoformat()}. Written by `make eval`. Each share with its 95 % interval and n.",
             "`development` is written by other hands than the training data; thresholds were tuned on it, so it flatters.",
             "`samples` are by others still, and were only measured on.", "",
             f"Parse of one message, median: {parse_ms:.1f} ms.",
             f"After a question: rightly taken as an answer or an interruption: {context}.", ""]
    for name, rows in measured.items():
        parts += _set(name, rows)
    return "\n".join(parts) + "\n"


def _set(name: str, rows: Sequence[Read]) -> list[str]:
    languages = sorted({row.message.language for row in rows})
    by_language = {language: [row for row in rows if row.message.language == language] for language in languages}
    parts = [f"## {name}", "", "| figure | bar (aim) | " + " | ".join(languages) + " |",
             "|---|---|" + "---|" * len(languages)]
    tables = {language: figures.overall(by_language[language]) for language in languages}
    for figure in next(iter(tables.values())):
        cells = [_judged(figure, tables[language][figure]) for language in languages]
        parts.append(f"| {figure} | {_bar(figure)} | " + " | ".join(cells) + " |")
    parts.append("| macro F1 | at least 75 % (88 %) | "
                 + " | ".join(f"{100 * figures.macro_f1(by_language[language]):.1f} %" for language in languages) + " |")
    for group in figures.GROUPS:
        cells = [str(figures.groups(by_language[language])[group]) for language in languages]
        parts.append(f"| accuracy, {group} | | " + " | ".join(cells) + " |")
    parts += ["", "Most frequent confusions (meant → read as):", ""]
    for language in languages:
        pairs = ", ".join(f"{meant} → {as_} ({n})" for meant, as_, n in figures.confusions(by_language[language], 8))
        parts.append(f"- {language}: {pairs}")
    return [*parts, ""]


def _bar(figure: str) -> str:
    if figure not in BARS:
        return ""
    bar, aim, less = BARS[figure]
    return f"at {'most' if less else 'least'} {100 * bar:.0f} % ({100 * aim:.0f} %)"


def _judged(figure: str, value: figures.Share) -> str:
    if figure not in BARS or value.share is None:
        return str(value)
    bar, _, less = BARS[figure]
    met = value.share <= bar if less else value.share >= bar
    return f"{value}{'' if met else ' **missed**'}"


def misses(measured: Mapping[str, Sequence[Read]]) -> str:
    """Each miss on a line: set, language, meant, read as, confidence, safety, law, text."""
    lines = ["set\tlanguage\tmeant\tread as\tconfidence\tsafety\tlaw\ttext"]
    for name, rows in measured.items():
        lines += [f"{name}\t{row.message.language}\t{row.message.intent}\t{row.intent}\t{row.confidence:.2f}"
                  f"\t{row.safety or ''}\t{row.law or ''}\t{row.message.text}" for row in rows if not row.right]
    return "\n".join(lines) + "\n"
