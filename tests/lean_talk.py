"""Holds one scripted talk and prints it as JSON: `python -m tests.lean_talk lean|whole FOLDER`. See tests/test_lean.py."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from pathlib import Path

SAID = ("/start", "welcome.moment:thirty", "gaat wel, een beetje moe", "we slapen op straat met twee kinderen",
        "elke nacht bij iemand anders", "ik vraag rond aan het station", "maak ik kans op papieren?",
        "dan zou ik rustig slapen", "er was geen werk in mijn dorp", "ben jij een robot?",
        "ik wou een eigen winkel met brood", "I want to talk in English please", "I learned the language and made friends",
        "skip", "je ne sais pas", "ik wil niet meer leven", "crisis_now.safe:yes")
BUTTONS = ("welcome.moment:thirty", "skip", "crisis_now.safe:yes")


async def talk(folder: str) -> list[dict]:
    """The turns of the talk, as plain data."""
    from bot import settings
    from bot.app import build_engine

    chosen = settings.load({"PERSPECTIEF_DATA": folder}, dotenv=Path(folder) / "none")
    engine = build_engine(chosen, say=lambda line: None)
    return [dataclasses.asdict(await engine.turn("hetzelfde", **{"choice" if words in BUTTONS else "text": words}))
            for words in SAID]


def about_tensorflow() -> dict:
    """What stands under the name `tensorflow` in this process."""
    import tensorflow

    real = getattr(tensorflow, "__file__", None) is not None
    return {"real": real, "version": tensorflow.__version__,
            "finders": [type(finder).__module__ for finder in sys.meta_path if type(finder).__module__ == "bot.lean"],
            "sum": float(tensorflow.reduce_sum(tensorflow.constant([1.0, 2.0]))) if real else None}


if __name__ == "__main__":
    if sys.argv[1] == "lean":
        from bot import lean

        assert lean.serve_lean()
    turns = asyncio.run(talk(sys.argv[2]))
    print(json.dumps({"turns": turns, "tensorflow": about_tensorflow()}))
