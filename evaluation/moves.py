"""The counsellor's moves, measured on `rehearsal/development/` as the rehearsal room reads a line. Part of `make eval`.

`python -m evaluation.moves` prints this part alone, and writes nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot import lean

lean.serve_lean()       # before anything imports Rasa

from bot.rehearsal import moves  # noqa: E402
from bot.rehearsal.client import CLOSES  # noqa: E402
from bot.rehearsal.desk import Desk  # noqa: E402
from bot.script import loader  # noqa: E402
from evaluation import figures, sets  # noqa: E402
from evaluation.figures import Read, Share  # noqa: E402
from evaluation.sets import Message  # noqa: E402

URGENT = ("give_verdict", "give_advice")
LINES_A_TALK = 20
BARS = {    # what | the bar | whether less is better
    "accuracy, all moves": (0.75, False),
    "verdicts and advice taken as a move that closes": (0.90, False),
    "F1, open questions": (0.90, False),
    "F1, closed questions": (0.90, False),
    "one exchange, median": (30.0, True),
}


@dataclass(frozen=True)
class Asked:
    """A question of a known form, "open" or "closed", and how it was read: "" where it was not taken as a question."""

    message: Message
    form: str
    read: str


@dataclass(frozen=True)
class Measured:
    """What was found in one language; `seconds`: of each exchange."""

    reads: Sequence[Read]
    asked: Sequence[Asked]
    seconds: Sequence[float]

    @property
    def milliseconds(self) -> float:
        """Of one exchange, median."""
        return 1000 * statistics.median(self.seconds)


def shares(reads: Sequence[Read]) -> dict[str, Share]:
    """The shares of the report, in its order."""
    return {
        "accuracy, all moves": figures.part(reads, lambda r: True, lambda r: r.right),
        "verdicts and advice taken as a move that closes":
            figures.part(reads, lambda r: r.message.intent in URGENT, lambda r: r.intent in CLOSES),
        "other lines taken as a move that closes":
            figures.part(reads, lambda r: r.message.intent not in CLOSES, lambda r: r.intent in CLOSES),
    }


def f1(asked: Sequence[Asked], form: str) -> float:
    """F1 of one form against the other."""
    right = sum(one.form == form == one.read for one in asked)
    there, taken = (sum(getattr(one, name) == form for one in asked) for name in ("form", "read"))
    return 2 * right / (there + taken) if there + taken else 0.0


async def measure(say=print) -> dict[str, Measured]:
    """Each language: every line read once, as an exchange with a written client of that language."""
    understanding = moves.load(say)
    await understanding.read("warm")
    scripts = {language: loader.load(language) for language in loader.languages()}
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(scripts, understanding, Path(folder))
        lines, forms = sets.moves(), sets.forms()
        return {language: await _language(desk, language, [line for line in lines if line.language == language],
                                          [each for each in forms if each[0].language == language])
                for language in sorted({line.language for line in lines})}


async def _language(desk: Desk, language: str, lines: Sequence[Message], forms: Sequence[tuple[Message, str]]) -> Measured:
    persona, reads, asked, seconds = next(iter(desk.personas[language])), [], [], []
    for number, (message, form) in enumerate([*((line, "") for line in lines), *forms]):
        if number % LINES_A_TALK == 0:
            rehearsal = desk.begin(language, persona, number)
        started = time.perf_counter()
        rehearsal = await desk.say(rehearsal.id, message.text)
        desk.talk(rehearsal)
        seconds.append(time.perf_counter() - started)
        said = rehearsal.lines[-1]
        if form:
            asked.append(Asked(message, form, said.questions[-1] if said.questions else ""))
        else:
            reads.append(Read(message, said.move, float("nan"), None, None))    # the room keeps no confidence
    return Measured(reads, asked, seconds)


def section(measured: Mapping[str, Measured]) -> list[str]:
    """This part of the report."""
    rows = {language: _row(found) for language, found in measured.items()}
    parts = ["## Moves of a counsellor", "",
             "On `rehearsal/development/`, read as the rehearsal room reads a line, sentence by sentence. One exchange: the line",
             "is understood and the client answers.", "",
             "| figure | bar | " + " | ".join(rows) + " |", "|---|---|" + "---|" * len(rows)]
    parts += [f"| {figure} | {_bar(figure)} | " + " | ".join(row[figure] for row in rows.values()) + " |"
              for figure in next(iter(rows.values()))]
    parts += ["", "Most frequent confusions (meant → read as):", ""]
    for language, found in measured.items():
        pairs = ", ".join(f"{meant} → {as_} ({n})" for meant, as_, n in figures.confusions(found.reads, 8))
        parts.append(f"- {language}: {pairs}")
    return parts


def _row(found: Measured) -> dict[str, str]:
    row = {figure: _judged(figure, value.share, str(value)) for figure, value in shares(found.reads).items()}
    row["macro F1"] = f"{100 * figures.macro_f1(found.reads):.1f} %"
    for form in ("open", "closed"):
        value, name = f1(found.asked, form), f"F1, {form} questions"
        row[name] = _judged(name, value, f"{100 * value:.1f} %, n={len(found.asked)}")
    name = "one exchange, median"
    row[name] = _judged(name, found.milliseconds, f"{found.milliseconds:.1f} ms, n={len(found.seconds)}")
    return row


def _bar(figure: str) -> str:
    if figure not in BARS:
        return ""
    bar, less = BARS[figure]
    return f"at {'most' if less else 'least'} " + (f"{bar:g} ms" if bar > 1 else f"{100 * bar:.0f} %")


def _judged(figure: str, value: float | None, text: str) -> str:
    if figure not in BARS or value is None:
        return text
    bar, less = BARS[figure]
    return text if (value <= bar if less else value >= bar) else f"{text} **missed**"


def as_json(found: Measured) -> dict:
    """Everything of one language, in the form of the other sets: to compare two runs."""
    return {"n": len(found.reads), "macro_f1": round(figures.macro_f1(found.reads), 4),
            "overall": {name: asdict(value) for name, value in shares(found.reads).items()}, "groups": {},
            "intents": [asdict(row) for row in figures.intents(found.reads)],
            "confusions": figures.confusions(found.reads, 50),
            "questions": {"n": len(found.asked), **{form: round(f1(found.asked, form), 4) for form in ("open", "closed")}},
            "exchange_ms": round(found.milliseconds, 2)}


if __name__ == "__main__":
    print("\n".join(section(asyncio.run(measure()))))
