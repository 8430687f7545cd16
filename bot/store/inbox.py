"""What came in from Telegram: kept before it is handled, blanked once it was answered, never taken twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.vault import Sealed

_metadata = sa.MetaData()
_inbox = sa.Table(
    "inbox", _metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True), sa.Column("chat", sa.String),
    *(sa.Column(name, sa.BigInteger) for name in ("message_id", "turn")), sa.Column("done", sa.Integer),
    sa.Column("body", Sealed("inbox.body")), sa.Column("received_at", sa.Float),
)


@dataclass(frozen=True)
class Arrived:
    """An update that waits. `turn` is the first update of the turn that it belongs to, once a turn was begun with it."""

    update_id: int
    chat: str
    message_id: int | None
    turn: int | None
    body: dict[str, Any]


class Inbox:
    """Updates in the order of their numbers, a chat at a time."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now

    def put(self, updates: Iterable[tuple[int, str, int | None, dict[str, Any]]]) -> list[str]:
        """Keep (update id, chat tag, message id, body) of each update that is new; the chats of those.

        Telegram repeats an update until it hears that it arrived: a number that stands here already is passed over.
        """
        fresh = []
        with self._engine.begin() as connection:
            for update_id, chat, message_id, body in updates:
                known = connection.execute(sa.select(_inbox.c.update_id).where(_inbox.c.update_id == update_id)).first()
                if known:
                    continue
                connection.execute(_inbox.insert().values(
                    update_id=update_id, chat=chat, message_id=message_id, done=0, body=json.dumps(body),
                    received_at=self._now()))
                fresh.append(chat)
        return fresh

    def chats(self) -> list[str]:
        """Chats with something that waits, the longest wait first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_inbox.c.chat).where(_inbox.c.done == 0, _inbox.c.chat.isnot(None))
                                      .group_by(_inbox.c.chat).order_by(sa.func.min(_inbox.c.update_id)))
            return [row[0] for row in rows]

    def waiting(self, chat: str) -> list[Arrived]:
        """What waits of a chat, in the order of its numbers."""
        columns = (_inbox.c.update_id, _inbox.c.chat, _inbox.c.message_id, _inbox.c.turn, _inbox.c.body)
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).where(_inbox.c.done == 0, _inbox.c.chat == chat)
                                      .order_by(_inbox.c.update_id))
            return [Arrived(*row[:4], json.loads(row.body)) for row in rows]

    def begin(self, taken: Iterable[Arrived], turn: int) -> None:
        """Bind updates into one turn, so that after a sudden end the same ones are taken together again."""
        with self._engine.begin() as connection:
            connection.execute(_inbox.update().where(_inbox.c.update_id.in_([one.update_id for one in taken]))
                               .values(turn=turn))

    def finish(self, connection: Connection, taken: Iterable[Arrived], entries: Iterable[str] = ()) -> None:
        """Mark as answered, and blank what was said. `entries`: ids of the answers that were kept of it."""
        body = json.dumps({"entries": list(entries)}) if entries else None
        connection.execute(_inbox.update().where(_inbox.c.update_id.in_([one.update_id for one in taken]))
                           .values(done=1, body=body))

    def entries_of(self, chat: str, message_id: int) -> list[str]:
        """The answers that were kept of an answered message."""
        with self._engine.connect() as connection:
            bodies = connection.execute(sa.select(_inbox.c.body).where(
                _inbox.c.chat == chat, _inbox.c.message_id == message_id, _inbox.c.done == 1)
                .order_by(_inbox.c.update_id.desc())).scalars().all()
        return next((json.loads(body)["entries"] for body in bodies if body), [])

    def newest(self) -> int:
        """The highest number that came in; 0 for none."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.max(_inbox.c.update_id))).scalar() or 0

    def forget(self, connection: Connection, chat: str) -> None:
        """Cut what links a chat to its answered updates; the bare numbers stay, so that a repeated one is known."""
        connection.execute(_inbox.update().where(_inbox.c.chat == chat, _inbox.c.done == 1)
                           .values(chat=None, message_id=None, turn=None, body=None))

    def drop_before(self, moment: float) -> None:
        """Delete answered updates that came in before a Unix time."""
        with self._engine.begin() as connection:
            connection.execute(_inbox.delete().where(_inbox.c.done == 1, _inbox.c.received_at < moment))
