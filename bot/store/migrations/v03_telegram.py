"""Clients on Telegram: who they are (sealed), what came in, what goes out, what is due, and codes of a counsellor."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.vault import Vault

STATEMENTS = (
    """CREATE TABLE clients (
        chat VARCHAR(32) PRIMARY KEY,
        conversation VARCHAR(200) NOT NULL UNIQUE,
        linked VARCHAR(32),
        blocked INTEGER NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX clients_by_link ON clients (linked)",
    """CREATE TABLE inbox (
        update_id BIGINT PRIMARY KEY,
        chat VARCHAR(32),
        message_id BIGINT,
        turn BIGINT,
        done INTEGER NOT NULL,
        body TEXT,
        received_at DOUBLE PRECISION NOT NULL
    )""",
    "CREATE INDEX inbox_by_chat ON inbox (done, chat, update_id)",
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        chat VARCHAR(32) NOT NULL,
        urgent INTEGER NOT NULL,
        due_at DOUBLE PRECISION NOT NULL,
        attempts INTEGER NOT NULL,
        body TEXT NOT NULL
    )""",
    """CREATE TABLE sent (
        chat VARCHAR(32) NOT NULL,
        message_id BIGINT NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (chat, message_id)
    )""",
    """CREATE TABLE follow_ups (
        conversation VARCHAR(200) NOT NULL,
        kind VARCHAR(20) NOT NULL,
        due_at DOUBLE PRECISION NOT NULL,
        claimed_at DOUBLE PRECISION,
        PRIMARY KEY (conversation, kind)
    )""",
    """CREATE TABLE invites (
        code VARCHAR(32) PRIMARY KEY,
        expires_at DOUBLE PRECISION NOT NULL,
        body TEXT NOT NULL
    )""",
)


def migrate(connection: Connection, vault: Vault) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        connection.execute(sa.text(statement))
