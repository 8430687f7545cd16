"""The rehearsal room in the terminal: choose a written client, talk, read the feedback. Nothing is kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from bot.errors import RequestError, SettingsError
from bot.rehearsal import moves
from bot.rehearsal.desk import Desk, Rehearsal
from bot.rehearsal.feedback import Feedback, Finding, instead
from bot.rehearsal.session import Talk
from bot.script import loader
from bot.script.loader import Script
from bot.settings import Settings

BACK, LIVE, FEEDBACK, QUIT = "/back", "/live", "/feedback", "/quit"
LINES = ("recognition", "listening", "options", "closing")


def rehearse(settings: Settings, language: str | None, persona: str | None, seed: int | None) -> int:
    """Rehearse until end of input or `/quit`; then the feedback is shown.

    Raises:
        SettingsError: there is no script in this language.
    """
    scripts, chosen = {name: loader.load(name) for name in loader.languages()}, language or settings.language
    if chosen not in scripts:
        raise SettingsError(f"language {chosen!r}: there is a script for {', '.join(scripts)}")
    desk = Desk(scripts, moves.load(lambda line: print(line, file=sys.stderr)), settings.data / "rehearsals")
    return asyncio.run(Room(desk, scripts[chosen], sys.stdin, print).run(persona, seed))


class Room:
    """One rehearsal in the terminal."""

    def __init__(self, desk: Desk, script: Script, source: TextIO, say: Callable[[str], object]) -> None:
        self._desk = desk
        self._script = script
        self._source = source
        self._say = say
        self._live = False
        self._shown: Rehearsal | None = None        # as it was at the last feedback

    async def run(self, persona: str | None, seed: int | None) -> int:
        """Choose, talk, and read the feedback."""
        persona = persona or self._choose()
        if persona is None:
            return 0
        rehearsal = self._desk.begin(self._script.language, persona, seed)
        talk = self._desk.talk(rehearsal)
        self._say(f"{self._label('rehearsal_mark')} · {talk.persona.title} · {self._label('rehearsal_seed')} {rehearsal.seed}")
        self._say(f"{BACK}  {LIVE}  {FEEDBACK}  {QUIT}\n")
        self._say(f"  {talk.opening}")
        while (line := self._source.readline()) and line.strip() != QUIT:
            try:
                rehearsal = await self._take(rehearsal, line.strip())
            except RequestError as error:       # as many lines as a rehearsal may have
                self._say(f"    ({error})")
        if rehearsal != self._shown:
            self._feedback(rehearsal)
        return 0

    async def _take(self, rehearsal: Rehearsal, line: str) -> Rehearsal:
        if line == LIVE:
            self._live = not self._live
        elif line == FEEDBACK:
            self._feedback(rehearsal)
        elif line == BACK:
            rehearsal = self._desk.back(rehearsal.id)
            talk = self._desk.talk(rehearsal)
            self._say(f"  {talk.exchanges[-1].answer.text if talk.exchanges else talk.opening}")
        else:
            rehearsal = await self._desk.say(rehearsal.id, line)
            self._answer(self._desk.talk(rehearsal))
        return rehearsal

    def _choose(self) -> str | None:
        personas = list(self._desk.personas[self._script.language].values())
        for number, persona in enumerate(personas, 1):
            style = self._label(f"rehearsal_style_{persona.style}")
            self._say(f"[{number}] {persona.title} ({persona.age}, {style}): {persona.request}")
        while line := self._source.readline():
            if line.strip().isdecimal() and 0 < int(line) <= len(personas):
                return personas[int(line) - 1].id
        return None

    def _answer(self, talk: Talk) -> None:
        exchange = talk.exchanges[-1]
        if self._live:
            forms = "".join(f" · {self._label(f'rehearsal_form_{form}')}" for form in exchange.said.questions)
            self._say(f"    ({self._label(f'rehearsal_move_{exchange.said.move}')}{forms})")
        self._say(f"  {exchange.answer.text}")

    def _feedback(self, rehearsal: Rehearsal) -> None:
        self._shown = rehearsal
        talk, feedback = self._desk.talk(rehearsal), self._desk.feedback(rehearsal)
        self._say(f"\n{self._label('rehearsal_feedback')} · {self._label('rehearsal_no_grade')}")
        for heading, findings in [("well", [feedback.well]), ("next", [feedback.next])]:
            self._section(talk, heading, findings)
        if feedback.safety:
            self._section(talk, "safety_heading", feedback.safety)
        self._domains(feedback)
        for heading in LINES:
            self._section(talk, heading, getattr(feedback, heading))
        for heading, gists in (("told", feedback.told), ("untold", feedback.untold)):
            self._say(f"\n{self._label(f'rehearsal_{heading}')}")
            for gist in gists or [self._label(f"rehearsal_{heading}_none")]:
                self._say(f"  - {gist}")

    def _domains(self, feedback: Feedback) -> None:
        self._say(f"\n{self._label('rehearsal_domains')}")
        for name, numbers in feedback.domains.items():
            lines = ", ".join(map(str, numbers)) or self._label("rehearsal_untouched")
            self._say(f"  {self._label(f'page_domain_{name}')}: {lines}")

    def _section(self, talk: Talk, heading: str, findings: Iterable[Finding]) -> None:
        self._say(f"\n{self._label(f'rehearsal_{heading}')}")
        if not findings:
            self._say(f"  {self._label('rehearsal_closing_none')}")
        for finding in findings:
            self._say(f"  {self._label(f'rehearsal_{finding.name}').format(**finding.values)}")
            for number in finding.lines:
                self._say(f"    {number}. {talk.exchanges[number - 1].said.text or '…'}")
            if finding.instead:
                self._say(f"    {self._label('rehearsal_instead')} {instead(self._script, finding.instead)}")

    def _label(self, key: str) -> str:
        return self._script.label(key)
