"""The counsellor's side of Telegram: a code for the client, and what that client chose to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import segno
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import goal
from bot.channels.web import view
from bot.channels.web.pages import Pages, address
from bot.channels.web.sharing import ANSWERS, Sharing
from bot.script.flow import Answers
from bot.script.loader import Script
from bot.store.clients import Client
from bot.store.invites import Invites

MOST_CONTACT = 200      # characters
BLOCK = 5               # pixels of one square of the code


@dataclass(frozen=True)
class Shown:
    """What one client shows: the goal as text, and answers by question."""

    share: str
    goal: str
    notes: tuple[view.Note, ...]


class Companion:
    """One screen of each talk: make a code, see what is shown.

    Args:
        pages: the counsellor's page.
        telegram: the clients' channel, or None where it is not set up.
    """

    def __init__(self, pages: Pages, telegram: Any) -> None:
        self._pages = pages
        self._telegram = telegram
        self._record = pages.record
        self._sharing = Sharing(self._record)
        self._invites = Invites(self._record.engine)

    def routes(self) -> list[Route]:
        here = "/talk/{id}/telegram"
        return [Route(here, self.show, methods=["GET"]), Route(here, self._pages.form(self.invite), methods=["POST"])]

    async def show(self, request: Request) -> Response:
        return await self._screen(request)

    async def invite(self, request: Request, form: FormData) -> Response:
        """Make a one-time code. It is shown once, on this screen; only a tag of it is kept."""
        conversation, _ = await self._pages.open(request)
        contact = str(form.get("contact") or "").strip()[:MOST_CONTACT]
        if not self._username:
            return await self._screen(request)
        return await self._screen(request, self._invites.make(conversation, contact))

    async def _screen(self, request: Request, code: str = "") -> Response:
        conversation, turn = await self._pages.open(request)
        script = self._pages.engine.services.script(turn.state.language)
        link = f"https://t.me/{self._username}?start={code}" if code else ""
        drawn = segno.make(link, error="m").svg_inline(scale=BLOCK, border=2, svgclass=None, lineclass=None) if link else ""
        shown = [self._shown(client, script) for client in self._sharing.clients.linked_to(conversation)]
        return self._pages.renderer.page(
            request, "telegram.html", language=turn.state.language, here=address(conversation), on=bool(self._username),
            code=code, link=link, drawn=drawn, shown=shown, most=MOST_CONTACT)

    @property
    def _username(self) -> str:
        return self._telegram.username if self._telegram else ""

    def _shown(self, client: Client, script: Script) -> Shown:
        answers = Answers(self._record.entries(client.conversation, self._record.round(client.conversation)))
        found = goal.read(answers) if client.share else None
        entries = self._sharing.entries(client.conversation) if client.share == ANSWERS else []
        return Shown(client.share, goal.written(found, script.labels) if found else "",
                     tuple(view.note(entry, answers, script) for entry in entries))
