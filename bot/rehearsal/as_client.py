"""The trainer plays the client: beside each answer stands how it was understood, what acted, and the counsellor's card.

The talk runs on the engine as any other, under an id of its own; it is deleted when it is left or the program ends.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import choices
from bot.engine import Engine
from bot.errors import RequestError
from bot.rehearsal import PREFIX
from bot.rehearsal.saved import check_name
from bot.script.models import CounsellorWords
from bot.settings import ROOT
from bot.turns import Turn

MOST_RUNNING = 20
ALWAYS = ("skip", "go_back", "pause")      # buttons that stand under each question; left out of a saved conversation


@dataclass(frozen=True)
class Taken:
    """One turn: what was typed or pressed, the words of it, the answer, which rule answers such an intent, and the actions
    that ran."""

    said: dict[str, str]
    words: str
    turn: Turn
    rule: str
    acted: tuple[str, ...]
    card: CounsellorWords | None


@dataclass(frozen=True)
class Play:
    """A talk in which the trainer is the client."""

    id: str
    language: str
    conversation: str
    turns: tuple[Taken, ...]


class Plays:
    """The talks of this process.

    Args:
        engine: that answers clients too.
        folder: where saved ones go.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._running: OrderedDict[str, Play] = OrderedDict()

    async def begin(self, language: str) -> Play:
        """A new talk, at its first question."""
        id = secrets.token_hex(8)
        return await self._replay(Play(id, language, f"{PREFIX}{id}", ()), [{"text": "/start"}])

    def find(self, id: str) -> Play:
        """A talk that runs.

        Raises:
            RequestError: there is none.
        """
        if id not in self._running:
            raise RequestError(404, "unknown_rehearsal", "there is no such rehearsal")
        return self._running[id]

    async def say(self, id: str, **said: str) -> Play:
        """One turn: `text` or `choice`."""
        play = self.find(id)
        taken = await self._take(play.conversation, play.language, said)
        return await self._keep(Play(play.id, play.language, play.conversation, (*play.turns, taken)))

    async def back(self, id: str) -> Play:
        """Before the last turn again: the talk is played anew without it, under the same id, which decides its wordings."""
        play = self.find(id)
        await self._engine.forget(play.conversation)
        return await self._replay(play, [taken.said for taken in play.turns[:-1]] or [{"text": "/start"}])

    async def leave(self, id: str) -> None:
        """Delete a talk."""
        play = self.find(id)
        del self._running[id]
        await self._engine.forget(play.conversation)

    async def end(self) -> None:
        """Delete every talk: the program ends."""
        for id in list(self._running):
            await self.leave(id)

    async def _replay(self, play: Play, inputs: list[dict[str, str]]) -> Play:
        turns = [await self._take(play.conversation, play.language, said) for said in inputs]
        return await self._keep(Play(play.id, play.language, play.conversation, tuple(turns)))

    async def _take(self, conversation: str, language: str, said: dict[str, str]) -> Taken:
        pressed = choices.pressed(self._engine.services.script(language), said.get("choice", ""))
        turn = await self._engine.turn(conversation, language=language, audience="client", **said)
        script = self._engine.services.script(turn.state.language)
        step = script.steps.get(turn.state.step)
        words = pressed.label if pressed else said.get("text", "")
        return Taken(said, words, turn, rules().get(turn.state.intent, ""), await self._engine.acted(conversation),
                     step.counsellor if step else None)

    async def _keep(self, play: Play) -> Play:
        self._running[play.id] = play
        self._running.move_to_end(play.id)
        while len(self._running) > MOST_RUNNING:
            _, old = self._running.popitem(last=False)
            await self._engine.forget(old.conversation)
        return play

    def save(self, id: str, name: str) -> Path:
        """Keep a talk in the form of `tests/conversations/`, to be read and put there.

        Raises:
            RequestError: the name cannot be one of a file, or is taken.
        """
        play = self.find(id)
        check_name(name)
        path = self._folder / "conversations" / f"{name}.yml"
        if path.exists():
            raise RequestError(409, "name_taken", f"there is a saved conversation {name!r} already")
        content: dict[str, Any] = {"audience": "client", "language": play.language, "conversation": play.conversation,
                                   "practice": True, "turns": [golden(taken) for taken in play.turns]}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
        return path


def golden(taken: Taken) -> dict[str, Any]:
    """A turn as golden conversations keep it."""
    state = taken.turn.state
    buttons = [choice.id for reply in taken.turn.replies for choice in reply.choices if choice.id not in ALWAYS]
    said = {"press": taken.said["choice"]} if "choice" in taken.said else {"say": taken.said["text"]}
    tiers = {tier: getattr(state, tier) for tier in ("safety", "law") if getattr(state, tier)}
    return {**said, "replies": [reply.text for reply in taken.turn.replies], "buttons": buttons, "step": state.step, **tiers}


@lru_cache(maxsize=1)
def rules(folder: Path = ROOT / "data" / "stories") -> dict[str, str]:
    """The rule that answers each intent, by its name in `data/stories/`."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules") or []:
            for step in rule["steps"]:
                if "intent" in step and not rule.get("condition"):
                    found.setdefault(step["intent"], rule["rule"])
    return found
