"""`python -m evaluation [--samples FOLDER]`: reads every message with the trained model and writes the report.

Writes evaluation/report.md (to read), evaluation/report.json (to compare) and results/misses.tsv (each miss, to read;
not committed). `python -m evaluation --compare OLD.json` only prints how evaluation/report.json differs from an older one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

import yaml

from bot import lean

lean.serve_lean()       # before anything imports Rasa

from bot import understanding  # noqa: E402
from bot.nlu import lexicon  # noqa: E402
from bot.nlu.reading import Thresholds  # noqa: E402
from bot.settings import ROOT  # noqa: E402
from evaluation import figures, moves, report, sets, sweep  # noqa: E402
from evaluation.compare import differences  # noqa: E402
from evaluation.figures import Read  # noqa: E402
from evaluation.sets import Message  # noqa: E402
from evaluation.sweep import Parse  # noqa: E402

REPORT, FIGURES = (Path(__file__).with_name(name) for name in ("report.md", "report.json"))


async def parse_all(agent, messages: Iterable[Message]) -> tuple[list[Read], list[Parse], list[float]]:
    """How each message is read, what the classifier made of it, and the seconds that took."""
    reads, parses, seconds = [], [], []
    for message in messages:
        started = time.perf_counter()
        parsed = await understanding.parse(agent, message.text, message.language, message.pending)
        seconds.append(time.perf_counter() - started)
        found = understanding.described(parsed, message.text, message.language, message.pending)
        reads.append(Read(message, found["intent"], found["confidence"], found["safety"], found["law"]))
        parses.append(Parse.of(message, parsed))
    return reads, parses, seconds


async def gate(agent) -> figures.Share:
    """How often a message after a question is rightly taken as an answer or as an interruption."""
    right = total = 0
    for message, kind in sets.context():
        interrupts = await understanding.interrupts(agent, message.text, message.pending)
        total += 1
        right += interrupts == (kind == "interrupt")
    return figures.share(right, total)


def thresholds(config: Path = ROOT / "config.yml") -> Thresholds:
    """As the gate of the pipeline has them: those of the code, and what config.yml sets."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    own = next(component for component in pipeline if component["name"].endswith("ContextGate"))
    return Thresholds(**{name: value for name, value in own.items() if name != "name"})


async def measure(samples: Path | None) -> str:
    """Read every set, write the report and return it."""
    agent = understanding.load(print)
    await understanding.read(agent, "warm", "nl")
    measured: dict[str, list[Read]] = {}
    measured["development"], parses, seconds = await parse_all(agent, sets.development())
    measured["validation"], *_ = await parse_all(agent, sets.development(sets.VALIDATION))
    measured["inside an answer"], *_ = await parse_all(agent, sets.hard_samples(sets.VALIDATION))
    if samples:
        measured["samples"], *_ = await parse_all(agent, sets.samples(samples))
        measured["hard samples"], *_ = await parse_all(agent, sets.hard_samples(samples))
    rows = list(sweep.rows(parses, lexicon.load(), thresholds()))
    room = await moves.measure()
    text = report.markdown(measured, await gate(agent), statistics.median(seconds) * 1000, rows, moves.section(room))
    REPORT.write_text(text, encoding="utf-8")
    content = {name: {language: figures.as_json([r for r in reads if r.message.language == language])
                      for language in sorted({r.message.language for r in reads})} for name, reads in measured.items()}
    content["moves"] = {language: moves.as_json(found) for language, found in room.items()}
    measured["moves"] = [read for found in room.values() for read in found.reads]
    FIGURES.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    misses = ROOT / "results" / "misses.tsv"
    misses.parent.mkdir(exist_ok=True)
    misses.write_text(report.misses(measured), encoding="utf-8")
    return text


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=Path, help="a folder with nlu_<language>.yml and hard_<language>.tsv")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="print how report.json differs from an older one")
    arguments = parser.parse_args()
    if arguments.compare:
        before, now = (json.loads(path.read_text(encoding="utf-8")) for path in (arguments.compare, FIGURES))
        print(differences(before, now))
    else:
        print(asyncio.run(measure(arguments.samples)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
