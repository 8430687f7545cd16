"""From replies of the engine to messages of Telegram: joined, split, and with their buttons in rows. Pure."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from bot.choices import CONTROLS
from bot.turns import Choice, Reply

LONGEST = 4096          # UTF-16 units in a message, as Telegram counts
LONGEST_CAPTION = 1024
COMFORTABLE = 900       # what is read in one go on a small phone; replies of a turn are joined up to it
STEERING = ("skip", "go_back", "pause", "resume", "forget_me", "ask_goal", "start_over")   # share the last rows
Rows = list[list[dict[str, str]]]


def button(data: str, label: str) -> dict[str, str]:
    """A button: what it carries, and the words on it."""
    return {"data": data, "label": label}


def text(chat_id: int, words: str, rows: Rows | None = None) -> list[dict[str, Any]]:
    """A message, or several where it is too long for one; the buttons stand under the last."""
    pieces = split(words)
    return [{"method": "text", "chat_id": chat_id, "text": piece, "rows": (rows or []) if last else []}
            for piece, last in zip(pieces, [False] * (len(pieces) - 1) + [True], strict=True)]


def photo(chat_id: int, content: bytes, caption: str, rows: Rows | None = None) -> dict[str, Any]:
    """A picture that may be kept and passed on."""
    return {"method": "photo", "chat_id": chat_id, "content": base64.b64encode(content).decode("ascii"),
            "caption": split(caption, LONGEST_CAPTION)[0], "rows": rows or []}


def document(chat_id: int, name: str, content: str, caption: str) -> dict[str, Any]:
    """A file that may be kept and passed on."""
    return {"method": "document", "chat_id": chat_id, "name": name, "caption": split(caption, LONGEST_CAPTION)[0],
            "content": base64.b64encode(content.encode("utf-8")).decode("ascii")}


def said(chat_id: int, replies: Sequence[Reply]) -> list[dict[str, Any]]:
    """The replies of one turn, as few messages as read well. Pictures are put in by the caller."""
    messages: list[dict[str, Any]] = []
    for words, choices in _joined(replies):
        messages += text(chat_id, words, rows(choices))
    return messages


def _joined(replies: Iterable[Reply]) -> list[tuple[str, list[Choice]]]:
    joined: list[tuple[str, list[Choice]]] = []
    for reply in replies:
        if not reply.text:
            continue
        words, choices = joined[-1] if joined else ("", [])
        if joined and not choices and len(words) + len(reply.text) <= COMFORTABLE:
            joined[-1] = (f"{words}\n\n{reply.text}", list(reply.choices))
        else:
            joined.append((reply.text, list(reply.choices)))
    return joined


def rows(choices: Iterable[Choice]) -> Rows:
    """One answer a row, so that it can be read on a small screen; skip, back and stop together in the last."""
    own, steering = [], []
    for choice in choices:
        made = button(choice.id, choice.label)
        (steering if choice.id in STEERING and choice.id in CONTROLS else own).append(made)
    return [[one] for one in own] + ([steering] if steering else [])


def split(words: str, longest: int = LONGEST) -> list[str]:
    """Pieces that Telegram takes, cut between paragraphs, lines or words where there are any."""
    pieces, rest = [], words.strip()
    while units(rest) > longest:
        fits = _fitting(rest, longest)
        cut = max((fits.rfind(mark) for mark in ("\n\n", "\n", " ")), default=-1)
        cut = cut if cut > len(fits) // 2 else len(fits)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest]


def units(words: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(words.encode("utf-16-le")) // 2


def _fitting(words: str, longest: int) -> str:
    return words.encode("utf-16-le")[:2 * longest].decode("utf-16-le", "ignore")
