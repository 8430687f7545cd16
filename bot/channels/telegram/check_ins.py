"""Sends what the client asked to be sent: a check-in, or a word on the goal's date. At most two unanswered (S94)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from bot import goal, quiet
from bot.channels.telegram import messages
from bot.channels.telegram.visit import OWN
from bot.engine import Engine
from bot.script.flow import Answers
from bot.script.loader import Script
from bot.settings import Settings
from bot.store.clients import Client
from bot.store.follow_ups import CHECK_IN, GOAL_DATE, FollowUp
from bot.store.telegram import Stores

MOST_UNANSWERED = 2
AGAIN_AFTER = 7 * 86400     # seconds until the second one, where the first got no answer


class CheckIns:
    """Puts what is due into the outbox, a conversation at a time."""

    def __init__(self, engine: Engine, stores: Stores, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._stores = stores
        self._settings = settings
        self._now = now

    async def send_due(self) -> int:
        """Send all that is due; how many messages. What fell due together, while we were away say, is one message."""
        sent = 0
        while due := self._stores.follow_ups.claim(self._now()):
            sent += await self._send(due)
        return sent

    async def _send(self, due: list[FollowUp]) -> int:
        conversation = due[0].conversation
        follow_ups = self._stores.follow_ups
        moment = quiet.allowed(self._now(), self._settings.quiet_hours)
        if moment > self._now():
            with self._stores.engine.begin() as connection:
                for one in due:
                    follow_ups.plan(connection, conversation, one.kind, moment)
            return 0
        client = self._stores.clients.of(conversation)
        wanted = client and not client.blocked and client.unanswered < MOST_UNANSWERED
        words = await self._message(client, [one.kind for one in due]) if wanted else []
        client = self._stores.clients.of(conversation)      # who may have written, or taken something back, in between
        wanted = wanted and client is not None
        with self._stores.engine.begin() as connection:
            follow_ups.done(connection, due)
            if wanted:
                counted = replace(client, unanswered=client.unanswered + 1)
                self._stores.outbox.put(connection, client.chat, words)
                self._stores.clients.keep(connection, counted)
                if counted.unanswered < MOST_UNANSWERED:
                    follow_ups.plan(connection, conversation, CHECK_IN, self._now() + AGAIN_AFTER)
        return int(bool(wanted))

    async def _message(self, client: Client, kinds: list[str]) -> list[dict]:
        state = await self._engine.state(client.conversation)
        script = self._engine.services.script(state.language if state else None)
        record = self._engine.services.record
        found = goal.read(Answers(record.entries(client.conversation, record.round(client.conversation))))
        key = "tg_check_in_plain" if not (found and found.text) else (
            "tg_goal_date_message" if GOAL_DATE in kinds else "tg_check_in")
        words = script.label(key).replace("{goal}", found.text if found else "")
        if client.unanswered + 1 == MOST_UNANSWERED:
            words += f"\n\n{script.label('tg_check_in_last')}"
        return messages.text(client.chat_id, words, _rows(script, bool(found)))


def _rows(script: Script, has_goal: bool) -> messages.Rows:
    """One tap to say how it goes, to see the goal, or to hear nothing more."""
    rows = [[messages.button("report_progress", script.label("report_progress"))],
            [messages.button("report_setback", script.label("report_setback"))]]
    if has_goal:
        rows.append([messages.button(f"{OWN}goal:show", script.label("tg_do_see_goal"))])
    return [*rows, [messages.button(f"{OWN}remind:off", script.label("tg_do_no_more"))]]
