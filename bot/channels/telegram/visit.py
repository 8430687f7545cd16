"""One thing that a client wrote or pressed, and all that it leads to. Nothing is sent or kept until it is complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.telegram import messages
from bot.channels.telegram.messages import Rows
from bot.engine import Engine
from bot.goal import Goal
from bot.goal import read as read_goal
from bot.pictures import ladder
from bot.script.flow import Answers
from bot.script.loader import Script
from bot.settings import Settings
from bot.store.clients import Client
from bot.store.record import Entry
from bot.store.telegram import Stores
from bot.turns import Reply, State, Turn

OWN = "tg:"     # begins what a button of this channel carries; others belong to the engine


@dataclass
class Visit:
    """What came in, who it is from, and what goes out.

    Attributes:
        chat: tag of the chat.
        body: what came in; see `updates.read`.
        turn: number of the turn, the same when it is answered once more after a sudden end.
        again: the turn was begun before, and the process ended in between.
        client: None before the client said yes.
        state: where the conversation was before this.
        out: calls for the outbox, in order.
        urgent: they go before those of other chats.
        entries: answers that were kept of this message.
        standing: all answers that stand after a turn of the conversation.
        changes: what changes of the client, kept together with what goes out.
        planned, cancelled: follow-ups to set (kind, moment), and kinds of which none is to be sent any more.
        forget: everything of this client goes.
        used_code: an invitation that was used.
    """

    engine: Engine
    stores: Stores
    settings: Settings
    chat: str
    body: dict[str, Any]
    turn: int
    again: bool
    script: Script
    client: Client | None = None
    state: State | None = None
    out: list[dict[str, Any]] = field(default_factory=list)
    urgent: bool = False
    entries: list[str] = field(default_factory=list)
    standing: list[Entry] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    planned: list[tuple[str, float]] = field(default_factory=list)
    cancelled: tuple[str, ...] = ()
    forget: bool = False
    used_code: str = ""
    now: Callable[[], float] = time.time

    @property
    def chat_id(self) -> int:
        return self.body["chat_id"]

    @property
    def text(self) -> str:
        return self.body.get("text", "")

    @property
    def conversation(self) -> str:
        return self.client.conversation

    @property
    def record(self) -> Any:
        return self.engine.services.record

    # --- what goes out -------------------------------------------------------------------------------------------

    def say(self, key: str, rows: Rows | None = None, **values: object) -> None:
        """A text of the script."""
        self.write(self.words(key, **values), rows)

    def words(self, key: str, **values: object) -> str:
        """A text of the script, filled in; braces in what the client wrote stay as they are."""
        text = self.script.label(key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def write(self, words: str, rows: Rows | None = None) -> None:
        """A message of these words."""
        self.out += messages.text(self.chat_id, words, rows)

    def button(self, data: str, key: str, **values: object) -> dict[str, str]:
        """A button of this channel, with a label of the script."""
        return messages.button(f"{OWN}{data}", self.words(key, **values))

    def change(self, **changes: Any) -> None:
        """Change what is kept of the client; other topics of this visit see it at once."""
        self.changes.update(changes)
        self.client = replace(self.client, **changes)

    def plan(self, kind: str, moment: float) -> None:
        """Set a message for later."""
        self.planned.append((kind, moment))

    # --- the engine ----------------------------------------------------------------------------------------------

    async def take(self, **what: str) -> Turn:
        """One turn of the conversation: `text` or `choice`. Its answers are noted."""
        before = self.record.ids(self.conversation)
        turn = await self.engine.turn(self.conversation, message_id=f"tg-{self.turn}", language=self.script.language,
                                      audience="client", **what)
        self.standing = self.record.entries(self.conversation)
        new = [entry.id for entry in self.standing if entry.id not in before]
        kept_before = [entry.id for entry in self.standing if self.again and entry.text == what.get("text")]
        self.entries = new or kept_before[-1:]
        self.script = self.engine.services.script(turn.state.language)
        self.urgent = self.urgent or bool(turn.state.safety)
        return turn

    def answers(self) -> Answers:
        """The answers of the current talk."""
        return Answers(self.record.entries(self.conversation, self.record.round(self.conversation)))

    def goal(self) -> Goal | None:
        return read_goal(self.answers())

    def show(self, replies: Sequence[Reply], picture_rows: Rows | None = None) -> None:
        """Replies of the engine; where one names the ladder, it comes as a picture, and as the text that stands there."""
        self.out += messages.said(self.chat_id, replies)
        if any(reply.image for reply in replies):
            self.show_picture(picture_rows)

    def show_picture(self, rows: Rows | None = None) -> None:
        """The goal ladder as a picture; nothing where there is no goal."""
        found = self.goal()
        if found:
            picture = ladder(found, self.script.labels, "png")
            self.out.append(messages.photo(self.chat_id, picture, self.words("tg_photo_caption"), rows))
