"""An engine that answers from the script without Rasa: enough of a talk to open every screen."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from bot import services, settings
from bot.channels.web.app import create
from bot.errors import RequestError
from bot.script.flow import rotated
from bot.turns import Card, Choice, Reply, Turn

WAY = ("welcome.moment", "help_question.request", "motives.dream", "options.pick", "option.brings", "option.costs",
       "goal.want", "goal.by_when", "goal_step.what", "goal_step.owner", "goal_order.next", "closing.last_time")
OPTION = "return"
TALK = "talk-een"
LAW = ("Dit is een vraag over de wet. Zeg bijvoorbeeld: \"We vragen het samen.\"",
       "• Helpdesk Atlas: 078 15 43 24 · https://www.atlas-antwerpen.be\n   bron van 2021; nog niet nagebeld")
CRISIS = ("Dit gaat over zelfmoord. Vraag het rechtstreeks.\n\n"
          "• Zelfmoordlijn 1813: 1813 · https://www.zelfmoord1813.be\n   anoniem; bron van 2021; nog niet nagebeld\n"
          "• Noodnummer 112: 112\n   bron zonder jaartal; nog niet nagebeld\n\nBel samen.")


@dataclass(frozen=True)
class State:
    phase: str = "welcome"
    step: str = ""
    item: str = ""
    intent: str = ""
    confidence: float = 1.0
    safety: str | None = None
    law: str | None = None
    language: str = "nl"
    audience: str = "client"
    minutes: int = 30
    paused: bool = False
    ended: bool = False


class FakeEngine:
    """Walks along `WAY`; a few words and choices interrupt, as the real one does."""

    def __init__(self, shared: services.Services) -> None:
        self.services = shared
        self.script = shared.scripts["nl"]
        self.turns: dict[str, Turn] = {}
        self.at: dict[str, int] = {}
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.fault: Exception | None = None

    async def turn(self, conversation, *, text=None, choice=None, language=None, audience=None) -> Turn:
        self.said.append((conversation, {"text": text, "choice": choice, "language": language, "audience": audience}))
        if self.fault:
            raise self.fault
        if len(conversation) > 200:
            raise RequestError(400, "bad_conversation", "a conversation id has 1 to 200 characters")
        before = self.turns.get(conversation)
        state = replace(before.state if before else State(audience=audience or "client"), intent="inform", safety=None,
                        paused=False, ended=False)
        said = self._interrupt(conversation, state, text, choice) or self._forward(conversation, state, text, choice)
        self.turns[conversation] = said
        if not text or text.strip():
            return said
        return Turn([Reply("Er stond niets in."), *said.replies], said.state)

    async def current(self, conversation) -> Turn | None:
        return self.turns.get(conversation)

    async def forget(self, conversation) -> None:
        self.turns.pop(conversation, None)
        self.services.record.forget(conversation)

    def _interrupt(self, conversation, state, text, choice) -> Turn | None:
        words = (text or "").casefold()
        if "niet meer leven" in words:
            return self._ask(conversation, replace(state, intent="express_crisis", safety="sure"), [CRISIS],
                             "crisis_now.safe")
        if choice == "ask_legal" or "mag ik" in words:
            return self._ask(conversation, replace(state, intent="ask_legal", law="sure"), LAW, state.step)
        if choice == "pause":
            return Turn([Reply("Tot later.")], replace(state, step="", paused=True))
        if choice == "forget_me":
            return Turn([Reply("Gewist.")], state)
        return None

    def _forward(self, conversation, state, text, choice) -> Turn:
        place = self.at.get(conversation, -1)
        if choice and ":" in choice and choice.partition(":")[0] in ("go", "exercise"):
            state = replace(state, phase=choice.partition(":")[2] if choice.startswith("go:") else state.phase)
        elif choice and ":" in choice:
            self._press(conversation, state, choice)
            place += 1
        elif choice is None and text != "/start" and place >= 0 and text.strip():
            self._file(conversation, state, text.strip(), "tell_dream")
            state = replace(state, intent="tell_dream")
            place += 1
        elif place < 0 or choice == "skip":
            place += 1
        if choice == "go_back":
            place = max(0, place - 1)
        elif choice and ":" not in choice and choice not in ("skip", "resume", "ask_repeat", "deeper", "need"):
            raise RequestError(400, "unknown_choice", "there is no such choice")
        self.at[conversation] = place
        if place >= len(WAY):
            return Turn([Reply("Dank je voor dit gesprek.")], replace(state, phase="closing", step="", ended=True))
        lead = ["„Dank je dat je dit met mij deelt.”"] if state.intent == "tell_dream" else []
        return self._ask(conversation, state, lead, WAY[place])

    def _press(self, conversation, state, choice) -> None:
        step, _, pressed = choice.rpartition(":")
        found = self._choices(conversation, step) if step in self.script.steps else []
        known = {button.id: button.label for button in found}
        if choice not in known:
            raise RequestError(400, "unknown_choice", "there is no such choice")
        self._file(conversation, state, known[choice], pressed)

    def _file(self, conversation, state, text, code) -> None:
        self.services.record.file(conversation, phase=state.phase, step=state.step, item=state.item, text=text,
                                  code=code, audience=state.audience)

    def _choices(self, conversation, name) -> list[Choice]:
        step = self.script.step(name)
        found = [Choice(f"{name}:{option}", self.script.options[option].name)
                 for option in rotated(conversation, self.script.options)] if step.expects == "option" else []
        return found + [Choice(f"{name}:{choice.id}", choice.label) for choice in step.choices]

    def _ask(self, conversation, state, lead, name) -> Turn:
        step = self.script.step(name)
        series = step.series
        phase = {"option": "options", "goal_step": "goal", "goal_order": "goal"}.get(series, series)
        item = OPTION if series == "option" else "1" if series == "goal_step" else ""
        asked = [words.replace("{option}", self.script.options[OPTION].name) for words in step.counsellor.ask]
        card = Card(name, asked, step.counsellor.why, step.counsellor.tip, step.domain)
        open_reply = Reply(asked[0], self._choices(conversation, name), None, card)
        known = phase if phase in ("welcome", "help_question", "motives", "options", "goal", "closing") else state.phase
        return Turn([*(Reply(text) for text in lead), open_reply],
                    replace(state, phase=known, step=name, item=item))


def build(folder: Path, token: str = "een-token") -> tuple[FakeEngine, settings.Settings]:
    """A fake engine on a new database in this folder, and the settings that go with it."""
    chosen = settings.load({"PERSPECTIEF_TOKEN": token, "PERSPECTIEF_DATA": str(folder)}, dotenv=folder / "none")
    return FakeEngine(services.build(chosen)), chosen


ANSWERS = ("welcome.moment:thirty", "help_question.request:shelter", "Een eigen restaurant", None,
           "Mijn moeder zien", "De schulden thuis", "Nederlands leren", "voor de zomer", "De school bellen",
           "goal_step.owner:me")


async def walk(engine: FakeEngine, conversation: str, steps: int = len(ANSWERS)) -> None:
    """Answer the first questions of a talk beside a counsellor."""
    await engine.turn(conversation, text="/start", audience="counsellor")
    for answer in ANSWERS[:steps]:
        if answer is None:
            await engine.turn(conversation, choice=f"options.pick:{OPTION}")
        elif ":" in answer:
            await engine.turn(conversation, choice=answer)
        else:
            await engine.turn(conversation, text=answer)


class Browser:
    """A client that keeps cookies and finds forms' tokens, without a network."""

    def __init__(self, tmp_path) -> None:
        self.engine, settings = build(tmp_path)
        self.app = create(self.engine, settings)
        self.token = str(settings.token)
        self.cookies = httpx.Cookies()

    @asynccontextmanager
    async def _client(self):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=self.cookies) as client:
            yield client
            self.cookies = client.cookies

    def send(self, method: str, path: str, **given) -> httpx.Response:
        async def go():
            async with self._client() as client:
                return await client.request(method, path, **given)
        return asyncio.run(go())

    def get(self, path: str) -> httpx.Response:
        return self.send("GET", path)

    def enter(self) -> Browser:
        assert self.get(f"/?token={self.token}").status_code == 303
        return self

    def csrf(self) -> str:
        return re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/").text)[1]

    def post(self, path: str, **fields) -> httpx.Response:
        return self.send("POST", path, data={"csrf": self.csrf(), **fields})

    def walk(self, steps: int = len(ANSWERS), conversation: str = TALK) -> None:
        asyncio.run(walk(self.engine, conversation, steps))

    def notes(self, conversation: str = TALK) -> dict[str, str]:
        """Words of each kept note -> its id."""
        return {entry.text: entry.id for entry in self.engine.services.record.entries(conversation)}
