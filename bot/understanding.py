"""How messages are read, for evaluation and for who wants to see it: a message a line in, a JSON object a line out."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import dates, quiet, rasa_runtime, referrals, training
from bot.incoming import MOST_TEXT, clean
from bot.nlu.reading import ANSWER, FALLBACK, PLAIN_ANSWERS
from bot.settings import Settings

EXERCISE = "choose_exercise"
AS_READ = ("language", "danger", "law_topic")           # the gate's findings that are passed on as they are

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
    return described(await parse(agent, text, language, pending), text, language, pending)


def described(parsed: dict[str, Any], text: str, language: str | None = None, pending: str | None = None) -> dict[str, Any]:
    """What `parse` gave, as `read` returns it."""
    intent = parsed["intent"]
    reading = FALLBACK if intent["name"] == FALLBACK else parsed.get("reading") or intent["name"]
    return {"text": text, "intent": reading, "confidence": round(intent["confidence"], 4), "safety": parsed.get("safety"),
            "law": parsed.get("law"), "entities": entities(parsed, reading, text, language, pending)}


def entities(parsed: dict[str, Any], reading: str, text: str, language: str | None, pending: str | None) -> dict[str, str]:
    """What the flow takes from a message beside its intent; only what is there.

    `exercise` and `option` as it was chosen, `language`, `danger`, `law_topic`, `date` (ISO), and the place as the
    directory knows it: `city` or `region`.
    """
    place = _directory().region_in(text)
    found = {
        "exercise": parsed.get("exercise") if reading == EXERCISE else None,     # else "I sat under a tree" is one
        "option": reading.removeprefix("choose_") if reading.startswith("choose_") and reading != EXERCISE else None,
        **{name: parsed.get(name) for name in AS_READ},
        "date": _date(text, language, pending == "when"), "city" if place in referrals.CITIES else "region": place,
    }
    return {name: value for name, value in found.items() if value}


def _date(text: str, language: str | None, asked: bool) -> str | None:
    """In the language of the conversation, else in another one: people mix them."""
    look = dates.find if asked else dates.named
    for each in dict.fromkeys((language, *dates.UNITS)):
        day = look(text, each, quiet.today()) if each else None
        if day:
            return day.isoformat()
    return None


@cache
def _directory() -> referrals.Directory:
    return referrals.load()


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
