"""How messages are read, for evaluation and for who wants to see it: a message a line in, a JSON object a line out."""

from __future__ import annotations

import json
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import rasa_runtime, training
from bot.engine import MOST_TEXT, clean
from bot.nlu.reading import ANSWER, FALLBACK, PLAIN_ANSWERS
from bot.settings import Settings


def load(say=lambda line: None) -> Agent:
    """An agent that understands; it is not used to talk."""
    rasa_runtime.quiet()
    agent = Agent()
    agent.load_model(training.ensure_model(say))
    return agent


async def parse(agent: Agent, text: str, language: str | None, pending: str | None) -> dict[str, Any]:
    """What Rasa makes of one message, with all that the context gate adds."""
    message = UserMessage(clean(text)[:MOST_TEXT].lstrip("/") or " ", metadata={"pending": pending, "language": language})
    return await agent.processor.parse_message(message)


async def read(agent: Agent, text: str, language: str | None = None, pending: str | None = None) -> dict[str, Any]:
    """One message.

    Args:
        text: as typed.
        language: of the conversation.
        pending: kind of the open question: "open", "when", "who", "yes_no", "option", or None.

    Returns:
        `{"text", "intent", "confidence", "safety", "law", "entities"}`: intent of the taxonomy (or `nlu_fallback`),
        tiers "sure", "maybe" or None, and what else was found.
    """
    parsed = await parse(agent, text, language, pending)
    found = {name: parsed[name] for name in ("exercise", "language", "danger", "law_topic") if parsed.get(name)}
    intent = parsed["intent"]
    reading = FALLBACK if intent["name"] == FALLBACK else parsed.get("reading") or intent["name"]
    return {"text": text, "intent": reading, "confidence": round(intent["confidence"], 4),
            "safety": parsed.get("safety"), "law": parsed.get("law"), "entities": found}


async def interrupts(agent: Agent, text: str, pending: str | None) -> bool:
    """Whether a message interrupts the open question; a hidden question about the law counts too."""
    parsed = await parse(agent, text, None, pending)
    return parsed["intent"]["name"] not in (ANSWER, *PLAIN_ANSWERS) or bool(parsed.get("law") or parsed.get("safety"))


async def lines(settings: Settings, language: str | None, source: TextIO, target: TextIO) -> int:
    """Read every line of `source` (plain text, or `{"text": ..., "pending": ...}`) into `target`."""
    agent = load()
    for line in source:
        text, pending = _line(line.rstrip("\n"))
        result = await read(agent, text, language or settings.language, pending)
        target.write(json.dumps(result, ensure_ascii=False) + "\n")
        target.flush()
    return 0


def _line(line: str) -> tuple[str, str | None]:
    if line.lstrip().startswith("{"):
        try:
            given = json.loads(line)
        except json.JSONDecodeError:
            return line, None
        if isinstance(given, dict) and isinstance(given.get("text"), str):
            return given["text"], given.get("pending")
    return line, None
