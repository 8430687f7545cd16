"""What is measured: one turn, many people at once, a long conversation, the start, memory."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass, field

import httpx

from bench.script import Turn
from bench.setups import Setup

LEAST_TURNS = 40        # of a long conversation, however slow


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of all lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


async def timed(setup: Setup, client: httpx.AsyncClient, conversation: str, turn: Turn) -> tuple[float, list[str]]:
    """Milliseconds of one turn, and what came back."""
    started = time.perf_counter()
    texts = await setup.send(client, conversation, turn)
    return (time.perf_counter() - started) * 1000, texts


async def cold_start(setup: Setup, client: httpx.AsyncClient, first: Turn) -> float:
    """Seconds from starting the processes until the first turn is answered."""
    started = time.perf_counter()
    setup.start()
    await setup.ready(client)
    texts = await setup.send(client, "first", first)
    assert texts, f"{setup.title} gave no first answer"
    return time.perf_counter() - started


async def run_up(setup: Setup, client: httpx.AsyncClient, talk: list[Turn], turns: int) -> None:
    """Warm up: talks until so many turns were sent since the start."""
    number = 0
    while setup.turns < turns:
        number += 1
        for turn in talk[:turns - setup.turns]:
            await setup.send(client, f"warm-{number}", turn)


@dataclass
class Latency:
    """Milliseconds per turn of the talk, and the replies of its first run."""

    times: list[list[float]] = field(default_factory=list)     # a list per run of the talk
    replies: list[list[str]] = field(default_factory=list)
    silent: int = 0

    @property
    def all(self) -> list[float]:
        return [value for run in self.times for value in run]

    def per_turn(self) -> list[float]:
        """Median per turn of the talk."""
        return [statistics.median(values) for values in zip(*self.times, strict=True)]

    def only(self, places: list[int]) -> list[float]:
        """Times of some turns of the talk, of all its runs."""
        return [run[place] for run in self.times for place in places]

    def said(self, place: int) -> str:
        """What was answered to a turn; Rasa's REST channel splits a text at its empty lines."""
        return "\n\n".join(self.replies[place]).strip()


async def one_talk(setup: Setup, client: httpx.AsyncClient, talk: list[Turn], conversation: str,
                   latency: Latency) -> None:
    """The whole talk in one conversation, turn after turn, added to `latency`."""
    times, replies = [], []
    for turn in talk:
        took, texts = await timed(setup, client, conversation, turn)
        times.append(took)
        replies.append(texts)
    latency.times.append(times)
    latency.silent += sum(not texts for texts in replies)
    latency.replies = latency.replies or replies


@dataclass(frozen=True)
class Crowd:
    """Many people at once: seconds for all turns, how many of them were answered, and the wait for one turn."""

    people: int
    turns: int
    answered: int
    seconds: float
    p50: float
    p95: float

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds


async def crowd(setup: Setup, client: httpx.AsyncClient, talk: list[Turn], people: int, name: str) -> Crowd:
    """So many people at once, each in a conversation of their own, each sending the next turn when answered."""
    times: list[float] = []
    answered = 0

    async def person(number: int) -> None:
        nonlocal answered
        for turn in talk:
            took, texts = await timed(setup, client, f"{name}-{number}", turn)
            times.append(took)
            answered += bool(texts)

    started = time.perf_counter()
    await asyncio.gather(*(person(number) for number in range(people)))
    return Crowd(people, len(times), answered, time.perf_counter() - started, percentile(times, 0.5),
                 percentile(times, 0.95))


@dataclass(frozen=True)
class Growth:
    """A long conversation: milliseconds of each turn from the first on; how many got no answer."""

    times: list[float]
    silent: int
    same: bool      # whether the open question came back after each of the turns compared

    def around(self, turn: int, reach: int) -> float:
        """Median of the turns `turn - reach` to `turn + reach`."""
        return statistics.median(self.times[turn - reach - 1:turn + reach])


async def growth(setup: Setup, client: httpx.AsyncClient, opening: list[Turn], pair: list[Turn], turns: int,
                 seconds: float, conversation: str) -> Growth:
    """One conversation: the opening, then `pair` in turn, until so many turns or seconds."""
    times: list[float] = []
    silent = 0
    questions: set[str] = set()
    until = time.perf_counter() + seconds
    while len(times) < turns and (time.perf_counter() < until or len(times) < LEAST_TURNS):
        number = len(times) - len(opening)
        turn = opening[len(times)] if number < 0 else pair[number % len(pair)]
        took, texts = await timed(setup, client, conversation, turn)
        times.append(took)
        silent += not texts
        if number >= 0:
            questions.add(texts[-1] if texts else "")
    return Growth(times, silent, len(questions) == 1)
