"""The people on the other side of the stand-in for Telegram (tests/bot_api.py): what they do, and what they see."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bot_api import BotApi

BOT = {"id": 7000000001, "is_bot": True, "first_name": "Perspectief", "username": "perspectief_test_bot"}
MOST_TEXT = 4096      # UTF-16 units
FILE = {"file_id": "AwACAgQAAxkBAAIBMGYrson", "file_unique_id": "AgADqxMAAr7h", "file_size": 18342}
SENT = {
    "voice": {"voice": {**FILE, "duration": 7, "mime_type": "audio/ogg"}},
    "photo": {"photo": [{**FILE, "width": 90, "height": 67}, {**FILE, "file_id": "AgACAgQAAxkB", "width": 1280, "height": 960}]},
    "sticker": {"sticker": {**FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
                            "emoji": "🙂", "set_name": "een_set"}},
    "location": {"location": {"latitude": 51.2194, "longitude": 4.4025}},
    "document": {"document": {**FILE, "mime_type": "application/pdf", "file_name": "brief.pdf"}},
    "contact": {"contact": {"phone_number": "+32470000000", "first_name": "Een", "last_name": "Ander", "user_id": 5000000009}},
    "video_note": {"video_note": {**FILE, "length": 240, "duration": 4}},
}


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def typed(text: str) -> Iterator[str]:
    """What Telegram's app sends of what was typed: trimmed, and in pieces that fit."""
    rest = text.strip()
    while units(rest) > MOST_TEXT:
        fits = rest.encode("utf-16-le")[:2 * MOST_TEXT].decode("utf-16-le", "ignore")
        end = max(fits.rfind("\n"), fits.rfind(" "))
        piece = fits[:end] if end > 0 else fits
        yield piece.rstrip()
        rest = rest[len(piece):].lstrip()
    yield rest


