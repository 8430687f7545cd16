"""Brings updates into the inbox: asked for one after the other, or sent to us by Telegram. Kept first, handled later."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram import client, updates
from bot.channels.telegram.handler import Handler
from bot.engine import Engine
from bot.settings import Settings
from bot.store.telegram import Stores

log = logging.getLogger(__name__)
LONG_POLL = 25          # seconds that Telegram holds a request open when nothing is there
AT_ONCE = 100
PATH = "/telegram"
SECRET = "x-telegram-bot-api-secret-token"


class Receiver:
    """Keeps updates, and tells the handler of them."""

    def __init__(self, engine: Engine, stores: Stores, settings: Settings, bot: ExtBot, handler: Handler) -> None:
        self._engine = engine
        self._stores = stores
        self._settings = settings
        self._bot = bot
        self._handler = handler

    def keep(self, raw: Iterable[dict[str, Any]]) -> None:
        """Store updates that are new, then let them be handled."""
        heard = []
        for update in raw:
            try:
                heard.append(updates.read(update))
            except (KeyError, TypeError, ValueError, AttributeError) as error:    # nothing we asked for, or half of it
                log.error("an update cannot be read: %s", type(error).__name__)
        found = [(one, self._stores.clients.tag(one.chat_id)) for one in heard if one]
        fresh = set(self._stores.inbox.put((one.update_id, chat, one.message_id, one.body) for one, chat in found))
        for one, chat in found:
            if chat in fresh:
                self._handler.notice(chat, urgent=self._engine.urgent(one.body.get("text", "")))

    async def poll(self) -> None:
        """Ask for updates for ever. Telegram drops those before the number we ask from: only what was kept is passed.

        Once that is done no number is given: after a quiet week Telegram's numbers begin anew, and may be lower.
        """
        await client.patiently(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        offset = None
        while True:
            asked = {"offset": offset, "limit": AT_ONCE, "timeout": LONG_POLL, "allowed_updates": updates.ALLOWED}
            try:    # as JSON: of `get_updates`, one update that the library cannot read would hold up all behind it
                found = await self._bot.do_api_request("getUpdates", asked, read_timeout=LONG_POLL + 10)
            except TelegramError as error:
                if not client.waits_out(error):
                    raise
                await asyncio.sleep(client.seconds(error, 1.0))
                continue
            self.keep(found)
            offset = max((update["update_id"] + 1 for update in found), default=None)

    async def set_webhook(self) -> None:
        """Let Telegram send updates to the public address of this server."""
        address = self._settings.telegram_webhook_url
        address = address if address.endswith(PATH) else address + PATH
        await client.patiently(lambda: self._bot.set_webhook(
            address, allowed_updates=updates.ALLOWED, secret_token=self._settings.telegram_webhook_secret,
            drop_pending_updates=False))

    def route(self) -> Route:
        """Where Telegram sends updates to."""
        return Route(PATH, self._hook, methods=["POST"])

    async def _hook(self, request: Request) -> Response:
        given = request.headers.get(SECRET, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._settings.telegram_webhook_secret.encode()):
            return Response(status_code=403)
        try:
            raw = await request.json()
        except ValueError:
            return Response(status_code=400)
        self.keep([raw] if isinstance(raw, dict) else [])
        return Response(status_code=200)
