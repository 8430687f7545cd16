"""One run: each set-up measured in the same way, in turns, so that a busy moment of the machine hits them all."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import measures, stock
from bench.measures import Crowd, Growth, Latency
from bench.processes import BenchError
from bench.script import Script, Turn
from bench.setups import Setup, client
from bot.settings import ROOT

REACH = (5, 10)         # turns around the 10th, and around the last that is compared
MOST_SHOWN = 160        # characters of a reply in report.json
GROWTH_PAIR = ("ask_privacy", "ask_help")
NOTED = ("mijn dochter is ziek en heeft een dokter nodig", "ik heb eten nodig voor mijn kinderen")


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        starts: cold starts per set-up; the median counts.
        warm: turns before memory is read and times are taken.
        talks: runs of the whole talk per set-up.
        people, people_turns, crowds: at once, turns each, and how often; the median counts.
        compared: the late turn that is compared with the 10th.
        growth_seconds: after so long the long conversation stops where it is.
        parses: messages for the parse time.
        examples, epochs: per intent, and of training, for the stock model; None for all examples.
    """

    starts: int
    warm: int
    talks: int
    people: int
    people_turns: int
    crowds: int
    compared: int
    growth_seconds: float
    parses: int
    examples: int | None
    epochs: int = stock.EPOCHS


FULL = Size(2, 60, 4, 50, 10, 1, 500, 150.0, 200, 60)
QUICK = Size(1, 31, 1, 20, 4, 1, 60, 60.0, 40, 20)


