"""The record: long-term memory. It keeps each answer with its date and round, and can lose all of it at once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.database import sealer, tidy
from bot.store.vault import Sealed

_metadata = sa.MetaData()
_conversations = sa.Table(
    "conversations", _metadata,
    *(sa.Column(name, sa.String) for name in ("id", "audience", "started_at", "touched_at")),
    sa.Column("round", sa.Integer),
)
_entries = sa.Table(
    "entries", _metadata,
    *(sa.Column(name, sa.String) for name in ("id", "conversation", "place", "at", "replaced_at")),
    sa.Column("body", Sealed("entries.body")),
    sa.Column("round", sa.Integer),
)


@dataclass(frozen=True)
class Entry:
    """One kept answer.

    `step` is the full name in the script, `item` tells repeated steps apart (an option, a number of a goal step),
    `code` is what the answer counted as (choice id or intent), `at` is an ISO time in UTC.
    """

    id: str
    round: int
    phase: str
    step: str
    item: str
    code: str
    text: str
    at: str


def utc_now() -> str:
    """This moment, as it is kept: an ISO time in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds")


class Record:
    """What was kept of each conversation. Every write is one transaction and may be repeated without harm."""

    def __init__(self, engine: Engine, now: Callable[[], str] = utc_now) -> None:
        self.engine = engine
        self._tag = sealer(engine).tag
        self._now = now

    def round(self, conversation: str) -> int:
        """Number of the current talk of this conversation; 1 for a new one."""
        with self.engine.connect() as connection:
            row = connection.execute(
                sa.select(_conversations.c.round).where(_conversations.c.id == conversation)).first()
        return row[0] if row else 1

    def begin_round(self, conversation: str, audience: str) -> int:
        """Start a talk: earlier rounds stay as they are. An unused round is used, not passed over."""
        current = self.round(conversation)
        number = current + 1 if self.entries(conversation, current) else current
        self._touch(conversation, audience, number)
        return number

    def _touch(self, conversation: str, audience: str, number: int) -> None:
        now = self._now()
        with self.engine.begin() as connection:
            changed = connection.execute(
                _conversations.update().where(_conversations.c.id == conversation)
                .values(touched_at=now, round=number)).rowcount
            if not changed:
                connection.execute(_conversations.insert().values(
                    id=conversation, audience=audience, round=number, started_at=now, touched_at=now))

    def file(self, conversation: str, *, phase: str, step: str, text: str, code: str = "", item: str = "",
             audience: str = "client") -> None:
        """Keep an answer. The same answer again changes nothing; another one replaces it, and the earlier stays marked."""
        number = self.round(conversation)
        place = self._tag(conversation, step, item)
        body = _body(phase=phase, step=step, item=item, code=code, text=text)
        here = sa.and_(_entries.c.conversation == conversation, _entries.c.round == number, _entries.c.place == place,
                       _entries.c.replaced_at.is_(None))
        with self.engine.begin() as connection:
            if connection.execute(sa.select(_entries.c.body).where(here)).scalar() == body:
                return
            now = self._now()
            connection.execute(_entries.update().where(here).values(replaced_at=now))
            connection.execute(_entries.insert().values(
                id=uuid.uuid4().hex, conversation=conversation, round=number, place=place, body=body, at=now))
        self._touch(conversation, audience, number)

    def entries(self, conversation: str, number: int | None = None) -> list[Entry]:
        """Answers that stand, oldest first: of one round, or of all."""
        query = sa.select(_entries).where(_entries.c.conversation == conversation, _entries.c.replaced_at.is_(None))
        return self._read(query if number is None else query.where(_entries.c.round == number))

    def replaced(self, conversation: str) -> list[Entry]:
        """Earlier versions of answers, oldest first."""
        return self._read(sa.select(_entries).where(_entries.c.conversation == conversation,
                                                    _entries.c.replaced_at.isnot(None)))

    def _read(self, query: sa.sql.Select) -> list[Entry]:
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(_entries.c.at, _entries.c.id))
            return [Entry(id=row.id, round=row.round, at=row.at, **json.loads(row.body)) for row in rows]

    def ids(self, conversation: str) -> set[str]:
        """Ids of the answers that stand; nothing is opened for it."""
        query = sa.select(_entries.c.id).where(_entries.c.conversation == conversation, _entries.c.replaced_at.is_(None))
        with self.engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def edit(self, conversation: str, entry: str, text: str) -> bool:
        """Change the words of one answer; False when there is no such answer."""
        here = sa.and_(_entries.c.conversation == conversation, _entries.c.id == entry)
        with self.engine.begin() as connection:
            body = connection.execute(sa.select(_entries.c.body).where(here)).scalar()
            if body is None:
                return False
            connection.execute(_entries.update().where(here).values(body=_body(**{**json.loads(body), "text": text})))
            return True

    def strike(self, conversation: str, entry: str) -> bool:
        """Delete one answer with its earlier versions; False when there is no such answer."""
        with self.engine.begin() as connection:
            row = connection.execute(sa.select(_entries).where(
                _entries.c.conversation == conversation, _entries.c.id == entry)).first()
            if row is None:
                return False
            connection.execute(_entries.delete().where(
                _entries.c.conversation == conversation, _entries.c.round == row.round, _entries.c.place == row.place))
        tidy(self.engine)
        return True

    def exists(self, conversation: str) -> bool:
        with self.engine.connect() as connection:
            return connection.execute(
                sa.select(_conversations.c.id).where(_conversations.c.id == conversation)).first() is not None

    def conversations(self) -> list[tuple[str, str, str]]:
        """(id, audience, touched_at) of all conversations, latest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(_conversations.c.id, _conversations.c.audience, _conversations.c.touched_at)
                .order_by(_conversations.c.touched_at.desc()))
            return [tuple(row) for row in rows]

    def silent_since(self, moment: str) -> list[str]:
        """Conversations without a new answer since an ISO time in UTC."""
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(
                sa.select(_conversations.c.id).where(_conversations.c.touched_at < moment))]

    def copy(self, source: str, conversation: str, audience: str) -> None:
        """The answers of the current talk of one conversation as a new talk of another; again changes nothing."""
        answers, there = (self.entries(name, self.round(name)) for name in (source, conversation))
        if there and set(map(_said, there)) == set(map(_said, answers)):
            return
        self.begin_round(conversation, audience)
        for entry in answers:
            self.file(conversation, phase=entry.phase, step=entry.step, item=entry.item, code=entry.code, text=entry.text,
                      audience=audience)

    def forget(self, conversation: str) -> None:
        """Delete every row of a conversation."""
        with self.engine.begin() as connection:
            connection.execute(_entries.delete().where(_entries.c.conversation == conversation))
            connection.execute(_conversations.delete().where(_conversations.c.id == conversation))


def _said(entry: Entry) -> tuple[str, ...]:
    return entry.step, entry.item, entry.code, entry.text


def _body(**given: str) -> str:
    """What is sealed of an answer, always in the same order: the same answer gives the same text."""
    return json.dumps({name: given[name] for name in ("phase", "step", "item", "code", "text")}, ensure_ascii=False)
