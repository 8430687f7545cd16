"""Understands what a trainee's line does: Rasa's classifier for the moves, sentence by sentence, and open or closed."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import rasa_runtime, training
from bot.rehearsal import questions
from bot.rehearsal.client import CLOSES, Said
from bot.rehearsal.rules import MOVES

MOST_TEXT = 1500        # characters of a line that are read
MOST_PARTS = 6          # sentences of it
SURE_ENOUGH = 0.3       # a sentence that is less clear says nothing on its own
CLOSE_ENOUGH = 0.5      # probability of all that closes, from which a sentence is taken to close: nobody is accused on a guess
SILENT = "silence"


class Understanding:
    """The trained model of the moves."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._questions = questions.load()

    async def read(self, text: str) -> Said:
        """What a line does; an empty one is silence.

        Args:
            text: as typed, in any of the languages.
        """
        text = " ".join(text.split())[:MOST_TEXT]
        if not any(character.isalnum() for character in text):
            return Said(text, SILENT, (SILENT,))
        parts = questions.sentences(text)[:MOST_PARTS]
        found = [await self._move(part) for part in (parts if len(parts) > 1 else [text])]
        clear = [move for move, confidence in found if confidence >= SURE_ENOUGH]
        moves = tuple(clear) or ((await self._move(text))[0],)
        forms = (self._questions.form(part, asks=move.startswith("ask_"))
                 for part, (move, _) in zip(parts, found, strict=True))
        return Said(text, min(moves, key=MOVES.index), moves, tuple(form for form in forms if form))

    async def _move(self, text: str) -> tuple[str, float]:
        parsed = await self._agent.processor.parse_message(UserMessage(text.lstrip("/") or "…"))
        likely = {entry["name"]: entry["confidence"] for entry in parsed["intent_ranking"]} or {"other": 0.0}
        if sum(likely.get(move, 0.0) for move in CLOSES) < CLOSE_ENOUGH:
            likely = {move: value for move, value in likely.items() if move not in CLOSES}
        best = max(likely, key=likely.get)
        return best, likely[best]


def load(say=lambda line: None) -> Understanding:
    """The model, trained first where its examples changed.

    Raises:
        TrainingError: names the log that says why.
    """
    rasa_runtime.quiet()
    agent = Agent()
    agent.load_model(training.ensure_model(say, training.MOVES))
    return Understanding(agent)
