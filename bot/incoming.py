"""What comes in: checked, made plain, and turned into a message for Rasa. Pure."""

from __future__ import annotations

import unicodedata
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.errors import RequestError
from bot.rasa_runtime import Queue
from bot.script.models import AUDIENCES
from bot.services import Services

MOST_TEXT = 4000       # characters; what is longer is cut, and said so
MOST_ID = 200
JOINERS = "\u200c\u200d"   # Persian words and emoji are written with them


def clean(text: str) -> str:
    """Text without control characters, in one Unicode form, without outer space."""
    kept = "".join(c for c in text if c in "\n\t" + JOINERS or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", kept).strip()


def check(conversation: str, text: str | None, choice: str | None, audience: str | None, language: str | None,
           services: Services) -> None:
    """Refuse a request that cannot be meant.

    Raises:
        RequestError: says what is wrong with it.
    """
    if not conversation or len(conversation) > MOST_ID or clean(conversation) != conversation:
        raise RequestError(400, "bad_conversation", f"a conversation id has 1 to {MOST_ID} plain characters")
    if (text is None) == (choice is None):
        raise RequestError(400, "text_or_choice", "give either 'text' or 'choice'")
    if audience is not None and audience not in AUDIENCES:
        raise RequestError(400, "unknown_audience", f"audience is one of {', '.join(AUDIENCES)}")
    if language is not None and language not in services.scripts:
        raise RequestError(400, "unknown_language", f"language is one of {', '.join(services.scripts)}")


def message(conversation: str, text: str, *, language: str, audience: str, intent: str = "", choice: str = "",
            more: dict[str, Any] | None = None) -> UserMessage:
    """A message for Rasa; with an intent (a button, a command) it is not classified.

    Args:
        more: what the context gate would have added (`safety`, `law`, `reading`, ...).
    """
    parsed = None
    if intent:
        entities = [{"entity": "choice", "value": choice, "start": 0, "end": len(text)}] if choice else []
        parsed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities, **(more or {})}
    return UserMessage(text, Queue(), conversation, parse_data=parsed,
                       metadata={"language": language, "audience": audience})
