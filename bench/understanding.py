"""Parse time of one message, in a process of its own: `python -m bench.understanding MODEL TIMES` prints JSON."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path

from bench.measures import percentile
from bench.script import Script

WARM_UP = 20


def main(model: Path, times: int) -> None:
    """Parse what is typed in the talk, over and over, with nothing else going on."""
    from rasa.core.agent import Agent

    from bot import rasa_runtime
    rasa_runtime.quiet()
    agent = Agent()
    agent.load_model(model)
    texts = [turn.text for turn in Script().talk() if turn.text and not turn.text.startswith("/")]

    async def measure() -> list[float]:
        found = []
        for number in range(WARM_UP + times):
            started = time.perf_counter()
            await agent.parse_message(texts[number % len(texts)])
            found.append((time.perf_counter() - started) * 1000)
        return found[WARM_UP:]

    found = asyncio.run(measure())
    print(json.dumps({"messages": times, "p50_ms": statistics.median(found), "p95_ms": percentile(found, 0.95)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
