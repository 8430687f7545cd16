"""Telegram beside the page, in the same process: put together, started, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import IO

from telegram.error import TelegramError

from bot.channels.telegram import client
from bot.channels.telegram.check_ins import CheckIns
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.receive import Receiver
from bot.channels.telegram.sender import Sender
from bot.engine import Engine
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import database, telegram

log = logging.getLogger(__name__)
LOCK = "telegram.lock"
TRY_LOCK = 2.0              # seconds between two looks at whether the other process is gone
CHECK_INS = 15.0            # seconds between two looks at what is due
LOOK = 5.0                  # seconds between two looks at what came in and nobody told of
BEGIN_AGAIN = 2.0           # seconds until a part that failed begins again


class Telegram:
    """The channel. `username` is the bot's name once Telegram said it; links to it need it."""

    def __init__(self, engine: Engine, settings: Settings, say: Callable[[str], None] | None = None) -> None:
        self.username = ""
        self.stores = telegram.build(database.of(settings))
        self._say = say or (lambda line: print(line, file=sys.stderr, flush=True))
        self._engine = engine
        self._settings = settings
        self._bot = client.build(settings)
        self._sender = Sender(self._bot, self.stores)
        self._handler = Handler(engine, self.stores, settings, self._bot, self._sender.wake)
        self.receiver = Receiver(engine, self.stores, settings, self._bot, self._handler)
        self._check_ins = CheckIns(engine, self.stores, settings)

    async def run(self) -> None:
        """Serve until cancelled. A token that Telegram does not know is said in one line; the page goes on."""
        try:
            me = await client.patiently(self._bot.get_me)
            self.username = me.username
            with await self._alone():
                await self._serve()
        except SettingsError as error:
            self._say(str(error))
        except TelegramError as error:
            self._say(f"Telegram: {type(error).__name__}")
        finally:
            with contextlib.suppress(TelegramError):
                await self._bot.shutdown()

    async def _serve(self) -> None:
        webhook = bool(self._settings.telegram_webhook_url)
        parts = [self._sender.run, self._handler.run, self._look, self._check, self._introduce,
                 self.receiver.set_webhook if webhook else self.receiver.poll]
        tasks = [asyncio.create_task(_kept_up(part)) for part in parts]
        self._say(f"Telegram: https://t.me/{self.username}")
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _introduce(self) -> None:
        """Commands and descriptions; the bot works without them."""
        try:
            await client.introduce(self._bot, self._engine.services.scripts, self._settings.language)
        except TelegramError as error:
            log.error("Telegram did not take the commands: %s", type(error).__name__)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self._handler.look()

    async def _check(self) -> None:
        while True:
            if await self._check_ins.send_due():
                self._sender.wake()
            await asyncio.sleep(CHECK_INS)

    async def _alone(self) -> IO[str]:
        """Wait until no other process of this data folder serves Telegram. The lock ends with its process, however it ends."""
        self._settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self._settings.data / LOCK).open("w")
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                await asyncio.sleep(TRY_LOCK)


async def _kept_up(part: Callable[[], Awaitable[None]]) -> None:
    """Run a part. After a fault that nobody foresaw (the disk is full, say) it begins again, with all that waits."""
    while True:
        try:
            return await part()
        except (SettingsError, TelegramError):
            raise
        except Exception as error:
            log.error("a part of Telegram failed: %s", type(error).__name__)
            await asyncio.sleep(BEGIN_AGAIN)
