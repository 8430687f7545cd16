"""What an update of Telegram says to us, as plain data. Names, numbers and files that it carries are left behind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
GONE = (ChatMember.BANNED, ChatMember.LEFT)
LONGEST_DATA = 64       # bytes that Telegram lets a button carry


@dataclass(frozen=True)
class Heard:
    """An update as it is kept: `kind` is text, edit, press, other, group, blocked or unblocked."""

    update_id: int
    chat_id: int
    message_id: int | None
    body: dict[str, Any]


def read(raw: dict[str, Any]) -> Heard | None:
    """What is kept of an update; None where there is nothing in it for us.

    Args:
        raw: an `Update` of the Bot API, as JSON.
    """
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _press(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    return _message(update.update_id, message, bool(update.edited_message)) if message else None


def _press(update_id: int, query: CallbackQuery) -> Heard | None:
    chat = query.message.chat if query.message else None
    if chat and chat.type != ChatType.PRIVATE:
        return None
    chat_id = chat.id if chat else query.from_user.id      # in a private chat both numbers are the same
    data = query.data or ""
    known = data if len(data.encode("utf-8")) <= LONGEST_DATA else ""
    return _heard(update_id, chat_id, None, "press", query, data=known, callback=query.id)


def _membership(update_id: int, change: ChatMemberUpdated) -> Heard | None:
    gone = change.new_chat_member.status in GONE
    if change.chat.type != ChatType.PRIVATE:
        return None if gone else Heard(update_id, change.chat.id, None, {"kind": "group", "chat_id": change.chat.id})
    return _heard(update_id, change.chat.id, None, "blocked" if gone else "unblocked", change)


def _message(update_id: int, message: Message, edited: bool) -> Heard | None:
    if message.chat.type != ChatType.PRIVATE:
        return Heard(update_id, message.chat.id, None, {"kind": "group", "chat_id": message.chat.id})
    if message.text is None:
        return None if edited else _heard(update_id, message.chat.id, message.message_id, "other", message)
    kind = "edit" if edited else "text"
    return _heard(update_id, message.chat.id, message.message_id, kind, message, text=message.text)


def _heard(update_id: int, chat_id: int, message_id: int | None, kind: str,
           source: CallbackQuery | ChatMemberUpdated | Message, **more: str) -> Heard:
    language = (source.from_user.language_code or "")[:2] if source.from_user else ""
    return Heard(update_id, chat_id, message_id, {"kind": kind, "chat_id": chat_id, "language": language, **more})
