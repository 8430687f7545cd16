"""Messages that the client asked for, for later: one row each, claimed by one worker, never held in memory (S94)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

_metadata = sa.MetaData()
_follow_ups = sa.Table(
    "follow_ups", _metadata, *(sa.Column(name, sa.String) for name in ("conversation", "kind")),
    sa.Column("due_at", sa.Float), sa.Column("claimed_at", sa.Float),
)
CHECK_IN, GOAL_DATE = KINDS = ("check_in", "goal_date")
CLAIM_LASTS = 300       # seconds; a worker that died in between held it no longer


@dataclass(frozen=True)
class FollowUp:
    """A message for later: its kind, and when it is due (a Unix time)."""

    conversation: str
    kind: str
    due_at: float


class FollowUps:
    """What is due, and when. One of each kind a conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def plan(self, connection: Connection, conversation: str, kind: str, due_at: float) -> None:
        """Set when a message of this kind is due; it replaces an earlier one."""
        connection.execute(_follow_ups.delete().where(_here(conversation, kind)))
        connection.execute(_follow_ups.insert().values(conversation=conversation, kind=kind, due_at=due_at))

    def of(self, conversation: str) -> list[FollowUp]:
        """What is planned for a conversation, the first one first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_follow_ups).where(_follow_ups.c.conversation == conversation)
                                      .order_by(_follow_ups.c.due_at))
            return [FollowUp(row.conversation, row.kind, row.due_at) for row in rows]

    def claim(self, now: float) -> list[FollowUp]:
        """All that is due of the conversation that has waited longest, now this worker's; empty where nothing is due."""
        free = sa.or_(_follow_ups.c.claimed_at.is_(None), _follow_ups.c.claimed_at < now - CLAIM_LASTS)
        due = sa.and_(_follow_ups.c.due_at <= now, free)
        with self._engine.begin() as connection:
            first = connection.execute(sa.select(_follow_ups.c.conversation).where(due)
                                       .order_by(_follow_ups.c.due_at).limit(1)).scalar()
            if first is None:
                return []
            here = sa.and_(due, _follow_ups.c.conversation == first)
            rows = connection.execute(sa.select(_follow_ups).where(here).order_by(_follow_ups.c.due_at)).all()
            taken = connection.execute(_follow_ups.update().where(here).values(claimed_at=now)).rowcount
        return [FollowUp(row.conversation, row.kind, row.due_at) for row in rows] if taken == len(rows) else []

    def done(self, connection: Connection, follow_ups: list[FollowUp]) -> None:
        """They were put into the outbox, or are not to be sent any more."""
        for one in follow_ups:
            connection.execute(_follow_ups.delete().where(_here(one.conversation, one.kind)))

    def cancel(self, connection: Connection, conversation: str, kinds: Iterable[str] = KINDS) -> None:
        """Nothing more of these kinds is sent to this conversation by itself."""
        for kind in kinds:
            connection.execute(_follow_ups.delete().where(_here(conversation, kind)))


def _here(conversation: str, kind: str) -> sa.sql.ColumnElement:
    return sa.and_(_follow_ups.c.conversation == conversation, _follow_ups.c.kind == kind)