def written(text: str) -> dict[str, Any]:
    """Text with the commands in it marked, without which a bot does not know them."""
    found = [{"type": "bot_command", "offset": units(text[:match.start()]), "length": len(match[0])}
             for match in re.finditer(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?", text)]
    return {"text": text, **({"entities": found} if found else {})}


@dataclass(frozen=True)
class Button:
    label: str
    data: str | None      # None: it opens an address


@dataclass(frozen=True)
class Message:
    """A message in a chat, as it looked when it was looked at."""

    raw: dict[str, Any] = field(repr=False)      # as the API writes it
    message_id: int
    by_bot: bool
    kind: str                                    # text, a kind of SENT, or service
    text: str
    caption: str
    buttons: list[list[Button]]
    protected: bool
    filename: str
    file: bytes = field(repr=False)

    @classmethod
    def of(cls, raw: dict[str, Any], file: bytes = b"") -> Message:
        kind = next((kind for kind in ("text", *SENT) if kind in raw), "service")
        rows = [[Button(button["text"], button.get("callback_data")) for button in row]
                for row in raw.get("reply_markup", {}).get("inline_keyboard", [])]
        return cls(raw, raw["message_id"], raw["from"]["is_bot"], kind, raw.get("text", ""), raw.get("caption", ""), rows,
                   raw.get("has_protected_content", False), raw.get("document", {}).get("file_name", ""), file)

    def button(self, label_or_data: str) -> Button | None:
        """The first one of that label or data."""
        return next((button for row in self.buttons for button in row if label_or_data in (button.label, button.data)), None)


@dataclass(frozen=True)
class Put:
    """What became of something a person did: the last update of it (`parts` has all) and the message it is about."""

    update_id: int
    message_id: int = 0
    parts: tuple[Put, ...] = ()


class Chat:
    """A chat with the bot, and somebody in it who does things; only `waits_for` waits for the bot."""

    def __init__(self, api: BotApi, chat: dict[str, Any], who: dict[str, Any], refusal: str = "") -> None:
        self.api, self.chat, self.who = api, chat, who
        self.chat_id: int = chat["id"]
        self.refusal = refusal      # why the bot may not write here, in Telegram's words
        self.messages: dict[int, Message] = {}

    @property
    def received(self) -> list[Message]:
        """All that the bot sent and that is still there, oldest first."""
        with self.api.changed:
            return [message for message in self.messages.values() if message.by_bot]

    @property
    def last(self) -> Message | None:
        return next(reversed(self.received), None)

    def waits_for(self, text_part: str, after: int = 0, seconds: float = 60) -> Message:
        """The newest message of the bot with this in its words. `after`: only those after this message id."""
        return self.api.wait(lambda: next((one for one in reversed(self.received) if one.message_id > after
                                           and text_part in one.text + one.caption), None),
                             seconds, what=f"{self.chat_id} receives {text_part!r}")

    def says(self, text: str) -> Put:
        assert text.strip(), "nobody can send nothing"
        with self.api.changed:
            parts = tuple(self._send(written(piece)) for piece in typed(text))
        return replace(parts[-1], parts=parts)

    def sends(self, kind: str, **more: Any) -> Put:
        """Something else than text: a kind of SENT. `more`: other fields of the message, such as a caption."""
        return self._send({**SENT[kind], **more})

    def edits(self, message_id: int, text: str) -> Put:
        with self.api.changed:
            raw = {**self.messages[message_id].raw, **written(text), "edit_date": int(time.time())}
            self.messages[message_id] = Message.of(raw)
            return Put(self.api.put("edited_message", raw), message_id)

    def presses(self, button: str, message: Message | int | None = None) -> Put:
        """Label or data; on the newest message that has it. A `Message` kept from earlier has its buttons of then."""
        with self.api.changed:
            chosen = self.messages[message] if isinstance(message, int) else message
            among = [chosen] if chosen else self.received
            on = next((shown for shown in reversed(among) if shown.button(button)), None)
            assert on, f"no button {button!r}; there are {[shown.buttons for shown in among if shown.buttons][-3:]}"
            query = {"id": str(4 * 10 ** 15 + self.api.number()), "from": self.who, "message": on.raw,
                     "chat_instance": str(self.chat_id * 7), "data": on.button(button).data}
            return Put(self.api.put("callback_query", query), on.message_id)

    def deletes(self, message: Message | int) -> None:
        """For everybody. Telegram does not tell a bot."""
        with self.api.changed:
            del self.messages[message if isinstance(message, int) else message.message_id]

    def new(self, content: dict[str, Any], who: dict[str, Any], file: bytes = b"") -> dict[str, Any]:
        """A new message, as the API writes it."""
        raw = {"message_id": self.api.number(), "from": who, "chat": self.chat, "date": int(time.time()), **content}
        self.messages[raw["message_id"]] = Message.of(raw, file)
        return raw

    def _send(self, content: dict[str, Any]) -> Put:
        with self.api.changed:
            raw = self.new(content, self.who)
            return Put(self.api.put("message", raw), raw["message_id"])

    def membership(self, before: str, now: str, refusal: str, by: dict[str, Any] | None = None) -> Put:
        """The bot may write here from now on, or, for this reason, not any more; it is told."""
        old, new = ({"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
                    for status in (before, now))
        with self.api.changed:
            self.refusal = refusal
            return Put(self.api.put("my_chat_member", {"chat": self.chat, "from": by or self.who, "date": int(time.time()),
                                                       "old_chat_member": old, "new_chat_member": new}))


class Person(Chat):
    """Somebody in a chat of their own with the bot."""

    def blocks(self) -> Put:
        return self.membership("member", "kicked", "Forbidden: bot was blocked by the user")

    def unblocks(self) -> Put:
        return self.membership("kicked", "member", "")


class Group(Chat):
    """A group, and one member who does everything. The bot is not in it until it is added."""

    def adds_bot(self) -> Put:
        with self.api.changed:
            self.membership("left", "member", "")
            return self._send({"new_chat_members": [BOT]})

    def removes_bot(self) -> Put:
        return self.membership("member", "kicked", "Forbidden: bot was kicked from the group chat")
