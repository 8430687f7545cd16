"""Clients on Telegram: which chat belongs to which conversation, and what the client wants shared. All of it sealed."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import sealer
from bot.store.vault import Sealed

_metadata = sa.MetaData()
_clients = sa.Table(
    "clients", _metadata,
    *(sa.Column(name, sa.String) for name in ("chat", "conversation", "linked")),
    sa.Column("blocked", sa.Integer), sa.Column("body", Sealed("clients.body")),
)
PREFIX = "tg-"                          # of every conversation on Telegram
SHARES = ("", "goal", "answers")        # nothing; the goal; the goal and the answers


@dataclass(frozen=True)
class Client:
    """One person on Telegram.

    Attributes:
        chat: tag of the chat; see `Vault.tag`.
        conversation: opaque id of the conversation.
        chat_id: Telegram's number.
        linked: the counsellor's conversation that an invitation came from, or "".
        contact: how the counsellor wants to be reached, as left with the invitation.
        share: what the counsellor may see, one of `SHARES`.
        shared_until: the time of the last answer that was shown to the client before they shared their answers.
        keep_all: answers about return are kept too (S56).
        unanswered: check-ins since the last word of the client.
        wanted: what the next free text is for ("check_in_day", "edit:<step>"), or "".
        blocked: the client blocked the bot.
    """

    chat: str
    conversation: str
    chat_id: int
    linked: str = ""
    contact: str = ""
    share: str = ""
    shared_until: str = ""
    keep_all: bool = False
    unanswered: int = 0
    wanted: str = ""
    blocked: bool = False


IN_BODY = ("chat_id", "linked", "contact", "share", "shared_until", "keep_all", "unanswered", "wanted")


class Clients:
    """Who writes on Telegram."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tag = sealer(engine).tag

    def tag(self, chat_id: int) -> str:
        """The stand-in of a chat."""
        return self._tag("chat", chat_id)

    def find(self, chat: str) -> Client | None:
        """The client of a chat's tag."""
        return self._one(_clients.c.chat == chat)

    def of(self, conversation: str) -> Client | None:
        """The client of a conversation."""
        return self._one(_clients.c.conversation == conversation)

    def linked_to(self, conversation: str) -> list[Client]:
        """Clients who joined a counsellor's conversation."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_clients).where(_clients.c.linked == self._tag("linked", conversation)))
            return [_client(row) for row in rows]

    def _one(self, where: sa.sql.ColumnElement) -> Client | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_clients).where(where)).first()
        return _client(row) if row else None

    def add(self, chat_id: int, **given: str) -> Client:
        """A new client with a conversation of their own."""
        client = Client(self.tag(chat_id), f"{PREFIX}{secrets.token_hex(12)}", chat_id, **given)
        with self._engine.begin() as connection:
            connection.execute(_clients.insert().values(**self._row(client)))
        return client

    def keep(self, connection: Connection, client: Client) -> None:
        """Keep a client as it is now."""
        connection.execute(_clients.update().where(_clients.c.chat == client.chat).values(**self._row(client)))

    def _row(self, client: Client) -> dict[str, object]:
        body = {name: value for name, value in asdict(client).items() if name in IN_BODY}
        return {"chat": client.chat, "conversation": client.conversation, "blocked": int(client.blocked),
                "linked": self._tag("linked", client.linked) if client.linked else None, "body": json.dumps(body)}

    def unlink(self, conversation: str) -> None:
        """A counsellor's conversation is gone: clients who joined it are linked to nobody."""
        for client in self.linked_to(conversation):
            with self._engine.begin() as connection:
                self.keep(connection, replace(client, linked="", contact="", share=""))

    def forget(self, connection: Connection, chat: str) -> None:
        """Delete the row of a chat."""
        connection.execute(_clients.delete().where(_clients.c.chat == chat))


def _client(row: sa.engine.Row) -> Client:
    return Client(row.chat, row.conversation, blocked=bool(row.blocked), **json.loads(row.body))
