"""`python -m evaluation [--samples FOLDER]`: reads every message with the trained model and writes the report.

Writes evaluation/report.md (to read), evaluation/report.json (to compare) and results/misses.tsv (each miss, to read;
not committed).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

from bot import lean

lean.serve_lean()       # before anything imports Rasa

from bot import understanding  # noqa: E402
from bot.settings import ROOT  # noqa: E402
from evaluation import figures, report, sets  # noqa: E402
from evaluation.figures import Read  # noqa: E402
from evaluation.sets import Message  # noqa: E402

HERE = Path(__file__).parent


async def read_all(agent, messages: Iterable[Message]) -> tuple[list[Read], list[float]]:
    """How each message is read, and the seconds each took."""
    reads, seconds = [], []
    for message in messages:
        started = time.perf_counter()
        found = await understanding.read(agent, message.text, message.language, message.pending)
        seconds.append(time.perf_counter() - started)
        reads.append(Read(message, found["intent"], found["confidence"], found["safety"], found["law"]))
    return reads, seconds


async def gate(agent) -> figures.Share:
    """How often a message after a question is rightly taken as an answer or as an interruption."""
    right = total = 0
    for message, kind in sets.context():
        interrupts = await understanding.interrupts(agent, message.text, message.pending)
        total += 1
        right += interrupts == (kind == "interrupt")
    return figures.share(right, total)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=Path, help="a folder with nlu_<language>.yml and hard_<language>.tsv")
    arguments = parser.parse_args()
    agent = understanding.load(print)
    await understanding.read(agent, "warm", "nl")
    measured: dict[str, list[Read]] = {}
    reads, seconds = await read_all(agent, sets.development())
    measured["development"] = reads
    if arguments.samples:
        measured["samples"], _ = await read_all(agent, sets.samples(arguments.samples))
        measured["hard samples"], _ = await read_all(agent, sets.hard_samples(arguments.samples))
    parse_ms = statistics.median(seconds) * 1000
    context = await gate(agent)
    text = report.markdown(measured, context, parse_ms)
    (HERE / "report.md").write_text(text, encoding="utf-8")
    content = {name: {language: figures.as_json([r for r in rows if r.message.language == language])
                      for language in sorted({r.message.language for r in rows})} for name, rows in measured.items()}
    (HERE / "report.json").write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    misses = ROOT / "results" / "misses.tsv"
    misses.parent.mkdir(exist_ok=True)
    misses.write_text(report.misses(measured), encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