class Run:
    """Measures set-ups; `found` maps a set-up's key to its figures."""

    def __init__(self, setups: list[Setup], size: Size, say=print) -> None:
        self.setups, self.size, self.say = setups, size, say
        self.script = Script()
        self.talk = self.script.talk()
        self.found: dict[str, dict[str, Any]] = {setup.key: {"title": setup.title} for setup in setups}

    async def everything(self) -> None:
        async with client() as http:
            await self._starts(http)
            await self._memory(http)
            await self._latency(http)
            await self._crowds(http)
            await self._growth(http)
            for setup in self.setups:
                self.found[setup.key]["memory"]["after_all_mb"] = setup.memory[0]

    async def _starts(self, http: httpx.AsyncClient) -> None:
        """Cold starts, one process at a time; the last one of each stays up."""
        for setup in self.setups:
            seconds, processor = [], []
            for number in range(self.size.starts):
                seconds.append(await measures.cold_start(setup, http, self.talk[0]))
                processor.append(setup.processor)
                if number + 1 < self.size.starts:
                    setup.stop()
            self.found[setup.key]["start"] = {"seconds": seconds, "median_s": statistics.median(seconds),
                                              "processor_s": statistics.median(processor)}
            self.say(f"{setup.title}: start to first answer {statistics.median(seconds):.1f} s")

    async def _memory(self, http: httpx.AsyncClient) -> None:
        for setup in self.setups:
            await measures.run_up(setup, http, self.talk, self.size.warm)
            serving, total = setup.memory
            self.found[setup.key]["memory"] = {"turns": setup.turns, "serving_mb": serving, "all_mb": total}
            self.say(f"{setup.title}: {serving:.0f} MB serving, {total:.0f} MB in all after {setup.turns} turns")

    async def _latency(self, http: httpx.AsyncClient) -> None:
        """Talk after talk; the set-ups take turns. Conversation ids are the same: they decide the order of options."""
        latencies = {setup.key: Latency() for setup in self.setups}
        before = {setup.key: setup.processor for setup in self.setups}
        for number in range(self.size.talks):
            for setup in self.setups:
                await measures.one_talk(setup, http, self.talk, f"talk-{number}", latencies[setup.key])
        alike = [place for place in range(len(self.talk))
                 if len({latency.said(place) for latency in latencies.values()}) == 1]
        for setup in self.setups:
            latency, reference = latencies[setup.key], latencies[self.setups[0].key]
            processor = (setup.processor - before[setup.key]) / len(latency.all) * 1000
            self.found[setup.key]["latency"] = {
                "turns": len(latency.all), "silent": latency.silent, "p50_ms": statistics.median(latency.all),
                "p95_ms": measures.percentile(latency.all, 0.95), "processor_ms": processor,
                "alike": len(alike), "alike_p50_ms": statistics.median(latency.only(alike)),
                "other_replies": _others(self.talk, latency, reference),
                "per_turn_ms": {f"{place}: {turn.shown}": value for place, (turn, value)
                                in enumerate(zip(self.talk, latency.per_turn(), strict=True), 1)}}
            self.say(f"{setup.title}: one turn p50 {statistics.median(latency.all):.1f} ms")

    async def _crowds(self, http: httpx.AsyncClient) -> None:
        crowds: dict[str, list[Crowd]] = {setup.key: [] for setup in self.setups}
        for number in range(self.size.crowds):
            for setup in self.setups:
                crowds[setup.key].append(await measures.crowd(
                    setup, http, self.talk[:self.size.people_turns], self.size.people, f"crowd-{number}"))
        for setup in self.setups:
            runs = crowds[setup.key]
            rate = statistics.median(run.per_second for run in runs)
            self.found[setup.key]["crowd"] = {"turns_per_second": rate, "runs": [asdict(run) for run in runs],
                                              "all_answered": all(run.answered == run.turns for run in runs)}
            self.say(f"{setup.title}: {self.size.people} people at once, {rate:.1f} turns a second")

    async def _growth(self, http: httpx.AsyncClient) -> None:
        buttons = [self.script.pressed(choice) for choice in GROWTH_PAIR]
        for setup in self.setups:
            self.found[setup.key]["growth"] = await self._long(http, setup, buttons, "long")
        ours = self.setups[0]
        notes = [self.script.typed(text) for text in NOTED]
        self.found[ours.key]["growth_noted"] = await self._long(http, ours, notes, "long-noted")

    async def _long(self, http: httpx.AsyncClient, setup: Setup, pair: list[Turn], name: str) -> dict[str, Any]:
        early, late = REACH
        growth = await measures.growth(setup, http, self.talk[:3], pair, self.size.compared + late,
                                       self.size.growth_seconds, name)
        figures = grown(growth, early, late)
        self.say(f"{setup.title}: turn {figures['compared']} costs {figures['ratio']:.2f} times the 10th ({name})")
        return figures


def grown(growth: Growth, early: int, late: int) -> dict[str, Any]:
    """The 10th turn against the last one that has enough turns around it: measured, never extrapolated."""
    compared = len(growth.times) - late
    first, last = growth.around(10, early), growth.around(compared, late)
    marks = {turn: growth.around(turn, early) for turn in (10, 50, 100, 200, 300, 400, 500)
             if turn + early <= len(growth.times)}
    return {"compared": compared, "tenth_ms": first, "late_ms": last, "ratio": last / first, "silent": growth.silent,
            "question_came_back": growth.same, "median_ms_around_turn": marks}


def _others(talk: list[Turn], latency: Latency, reference: Latency) -> dict[str, str]:
    """Turns of the first talk that were answered in other words than the first set-up gave, and those words."""
    return {f"{place + 1}: {turn.shown}": latency.said(place)[:MOST_SHOWN]
            for place, turn in enumerate(talk) if latency.said(place) != reference.said(place)}


def parse_time(model: Path, times: int) -> dict[str, float]:
    """Parse time in a process of its own.

    Raises:
        BenchError: the model cannot be loaded.
    """
    done = subprocess.run([sys.executable, "-m", "bench.understanding", str(model), str(times)], cwd=ROOT,
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError("parse time:\n" + "\n".join(done.stderr.splitlines()[-12:]))
    return json.loads(done.stdout.splitlines()[-1])
