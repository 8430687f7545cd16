"""What page and API may show of a client's conversation on Telegram: what that client allows now, and no more (S95, S98)."""

from __future__ import annotations

from bot.discretion import visible
from bot.errors import RequestError
from bot.store.clients import PREFIX, Clients
from bot.store.record import Entry, Record

ANSWERS = "answers"


class Sharing:
    """Asks the client's permission of each conversation anew: taking it back works at once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.clients = Clients(record.engine)

    def check_own(self, conversation: str) -> None:
        """Refuse a conversation that only its client may go on with or delete.

        Raises:
            RequestError: it belongs to a client on Telegram.
        """
        if conversation.startswith(PREFIX):
            raise RequestError(404, "unknown_conversation", "there is no such conversation")

    def allows(self, conversation: str) -> bool:
        """Whether something of a conversation may be shown: the goal at least."""
        return not conversation.startswith(PREFIX) or bool(self._share(conversation))

    def entries(self, conversation: str) -> list[Entry]:
        """The answers that may be shown: of a client on Telegram those that the client saw before saying yes."""
        if not conversation.startswith(PREFIX):
            return [entry for entry in self._record.entries(conversation) if entry.text]
        client = self.clients.of(conversation)
        if client is None or client.share != ANSWERS:
            return []
        return [entry for entry in visible(self._record.entries(conversation, self._record.round(conversation)))
                if entry.at <= client.shared_until]

    def _share(self, conversation: str) -> str:
        client = self.clients.of(conversation)
        return client.share if client else ""
