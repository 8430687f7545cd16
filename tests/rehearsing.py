"""A small written client, an understanding that reads what stands before the colon, and a browser on the real engine."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from bot.channels.web.app import create
from bot.rehearsal import loader, session
from bot.rehearsal.client import Said
from bot.rehearsal.models import OPTIONS, Persona, Replies
from bot.rehearsal.rules import MOVES
from tests.web_fakes import Browser

RULES = loader.rules()
FACTS = (   # id, topic, trust, after
    ("fields", "motive", 2, ()), ("workshop", "dream", 3, ()), ("hands", "talent", 2, ()), ("choir", "network", 3, ()),
    ("brother", "loss", 4, ()), ("night", "loss", 7, ("brother",)), ("door", "fear", 8, ()),
    ("not_waking", "safety", 5, ("night",)))


def fact(id: str, topic: str, trust: int, after: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """One of a written client's facts, as its file has it."""
    return {"id": id, "topic": topic, "trust": trust, "after": list(after), "hint": f"{id}: not yet.",
            "tells": [f"{id}: told one way.", f"{id}: told another way."], "gist": f"gist of {id}", **more}


def persona(trust: int = 3, energy: int = 6, style: str = "plain", dark: Sequence[str] = ("night",)) -> Persona:
    """A written client; replies are three wordings that begin with their name."""
    return Persona.parse_obj({
        "id": "weaver", "style": style, "title": "The weaver", "age": 40, "road": "By bus.", "request": "Papers.",
        "moves": "Listening.", "closes": "Hurry.", "starts": {"trust": trust, "energy": energy},
        "opens": ["opens 1", "opens 2", "opens 3"],
        "facts": [fact(*each, dark=each[0] in dark) for each in FACTS],
        "options": {option: {"knows": f"knows {option}.", "rumour": f"rumour of {option}."} for option in OPTIONS},
        "replies": {name: [f"{name} {number}" for number in (1, 2, 3)] for name in Replies.__fields__}})


def said(*moves: str, text: str | None = None, closed: bool = False) -> Said:
    """A line with these moves, one a sentence; each question in it is of one form."""
    asks = [move for move in moves if move.startswith("ask_")]
    form = "closed" if closed else "open"
    return Said(" ".join(moves) if text is None else text, min(moves, key=MOVES.index), moves, (form,) * len(asks))


def talk(client: Persona, *lines: Said | str, seed: int = 1) -> session.Talk:
    """The talk that these lines lead to; a bare name is a line with that move."""
    return session.play(client, RULES, seed, [said(line) if isinstance(line, str) else line for line in lines])


def answers(client: Persona, *lines: Said | str, seed: int = 1) -> list[str]:
    """What the client says, line by line."""
    return [exchange.answer.text for exchange in talk(client, *lines, seed=seed).exchanges]


class ByName:
    """Instead of the trained model: `thank+ask_loss: words` has these moves; a question mark doubled makes it closed."""

    async def read(self, text: str) -> Said:
        text = " ".join(text.split())
        moves = [move for move in text.partition(":")[0].split("+") if move in MOVES] or ["other" if text else "silence"]
        return said(*moves, text=text, closed=text.endswith("??"))


def words(page: str) -> str:
    """A page as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def chat(page: str) -> list[str]:
    """What was said on a page, line by line."""
    return [html.unescape(text) for text in re.findall(r"</span><p>(.*?)</p>", page, re.DOTALL)]


class Room(Browser):
    """A browser on the session's engine and its loop."""

    def __init__(self, engine: Any, settings: Any, loop: Any) -> None:
        self.engine, self.loop = engine, loop
        self.app, self.token, self.cookies = create(engine, settings), str(settings.token), httpx.Cookies()

    def send(self, method: str, path: str, **given) -> httpx.Response:
        return self.run(self._send, method, path, **given)

    def run(self, what: Callable, *arguments, **given) -> Any:
        return self.loop.run_until_complete(what(*arguments, **given))

    async def _send(self, method: str, path: str, **given) -> httpx.Response:
        async with self._client() as client:
            return await client.request(method, path, **given)
