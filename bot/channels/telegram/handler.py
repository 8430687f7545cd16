"""Takes what came in, a chat at a time and in order; chats do not wait for one another, and a hint of danger goes first."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram import messages
from bot.channels.telegram.answer import answer
from bot.channels.telegram.visit import Visit
from bot.engine import Engine
from bot.settings import Settings
from bot.store import database, telegram
from bot.store.inbox import Arrived
from bot.store.telegram import Stores

log = logging.getLogger(__name__)
TRY_AGAIN = 5.0         # seconds until a turn that failed before it could be answered is taken again
SLOW = 0.8              # seconds after which "typing" is shown
FLOOD = 5               # more messages than this at once are read as one
CONTINUES = 4000        # characters from which the next message is the rest of it: Telegram cuts at 4096
LONGEST = 100_000       # characters of one turn; the engine caps what is too long, and says so


class Handler:
    """Answers updates of the inbox.

    Args:
        wake: called when something was put into the outbox.
    """

    def __init__(self, engine: Engine, stores: Stores, settings: Settings, bot: ExtBot, wake: Callable[[], None]) -> None:
        self._engine = engine
        self._stores = stores
        self._settings = settings
        self._bot = bot
        self._wake = wake
        self._waiting: asyncio.PriorityQueue[tuple[int, int, str]] = asyncio.PriorityQueue()
        self._queued: set[str] = set()
        self._number = 0
        self._aside: set[asyncio.Task] = set()

    def notice(self, chat: str, urgent: bool = False) -> None:
        """Something came in from a chat. Urgent chats are taken before those that wait."""
        if urgent or chat not in self._queued:
            self._queued.add(chat)
            self._number += 1
            self._waiting.put_nowait((0 if urgent else 1, self._number, chat))

    def look(self) -> None:
        """Notice what nobody told of: left by a process that ended, or put there by another one that serves."""
        for chat in self._stores.inbox.chats():
            if chat not in self._queued:
                self.notice(chat, self._urgent(self._stores.inbox.waiting(chat)))

    async def run(self) -> None:
        """Take chats for ever, beginning with what was left when the process ended."""
        self.look()
        while True:
            _, _, chat = await self._waiting.get()
            self._queued.discard(chat)
            try:
                rest = await self.take(chat)
                if rest:        # behind the others: who writes a lot does not hold them up
                    self.notice(chat, self._urgent(rest))
            except Exception as error:      # nothing of it counts as answered: it is taken again, and others go on
                log.error("a turn on Telegram failed: %s", type(error).__name__)
                asyncio.get_running_loop().call_later(TRY_AGAIN, self.notice, chat)

    async def take(self, chat: str) -> list[Arrived]:
        """One turn of a chat; what waits after it."""
        waiting = self._stores.inbox.waiting(chat)
        if not waiting:
            return []
        taken, flood = together(waiting)
        visit = self._visit(taken)
        self._stores.inbox.begin(taken, visit.turn)
        if visit.body.get("callback"):
            self._beside(self._stop_clock(visit.body["callback"]))
        typing = self._beside(self._type(visit.chat_id))
        try:
            await self._fill(visit)
        finally:
            typing.cancel()
        if flood and not visit.forget:
            joined = messages.text(visit.chat_id, visit.words("tg_joined_up"))
            visit.out = [*visit.out, *joined] if visit.urgent else [*joined, *visit.out]    # nothing stands before the helplines
        self._keep(visit, taken)
        self._wake()
        return [one for one in waiting if one not in taken]

    async def _fill(self, visit: Visit) -> None:
        """Nobody is left without an answer, whatever goes wrong."""
        try:
            visit.state = await self._engine.state(visit.conversation) if visit.client else None
            if visit.state:
                visit.script = self._engine.services.script(visit.state.language)
            await answer(visit)
        except Exception as error:
            log.error("a turn on Telegram failed: %s", type(error).__name__)   # its message could hold what was written
            visit.out = []
            visit.say("tg_error")

    def _visit(self, taken: list[Arrived]) -> Visit:
        first = taken[0]
        text = "\n".join(one.body.get("text", "") for one in taken)[:LONGEST]
        body = {**first.body, "message_id": first.message_id, "text": text}
        language = first.body.get("language") or ""
        script = self._engine.services.script(language if language in self._engine.services.scripts else None)
        return Visit(self._engine, self._stores, self._settings, first.chat, body, turn=first.turn or first.update_id,
                     again=first.turn is not None, script=script, client=self._stores.clients.find(first.chat))

    def _keep(self, visit: Visit, taken: list[Arrived]) -> None:
        """All that the visit leads to, in one transaction: answered and to be sent, or neither."""
        stores = self._stores
        with stores.engine.begin() as connection:
            stores.inbox.finish(connection, taken, visit.entries)
            if visit.forget:
                telegram.forget(connection, stores.engine, visit.client)
            elif visit.client:
                self._change(visit, connection, taken)
            else:       # nobody said yes: nothing tells that this chat ever wrote
                stores.inbox.forget(connection, visit.chat)
            stores.outbox.put(connection, visit.chat, visit.out, visit.urgent)
        if visit.forget:
            database.scrub(stores.engine)

    def _change(self, visit: Visit, connection: Any, taken: list[Arrived]) -> None:
        stores = self._stores
        for one in taken:
            if one.message_id:
                stores.outbox.note(connection, visit.chat, one.message_id)
        current = stores.clients.find(visit.chat) or visit.client       # a check-in may have been counted in between
        stores.clients.keep(connection, replace(current, **visit.changes))
        if visit.used_code:
            stores.invites.use(connection, visit.used_code)
        if visit.client.blocked:
            stores.outbox.drop(connection, visit.chat)
        stores.follow_ups.cancel(connection, visit.conversation, visit.cancelled)
        for kind, moment in visit.planned:
            stores.follow_ups.plan(connection, visit.conversation, kind, moment)

    def _urgent(self, waiting: Iterable[Arrived]) -> bool:
        return any(self._engine.urgent(one.body.get("text", "")) for one in waiting)

    def _beside(self, call: Coroutine) -> asyncio.Task:
        """Make a call that no turn waits for, nor any other chat."""
        task = asyncio.create_task(call)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
        return task

    async def _stop_clock(self, query: str) -> None:
        """The phone stops its little clock; nothing is lost where this fails."""
        with contextlib.suppress(TelegramError):
            await self._bot.answer_callback_query(query)

    async def _type(self, chat_id: int) -> None:
        """Show that an answer is on its way, where it takes long."""
        await asyncio.sleep(SLOW)
        with contextlib.suppress(TelegramError):
            await self._bot.send_chat_action(chat_id, "typing")


def together(waiting: list[Arrived]) -> tuple[list[Arrived], bool]:
    """The messages that are answered in one turn, and whether that is because there were so many.

    A message that Telegram had to cut is one; a flood is read in one go. What was begun together stays together.
    """
    first = waiting[0]
    if first.turn is not None:
        return [one for one in waiting if one.turn == first.turn], False
    texts = []
    for one in waiting:
        if one.turn is not None or one.body["kind"] != "text" or one.body["text"].startswith("/"):
            break
        texts.append(one)
    if len(texts) > FLOOD:
        return texts, True
    count = 1
    while count < len(texts) and len(texts[count - 1].body["text"]) >= CONTINUES:
        count += 1
    return waiting[:count], False
