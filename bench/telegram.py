"""Telegram: how fast it answers, what a crowd, kills and faults do to it, and what is left behind. The real process."""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.measures import percentile
from bench.telegram_traces import traces
from tests import telegram_served as people
from tests.bot_api import BotApi
from tests.telegram_kept import Kept
from tests.telegram_served import Serving, Writer

PER_SECOND = 30         # sends that Telegram takes
PAUSE = 0.2             # seconds in which one client reads an answer
MOST_TURNS = 26         # of a writer: after that the questions come round again
PATIENCE = 300.0        # seconds for the last answer of a round
SHARE = 0.1             # of updates that are repeated, come in another order, and of sends that fail


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        turns: of one client.
        crowd: clients who write at once.
        kills, killed_writers: kills, and people who write all the while.
        rounds, writers: updates of the run with faults: each writer does one thing a round.
    """

    turns: int
    crowd: int
    kills: int
    killed_writers: int
    rounds: int
    writers: int


FULL = Size(turns=100, crowd=200, kills=30, killed_writers=60, rounds=10, writers=100)
QUICK = Size(turns=10, crowd=20, kills=2, killed_writers=10, rounds=4, writers=15)


def measure(folder: Path, size: Size, say: Callable[[str], None]) -> dict[str, Any]:
    """All figures, each with a stand-in for Telegram and a data folder of its own."""
    figures: dict[str, Any] = {"size": asdict(size)}
    for name, part in (("one", one_client), ("crowd", crowd), ("kills", kills), ("faults", faults), ("traces", traces)):
        place = folder / f"telegram-{name}"
        place.mkdir(parents=True)
        with BotApi() as api, Serving(place, api) as serving:
            figures[name] = part(serving, size)
        say(f"Telegram, {name}: {figures[name]}")
    return figures


def one_client(serving: Serving, size: Size) -> dict[str, Any]:
    """Milliseconds from an update until its answer is at Telegram; a client who is alone, and reads before going on."""
    api, times, used = serving.api, [], processor(serving)
    while len(times) < size.turns:
        writer = Writer(api)
        people.begin(api, [writer])
        while writer.turns < MOST_TURNS and len(times) < size.turns:
            time.sleep(PAUSE)
            started, before = time.monotonic(), len(people.sends(api, writer))
            writer.goes_on()
            api.wait(lambda who=writer: who.has_answer)
            times.append((people.sends(api, writer)[before].at - started) * 1000)
    return {"turns": len(times), "p50_ms": statistics.median(times), "p95_ms": percentile(times, 0.95),
            "processor_ms": (processor(serving) - used) / len(times) * 1000}


def processor(serving: Serving) -> float:
    """Seconds of processor time that the process has used up to now."""
    fields = Path(f"/proc/{serving.served.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def crowd(serving: Serving, size: Size) -> dict[str, Any]:
    """Seconds until each of many clients, who write at the same moment, has the answer."""
    api, writers = serving.api, [Writer(serving.api) for _ in range(size.crowd)]
    people.begin(api, writers)
    before = {writer: len(people.sends(api, writer)) for writer in writers}
    api.per_second = PER_SECOND
    started = time.monotonic()
    for writer in writers:
        writer.goes_on()
    api.wait(lambda: all(writer.has_answer for writer in writers), PATIENCE)
    serving.settles()
    answers = [people.sends(api, writer)[before[writer]:] for writer in writers]
    waited = [found[0].at - started for found in answers]
    refused = sum(call.status == 429 for call in api.calls)
    return {"clients": size.crowd, "p50_s": statistics.median(waited), "p95_s": percentile(waited, 0.95), "last_s": max(waited),
            "answered": sum(bool(found) for found in answers), "more_than_one_answer": sum(len(found) > 1 for found in answers),
            "refused_by_telegram": refused, **kept(serving, writers)}


def kept(serving: Serving, writers: list[Writer]) -> dict[str, int]:
    """What the record holds of all that was told, looked at with the key; and answers that came twice."""
    told = [word for writer in writers for word in writer.told]
    lost, twice = people.kept_wrongly(told, Kept(serving.data).texts())
    return {"messages": sum(writer.turns for writer in writers), "texts": len(told), "lost": len(lost),
            "stored_twice": len(twice), "answers_sent_twice": sum(len(people.sent_again(serving.api, one)) for one in writers)}


def kills(serving: Serving, size: Size) -> dict[str, Any]:
    """kill -9 at random moments, while many people write: each as soon as the one before is answered."""
    api, chance = serving.api, random.Random(11)
    writers = [Writer(api) for _ in range(size.killed_writers)]
    people.begin(api, writers)
    over = threading.Event()
    writing = threading.Thread(target=_write_on, args=(api, writers, over))
    writing.start()
    waiting, moments = [], []
    for _ in range(size.kills):
        time.sleep(chance.uniform(0, 3))
        waiting.append(serving.count("inbox WHERE done = 0") + serving.count("outbox"))
        serving.served.kill()
        moments.append(time.monotonic())
        serving.served.up()
    over.set()
    writing.join()
    api.wait(lambda: all(writer.has_answer for writer in writers), PATIENCE)
    serving.settles()
    again = [pair for writer in writers for pair in people.sent_again(api, writer)]
    open_then = [pair for pair in again if any(pair[0].at <= moment <= pair[1].at for moment in moments)]
    return {"kills": size.kills, "waiting_at_a_kill": statistics.mean(waiting), "left_open_at_a_kill": len(open_then),
            **kept(serving, writers)}


def _write_on(api: BotApi, writers: list[Writer], over: threading.Event) -> None:
    while not over.is_set():
        ready = [writer for writer in writers if writer.turns < MOST_TURNS and writer.has_answer]
        for writer in ready:
            writer.goes_on()
        if not ready:
            api.wait(lambda: over.is_set() or any(writer.has_answer for writer in writers if writer.turns < MOST_TURNS)
                     or all(writer.turns >= MOST_TURNS for writer in writers), PATIENCE)


def faults(serving: Serving, size: Size) -> dict[str, Any]:
    """Updates that come twice, or in another order, and sends that Telegram does not take."""
    api, chance = serving.api, random.Random(13)
    writers = [Writer(api) for _ in range(size.writers)]
    people.begin(api, writers)
    api.fail_share(SHARE, seed=17)
    known: list[int] = []
    repeated = moved = 0
    for _ in range(size.rounds):
        with api.held():
            new = [put.update_id for writer in writers
                   for put in (writer.tells_two() if writer.open >= 2 and chance.random() < SHARE else writer.goes_on())]
            known += new
            moved += _move(api, chance.sample(new, round(SHARE * len(new))), chance)
            again = chance.sample(known, round(SHARE * len(new)))
            for update_id in again:
                api.repeat(update_id)
            repeated += len(again)
        api.wait(lambda: all(writer.has_answer for writer in writers), PATIENCE)
        serving.settles()
    sends = [call for call in api.calls if call.method.startswith("send") and call.status is not None]
    return {"updates": len(known), "repeated": repeated, "in_another_order": moved,
            "failed_sends": sum(not call.delivered for call in sends), "sends": len(sends), **kept(serving, writers)}


def _move(api: BotApi, ids: list[int], chance: random.Random) -> int:
    """Put some of the updates that wait elsewhere in the queue."""
    with api.changed:
        chosen = [queued for queued in api.queue if queued.update["update_id"] in set(ids)]
        for queued in chosen:
            api.queue.remove(queued)
            api.queue.insert(chance.randrange(len(api.queue) + 1), queued)
        for queued in api.queue:        # nothing is confirmed by a number that overtook it
            queued.out_of_turn = True
    return len(chosen)
