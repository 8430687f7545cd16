"""The record: what a person kept. One row an answer; an earlier answer is marked, not lost (S30)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.vault import Vault

STATEMENTS = (
    """CREATE TABLE conversations (
        id VARCHAR(200) PRIMARY KEY,
        audience VARCHAR(20) NOT NULL,
        round INTEGER NOT NULL,
        started_at VARCHAR(32) NOT NULL,
        touched_at VARCHAR(32) NOT NULL
    )""",
    """CREATE TABLE entries (
        id VARCHAR(32) PRIMARY KEY,
        conversation VARCHAR(200) NOT NULL,
        round INTEGER NOT NULL,
        phase VARCHAR(40) NOT NULL,
        step VARCHAR(90) NOT NULL,
        item VARCHAR(40) NOT NULL,
        code VARCHAR(60) NOT NULL,
        text TEXT NOT NULL,
        at VARCHAR(32) NOT NULL,
        replaced_at VARCHAR(32)
    )""",
    "CREATE INDEX entries_by_conversation ON entries (conversation, round)",
)


def migrate(connection: Connection, vault: Vault) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        connection.execute(sa.text(statement))
