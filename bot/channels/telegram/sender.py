"""Sends what waits in the outbox until it is there: in order within a chat, urgent chats first, and with patience."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from telegram.error import Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram import client
from bot.store import database
from bot.store.outbox import Sending
from bot.store.telegram import Stores

log = logging.getLogger(__name__)
AT_ONCE = 16                # chats that are sent to at the same time
LONGEST_WAIT = 120.0        # seconds between two tries
FIRST_WAIT = 0.5


class Sender:
    """Empties the outbox."""

    def __init__(self, bot: ExtBot, stores: Stores, now: Callable[[], float] = time.time) -> None:
        self._bot = bot
        self._stores = stores
        self._now = now
        self._busy: set[str] = set()
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task] = set()

    def wake(self) -> None:
        """Something new stands in the outbox."""
        self._changed.set()

    async def run(self) -> None:
        """Send for ever, beginning with what was left when the process ended."""
        try:
            while True:
                self._changed.clear()
                while (sending := self._next()):
                    self._busy.add(sending.chat)
                    task = asyncio.create_task(self._deliver(sending))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                await self._pause()
        finally:
            for task in self._tasks:
                task.cancel()

    def _next(self) -> Sending | None:
        """What can be sent now. An urgent one does not wait until others are through."""
        full = len(self._busy) >= AT_ONCE
        return self._stores.outbox.next(self._busy, urgent_only=full) if len(self._busy) < 2 * AT_ONCE else None

    async def _pause(self) -> None:
        """Until something changes, or the next one is due."""
        due = self._stores.outbox.next_due(self._busy) if len(self._busy) < AT_ONCE else None
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(0.0, due - self._now()) if due else None)

    async def _deliver(self, sending: Sending) -> None:
        try:
            await self._try(sending)
        except Exception as error:      # one row that cannot be sent does not stop the others
            log.error("sending on Telegram failed: %s", type(error).__name__)
            self._stores.outbox.later(sending, LONGEST_WAIT)
        finally:
            self._busy.discard(sending.chat)
            self._changed.set()

    async def _try(self, sending: Sending) -> None:
        """One try. What Telegram refuses for good is dropped, what it could not take now waits."""
        try:
            message_id = await client.send(self._bot, sending.body)
        except Forbidden:
            self._give_up(sending.chat)
        except TelegramError as error:
            if client.waits_out(error):
                wait = min(FIRST_WAIT * 2 ** sending.attempts, LONGEST_WAIT)
                self._stores.outbox.later(sending, client.seconds(error, wait))
            else:
                log.error("Telegram refused a call (%s): %s", sending.body["method"], type(error).__name__)
                self._stores.outbox.done(sending)
        else:
            known = self._stores.clients.find(sending.chat)
            self._stores.outbox.done(sending, message_id if known else None)
            if not known:       # nobody's client, or not any more: no file keeps that something was sent there
                database.tidy(self._stores.engine)

    def _give_up(self, chat: str) -> None:
        """The client blocked the bot: nothing more is sent until they write again. What they told is kept."""
        found = self._stores.clients.find(chat)
        with self._stores.engine.begin() as connection:
            self._stores.outbox.drop(connection, chat)
            if found:
                self._stores.clients.keep(connection, replace(found, blocked=True))
                self._stores.follow_ups.cancel(connection, found.conversation)
        if not found:
            database.tidy(self._stores.engine)
