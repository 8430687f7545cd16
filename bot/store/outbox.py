"""What goes out to Telegram: kept until it was sent, sealed, in order within a chat, what is urgent first."""

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
_outbox = sa.Table(
    "outbox", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("chat", sa.String), sa.Column("urgent", sa.Integer),
    sa.Column("due_at", sa.Float), sa.Column("attempts", sa.Integer), sa.Column("body", Sealed("outbox.body")),
)
_sent = sa.Table("sent", _metadata, sa.Column("chat", sa.String), sa.Column("message_id", sa.BigInteger),
                 sa.Column("at", sa.Float))


@dataclass(frozen=True)
class Sending:
    """One call to Telegram that waits: `body` holds the method and what it takes."""

    id: int
    chat: str
    urgent: bool
    due_at: float
    attempts: int
    body: dict[str, Any]


class Outbox:
    """What was answered and is not there yet."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now

    def put(self, connection: Connection, chat: str, bodies: Iterable[dict[str, Any]], urgent: bool = False) -> None:
        """Add calls behind those of the same chat."""
        rows = [{"chat": chat, "urgent": int(urgent), "due_at": self._now(), "attempts": 0, "body": json.dumps(body)}
                for body in bodies]
        if rows:
            connection.execute(_outbox.insert(), rows)

    def next(self, busy: Iterable[str] = (), urgent_only: bool = False) -> Sending | None:
        """The first call that is due of a chat that is not busy: urgent chats first, then the longest wait."""
        urgent = _outbox.c.chat.in_(sa.select(_outbox.c.chat).where(_outbox.c.urgent == 1))
        query = sa.select(_outbox).where(_first(busy), _outbox.c.due_at <= self._now())
        query = query.where(urgent) if urgent_only else query.order_by(urgent.desc())
        query = query.order_by(_outbox.c.id).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Sending(row.id, row.chat, bool(row.urgent), row.due_at, row.attempts, json.loads(row.body)) if row else None

    def next_due(self, busy: Iterable[str] = ()) -> float | None:
        """When the next call of a chat that is not busy is due; None where none waits."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.min(_outbox.c.due_at)).where(_first(busy))).scalar()

    def done(self, sending: Sending, message_id: int | None = None) -> None:
        """It was sent: the row goes. The number of the message is kept for two days, as long as it can be deleted there."""
        with self._engine.begin() as connection:
            connection.execute(_outbox.delete().where(_outbox.c.id == sending.id))
            if message_id:
                self.note(connection, sending.chat, message_id)

    def note(self, connection: Connection, chat: str, message_id: int) -> None:
        """Remember a message in a chat, theirs or ours."""
        here = sa.and_(_sent.c.chat == chat, _sent.c.message_id == message_id)
        if not connection.execute(sa.select(_sent.c.at).where(here)).first():
            connection.execute(_sent.insert().values(chat=chat, message_id=message_id, at=self._now()))

    def messages(self, chat: str) -> list[int]:
        """Messages that stand in a chat, as far as they are remembered."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_sent.c.message_id).where(_sent.c.chat == chat)
                                           .order_by(_sent.c.message_id)).scalars())

    def later(self, sending: Sending, seconds: float) -> None:
        """It could not be sent: try the calls of this chat again after so many seconds."""
        with self._engine.begin() as connection:
            connection.execute(_outbox.update().where(_outbox.c.id == sending.id)
                               .values(due_at=self._now() + seconds, attempts=sending.attempts + 1))

    def drop(self, connection: Connection, chat: str) -> None:
        """Delete what waits for a chat."""
        connection.execute(_outbox.delete().where(_outbox.c.chat == chat))

    def forget(self, connection: Connection, chat: str) -> None:
        """Delete what waits for a chat, and the numbers of its messages."""
        self.drop(connection, chat)
        connection.execute(_sent.delete().where(_sent.c.chat == chat))

    def drop_before(self, moment: float) -> None:
        """Delete numbers of messages from before a Unix time."""
        with self._engine.begin() as connection:
            connection.execute(_sent.delete().where(_sent.c.at < moment))


def _first(busy: Iterable[str]) -> sa.sql.ColumnElement:
    """The first row of each chat that is not busy."""
    first = sa.select(sa.func.min(_outbox.c.id)).group_by(_outbox.c.chat)
    return sa.and_(_outbox.c.id.in_(first), _outbox.c.chat.notin_(list(busy)))
