"""What is left of a client after all was deleted: words, ids and sealed texts, in any row and in any byte of any file."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from bot.errors import StoreError
from bot.store.database import sealer
from tests.telegram_talking import Client

SHORTEST = 12           # bytes of a word that is told apart from anything else although it is coded
PIECE, EVERY = 48, 150  # of a sealed text: SQLite cuts long ones into pages
SEALED = ("entries.body", "events.data", "clients.body", "inbox.body", "outbox.body", "invites.body")


class Traces:
    """Collects what is kept of a client, as it stands in the database, to look for it later.

    Args:
        words: that the client said, and that nobody else says; plain letters, so that they look the same in any encoding.
    """

    def __init__(self, client: Client, *words: str) -> None:
        self.client, self.words = client, words
        self.engine = client.channel.stores.engine
        self.ids = [client.conversation, client.chat, str(client.person.chat_id), client.person.who["first_name"]]
        self.sealed: set[str] = set()

    def rows(self) -> list[dict]:
        """Every row of every table."""
        with self.engine.connect() as connection:
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            return [dict(row) for table in tables
                    for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()]

    def collect(self) -> None:
        """Remember the sealed texts that are kept of the client now."""
        mine = {self.client.conversation, self.client.chat} if self.client.kept else set(self.ids[:2])
        for row in self.rows():
            if mine & set(map(str, row.values())):
                self.sealed |= {value for value in row.values() if isinstance(value, str) and self.opened(value)}

    def opened(self, value: str) -> str:
        """A sealed text opened with the key; "" for anything else."""
        for about in SEALED:
            try:
                return sealer(self.engine).open(value, about)
            except StoreError:
                continue
        return ""

    def in_rows(self) -> list[str]:
        """Values in any row, opened with the key, that tell of the client."""
        values = [str(value) for row in self.rows() for value in row.values() if value is not None]
        return [value for value in values
                if any(trace in text for trace in (*self.words, *self.ids) for text in (value, self.opened(value)))]

    def in_files(self, folder: Path) -> list[str]:
        """Files with a word, an id or a piece of a sealed text of the client in them, and what it is."""
        pieces = {piece for sealed in self.sealed for piece in cut(sealed)}
        return [f"{file.name}: {found}" for file in sorted(folder.rglob("*")) if file.is_file()
                for found in contained(file.read_bytes(), self.words, self.ids, pieces)]


def cut(sealed: str) -> Iterable[str]:
    """Pieces from all over a sealed text."""
    return (sealed[at:at + PIECE] for at in range(0, max(1, len(sealed) - PIECE), EVERY))


def contained(content: bytes, words: Iterable[str], ids: Iterable[str], pieces: Iterable[str]) -> list[str]:
    """What of this is in the bytes: words also in other encodings."""
    found = [word for word in words for form in forms(word) if form in content]
    return found + [one for one in (*ids, *pieces) if one.encode() in content]


def forms(word: str) -> list[bytes]:
    """A word as it could stand in a file."""
    plain = word.encode()
    coded = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)] if len(plain) >= SHORTEST else []
    return [plain, word.encode("utf-16-le"), plain.hex().encode(), *coded]
