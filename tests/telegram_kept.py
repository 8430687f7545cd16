"""What stands in the data folder: rows opened with the key, and what can be read or found in any file."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.store import vault

SEALED = ("clients.body", "inbox.body", "outbox.body", "entries.body", "events.data", "invites.body", "key_check.sealed")
OF_A_CHAT = {"clients": "chat", "inbox": "chat", "outbox": "chat", "sent": "chat", "entries": "conversation",
             "conversations": "id", "events": "sender_id", "follow_ups": "conversation"}
RUN = re.compile(rb"[A-Za-z0-9+/]{44,}")    # what a sealed text looks like: twelve bytes and sixteen more, at least
PIECE = 32                                  # so much of a sealed text is not there by chance
Secret = str | int


class Kept:
    """A data folder whose key stands there as `key`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._vault = vault.load(data / "key")

    def rows(self, opened: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row of every table, with its table. `opened`: what is sealed is opened by the key."""
        with closing(sqlite3.connect(f"file:{self.data / 'perspectief.db'}?mode=ro", uri=True, timeout=60)) as database:
            database.row_factory = sqlite3.Row
            tables = [name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
            found = [(table, dict(row)) for table in tables for row in database.execute(f"SELECT * FROM {table}").fetchall()]
        for table, row in found:
            yield table, {name: self._opened(value, f"{table}.{name}") if opened else value for name, value in row.items()}

    def _opened(self, value: Any, about: str) -> Any:
        return self._vault.open(value, about.removesuffix(".sealed")) if about in SEALED and value is not None else value

    def texts(self) -> list[str]:
        """The words of every answer in the record, the replaced ones too."""
        return [json.loads(row["body"])["text"] for table, row in self.rows() if table == "entries"]

    def names(self, chat_id: int) -> list[str]:
        """The names that a chat has here: its tag, and its conversation."""
        tag = self._vault.tag("chat", chat_id)
        return [tag, *(row["conversation"] for table, row in self.rows() if table == "clients" and row["chat"] == tag)]

    def of(self, names: Iterable[str], opened: bool = True) -> list[dict[str, Any]]:
        """The rows of a chat, by its names."""
        known = set(names)
        return [row for table, row in self.rows(opened) if table in OF_A_CHAT and row[OF_A_CHAT[table]] in known]

    def files(self) -> dict[str, bytes]:
        """All files but the key."""
        return {path.name: path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file() and path.name != "key"}

    def readable(self, secrets: Iterable[Secret], rows: bool = False) -> list[tuple[str, Secret]]:
        """(place, secret) for each that can be read without the key, or in the `rows` with it."""
        places = self.files()
        if rows:
            places |= {f"{table} {number}": "\n".join(map(str, row.values())).encode("utf-8")
                       for number, (table, row) in enumerate(self.rows())}
        return [(name, secret) for secret in secrets for name, content in places.items()
                if any(form in content for form in forms(secret))]

    def sealed(self) -> set[bytes]:
        """What looks sealed in any file, in pages that are no longer used too; but for the one text that proves the key."""
        proof = next(row["sealed"].encode() for table, row in self.rows(opened=False) if table == "key_check")
        return {run for content in self.files().values() for run in RUN.findall(content) if proof.rstrip(b"=") not in run}

    def holding(self, sealed: Iterable[bytes]) -> list[str]:
        """The files that hold a piece of these sealed texts."""
        pieces = [one[start:start + PIECE] for one in sealed for start in range(0, len(one) - PIECE + 1, PIECE)]
        return [name for name, content in self.files().items() if any(piece in content for piece in pieces)]


def sealed_in(rows: Iterable[dict[str, Any]]) -> set[bytes]:
    """The sealed texts of rows that were not opened."""
    return {value.encode() for row in rows for value in row.values() if isinstance(value, str) and RUN.match(value.encode())}


def forms(secret: Secret) -> set[bytes]:
    """How a text or a number would stand in a file."""
    if isinstance(secret, int):
        size = max(6, (secret.bit_length() + 7) // 8)      # SQLite writes a chat's number in six bytes
        return {str(secret).encode(), secret.to_bytes(size, "big"), secret.to_bytes(8, "big"), secret.to_bytes(8, "little")}
    plain = secret.encode("utf-8")
    return {plain, json.dumps(secret)[1:-1].encode(), secret.encode("utf-16-le"), base64.b64encode(plain).rstrip(b"=")[:-1]}
