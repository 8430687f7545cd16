"""The report in words and tables."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from evaluation import figures
from evaluation.figures import Read
from evaluation.sweep import FIGURES, VALUES, Row

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
WEAKEST = 12


def markdown(measured: Mapping[str, Sequence[Read]], context: figures.Share, parse_ms: float,
             sweep: Sequence[Row] = (), more: Sequence[str] = ()) -> str:
    """The whole report; `sweep`: what other thresholds would give, on the development set; `more`: lines to end it with."""
    parts = ["# Understanding, measured", "",
             f"{datetime.date.today().isoformat()}. Written by `make eval`. Each share with its 95 % interval and n.",
             "`development` is written by other hands than the training data; thresholds were tuned on it, so it flatters.",
             "`validation` is by two hands that wrote nothing else here; one rule and a few words were mended after its misses.",
             "`inside an answer` are answers to an open question, half of them with a legal question or rumour slipped in.",
             "`samples` are by others still, and were only measured on.", "",
             f"Parse of one message, median: {parse_ms:.1f} ms.",
             f"After a question: rightly taken as an answer or an interruption: {context}.", ""]
    for name, rows in measured.items():
        parts += _set(name, rows)
    parts += _sweep(sweep) if sweep else []
    return "\n".join([*parts, *more]) + "\n"


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
    return [*parts, "", *_weakest(by_language), ""]


def _weakest(by_language: Mapping[str, Sequence[Read]]) -> list[str]:
    """The intents with the lowest F1 (mean of the languages); all of them are in report.json."""
    tables = {language: {row.name: row for row in figures.intents(reads)} for language, reads in by_language.items()}
    names = sorted({name for table in tables.values() for name in table})
    found = {name: [table[name].f1 for table in tables.values() if name in table] for name in names}
    worst = sorted(names, key=lambda name: sum(found[name]) / len(found[name]))[:WEAKEST]
    lines = [f"The {len(worst)} weakest intents, precision / recall / F1 in % (n); all stand in report.json:", "",
             "| intent | " + " | ".join(tables) + " |", "|---|" + "---|" * len(tables)]
    return lines + [f"| {name} | " + " | ".join(_three(table.get(name)) for table in tables.values()) + " |" for name in worst]


def _three(row: figures.Intent | None) -> str:
    if row is None:
        return "-"
    parts = ("-" if value is None else f"{100 * value:.0f}" for value in (row.precision, row.recall, row.f1))
    return f"{' / '.join(parts)} ({row.n})"


def _sweep(rows: Sequence[Row]) -> list[str]:
    parts = ["## What a threshold change would do", "",
             "On the development set, one threshold changed and the others as they are; **bold**: as it is now.", ""]
    for name in VALUES:
        parts += [f"| {name} | | " + " | ".join(FIGURES[name]) + " |", "|---|---|" + "---|" * len(FIGURES[name])]
        for row in (row for row in rows if row.threshold == name):
            cells = [f"{100 * value.share:.1f} % ({value.hits}/{value.n})" if value.n else "-" for value in row.figures.values()]
            value = f"**{row.value:g}**" if row.now else f"{row.value:g}"
            parts.append(f"| {row.language} | {value} | " + " | ".join(cells) + " |")
        parts.append("")
    return parts


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
