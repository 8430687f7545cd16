"""Words, places and codes of answers are sealed, and so are Rasa's events; what stood there in clear is overwritten."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.vault import Vault

ENTRIES = """CREATE TABLE entries (
    id VARCHAR(32) PRIMARY KEY,
    conversation VARCHAR(200) NOT NULL,
    round INTEGER NOT NULL,
    place VARCHAR(32) NOT NULL,
    body TEXT NOT NULL,
    at VARCHAR(32) NOT NULL,
    replaced_at VARCHAR(32)
)"""
IN_BODY = ("phase", "step", "item", "code", "text")


def migrate(connection: Connection, vault: Vault) -> None:
    """Make the table of answers anew, row by row; seal the events in their place."""
    rows = connection.execute(sa.text("SELECT * FROM entries")).mappings().all()
    for statement in ("DROP INDEX entries_by_conversation", "DROP TABLE entries", ENTRIES,
                      "CREATE INDEX entries_by_conversation ON entries (conversation, round)"):
        connection.execute(sa.text(statement))
    for row in rows:
        sealed = {"place": vault.tag(row["conversation"], row["step"], row["item"]),
                  "body": vault.seal(json.dumps({name: row[name] for name in IN_BODY}), "entries.body")}
        connection.execute(sa.text("INSERT INTO entries VALUES (:id, :conversation, :round, :place, :body, :at, :replaced_at)"),
                           {**row, **sealed})
    if sa.inspect(connection).has_table("events"):
        _seal_events(connection, vault)


def _seal_events(connection: Connection, vault: Vault) -> None:
    for row in connection.execute(sa.text("SELECT id, data FROM events")).mappings().all():
        connection.execute(
            sa.text("UPDATE events SET data = :data, intent_name = NULL, action_name = NULL WHERE id = :id"),
            {"id": row["id"], "data": vault.seal(row["data"], "events.data")})
