"""One-time codes with which a client joins the conversation of a counsellor's page."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import sealer
from bot.store.vault import Sealed

_metadata = sa.MetaData()
_invites = sa.Table("invites", _metadata, sa.Column("code", sa.String), sa.Column("expires_at", sa.Float),
                    sa.Column("body", Sealed("invites.body")))
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"     # none that are taken for one another when read aloud
LENGTH = 12                                     # 59 bits: not to be guessed within the days it lives
DAYS = 7


@dataclass(frozen=True)
class Invite:
    """What a code leads to: the counsellor's conversation, and how the counsellor wants to be reached."""

    conversation: str
    contact: str


class Invites:
    """Codes that were given out and not used."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._tag = sealer(engine).tag
        self._now = now

    def make(self, conversation: str, contact: str = "") -> str:
        """A new code. Only its tag is kept."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        body = json.dumps({"conversation": conversation, "contact": contact})
        with self._engine.begin() as connection:
            connection.execute(_invites.insert().values(
                code=self._tag("invite", code), expires_at=self._now() + DAYS * 86400, body=body))
        return code

    def find(self, code: str) -> Invite | None:
        """What a code leads to; None for one that is unknown, used or too old."""
        with self._engine.connect() as connection:
            body = connection.execute(sa.select(_invites.c.body).where(
                _invites.c.code == self._tag("invite", code), _invites.c.expires_at > self._now())).scalar()
        return Invite(**json.loads(body)) if body else None

    def use(self, connection: Connection, code: str) -> None:
        """The code was used: it is gone."""
        connection.execute(_invites.delete().where(_invites.c.code == self._tag("invite", code)))

    def drop_old(self) -> None:
        """Delete codes past their time."""
        with self._engine.begin() as connection:
            connection.execute(_invites.delete().where(_invites.c.expires_at <= self._now()))

    def forget(self, conversation: str) -> None:
        """Delete the codes that lead to a conversation."""
        with self._engine.begin() as connection:
            for row in connection.execute(sa.select(_invites)).all():
                if json.loads(row.body)["conversation"] == conversation:
                    connection.execute(_invites.delete().where(_invites.c.code == row.code))
