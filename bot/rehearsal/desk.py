"""The trainer's desk: rehearsals that run, and those that were saved. A running one lives in memory and is gone with it.

Saved ones are files of practice, beside and apart from what clients told: `rehearsals/` in the data folder.
"""

from __future__ import annotations

import datetime
import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError, RequestError
from bot.rehearsal import loader, saved, session
from bot.rehearsal.client import Said
from bot.rehearsal.feedback import Feedback
from bot.rehearsal.feedback import read as read_feedback
from bot.rehearsal.models import Persona
from bot.rehearsal.moves import Understanding
from bot.rehearsal.saved import MOST_LINES, NAME, SavedFile, check_name
from bot.rehearsal.session import Talk
from bot.script.loader import Script

MOST_RUNNING = 100


@dataclass(frozen=True)
class Rehearsal:
    """A rehearsal: the same persona, seed and lines are the same talk."""

    id: str
    language: str
    persona: str
    seed: int
    lines: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A saved rehearsal: its lines and what the client said then."""

    name: str
    rehearsal: Rehearsal
    made: str
    replies: tuple[str, ...]


class Desk:
    """Rehearsals of this process.

    Args:
        scripts: of each language, for the words by which the four options are named.
        understanding: of the moves.
        folder: where saved ones go.
    """

    def __init__(self, scripts: dict[str, Script], understanding: Understanding, folder: Path) -> None:
        self.personas = {language: loader.personas(language) for language in scripts}
        self.talks = {language: loader.talks(language) for language in scripts}
        self._rules = loader.rules()
        self._scripts = scripts
        self._understanding = understanding
        self._folder = folder
        self._running: OrderedDict[str, Rehearsal] = OrderedDict()

    # --- running ---------------------------------------------------------------------------------------------------

    def begin(self, language: str, persona: str, seed: int | None = None) -> Rehearsal:
        """A new rehearsal; without a seed, one by chance.

        Raises:
            RequestError: there is no such persona.
        """
        self.persona(language, persona)
        rehearsal = Rehearsal(secrets.token_hex(8), language, persona, secrets.randbelow(10_000) if seed is None else seed)
        return self._keep(rehearsal)

    def find(self, id: str) -> Rehearsal:
        """A running rehearsal.

        Raises:
            RequestError: there is none: it was never begun, or the program was started anew.
        """
        if id not in self._running:
            raise RequestError(404, "unknown_rehearsal", "there is no such rehearsal")
        self._running.move_to_end(id)
        return self._running[id]

    async def say(self, id: str, text: str) -> Rehearsal:
        """Add a line of the trainee."""
        rehearsal = self.find(id)
        if len(rehearsal.lines) >= MOST_LINES:
            raise RequestError(400, "too_long", f"a rehearsal has at most {MOST_LINES} lines")
        said = await self._understanding.read(text)
        rehearsal = self.find(id)       # another line may have come meanwhile
        return self._keep(replace(rehearsal, lines=(*rehearsal.lines, said)))

    def back(self, id: str) -> Rehearsal:
        """Take the last line back: the client is as before it."""
        rehearsal = self.find(id)
        return self._keep(replace(rehearsal, lines=rehearsal.lines[:-1]))

    def _keep(self, rehearsal: Rehearsal) -> Rehearsal:
        self._running[rehearsal.id] = rehearsal
        self._running.move_to_end(rehearsal.id)
        while len(self._running) > MOST_RUNNING:
            self._running.popitem(last=False)
        return rehearsal

    # --- what it gives ---------------------------------------------------------------------------------------------

    def persona(self, language: str, id: str) -> Persona:
        """A written client.

        Raises:
            RequestError: there is no such one.
        """
        found = self.personas.get(language, {}).get(id)
        if found is None:
            raise RequestError(404, "unknown_persona", f"there is no persona {id!r} in {language}")
        return found

    def talk(self, rehearsal: Rehearsal) -> Talk:
        """The talk as far as it went."""
        return session.play(self.persona(rehearsal.language, rehearsal.persona), self._rules, rehearsal.seed, rehearsal.lines)

    def feedback(self, rehearsal: Rehearsal) -> Feedback:
        """What the talk was like."""
        script = self._scripts[rehearsal.language]
        words = {option: script.label(f"rehearsal_words_{option}").split(", ") for option in script.options}
        return read_feedback(self.talk(rehearsal), words)

    # --- saved -----------------------------------------------------------------------------------------------------

    def save(self, id: str, name: str) -> Saved:
        """Keep a rehearsal as a file.

        Raises:
            RequestError: the name cannot be one of a file, or is taken.
        """
        rehearsal = self.find(id)
        path = self._path(name)
        if path.exists():
            raise RequestError(409, "name_taken", f"there is a saved rehearsal {name!r} already")
        content = {"practice": True, "persona": rehearsal.persona, "language": rehearsal.language, "seed": rehearsal.seed,
                   "made": datetime.date.today().isoformat(), "lines": _lines(self.talk(rehearsal))}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
        return self.saved(name)

    def shelf(self) -> tuple[list[Saved], dict[str, str]]:
        """The saved rehearsals by name, and the names of those that cannot be used any more, with what does not fit in them."""
        fit, unfit = [], {}
        for name in sorted(path.stem for path in self._folder.glob("*.yml") if NAME.fullmatch(path.stem) and path.is_file()):
            try:
                fit.append(self._read(name))
            except ContentError as error:
                unfit[name] = str(error)
        return fit, unfit

    def saved(self, name: str) -> Saved:
        """A saved rehearsal.

        Raises:
            RequestError: there is none, or something in it does not fit any more; says what, with line and key.
        """
        if not self._path(name).is_file():
            raise RequestError(404, "unknown_rehearsal", f"there is no saved rehearsal {name!r}")
        try:
            return self._read(name)
        except ContentError as error:
            raise RequestError(400, "broken_rehearsal", f"{name}.yml: {error}") from error

    def _read(self, name: str) -> Saved:
        file: SavedFile = saved.read(self._path(name))
        if file.persona not in self.personas.get(file.language, {}):
            raise ContentError(f"persona: there is no {file.persona!r} in {file.language!r}")
        rehearsal = Rehearsal("", file.language, file.persona, file.seed, tuple(line.said for line in file.lines))
        return Saved(name, rehearsal, file.made.isoformat(), tuple(line.answer for line in file.lines))

    async def replay(self, name: str) -> tuple[Rehearsal, list[int]]:
        """Play a saved rehearsal anew, its lines understood anew; and the numbers of the lines answered otherwise now."""
        kept = self.saved(name)
        rehearsal = self.begin(kept.rehearsal.language, kept.rehearsal.persona, kept.rehearsal.seed)
        for said in kept.rehearsal.lines:
            rehearsal = await self.say(rehearsal.id, said.text)
        now = [exchange.answer.text for exchange in self.talk(rehearsal).exchanges]
        return rehearsal, [n for n, (was, is_) in enumerate(zip(kept.replies, now, strict=True), 1) if was != is_]

    def delete(self, name: str) -> None:
        """Delete a saved rehearsal."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        check_name(name)
        return self._folder / f"{name}.yml"


def _lines(talk: Talk) -> list[dict[str, Any]]:
    return [{"says": exchange.said.text, "move": exchange.said.move, "moves": list(exchange.said.moves),
             "questions": list(exchange.said.questions), "answer": exchange.answer.text} for exchange in talk.exchanges]
