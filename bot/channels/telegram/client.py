"""The bot's own end of the Bot API: how to reach it, who we are there, and calls that are made with patience."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.errors import SettingsError
from bot.script.loader import Script
from bot.settings import Settings

COMMANDS = ("start", "help", "goal", "pause", "language", "helpdesk", "human", "privacy", "mydata", "forget", "reminders",
            "stop")
SENDS_A_SECOND = 28     # with a burst of two: the thirty that Telegram takes
BURST = 2
LONGEST_WAIT = 60       # seconds between two tries
CONNECTIONS = 32
SILENT = logging.CRITICAL + 1       # at CRITICAL the library would write down whole updates
Answer = TypeVar("Answer")


def build(settings: Settings) -> ExtBot:
    """The bot. Nothing is sent yet; no log of its libraries says a token or a text."""
    for name in ("telegram", "httpx", "httpcore", "aiolimiter"):
        logging.getLogger(name).setLevel(SILENT)
    root = settings.telegram_api_root
    limiter = AIORateLimiter(overall_max_rate=BURST, overall_time_period=BURST / SENDS_A_SECOND, max_retries=0)
    requests = [HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=LONGEST_WAIT) for _ in range(2)]
    return ExtBot(settings.telegram_token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot",
                  request=requests[0], get_updates_request=requests[1], rate_limiter=limiter)


async def patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Make a call again until Telegram answers; what is wrong with the call itself is raised.

    Raises:
        SettingsError: Telegram does not know the token.
    """
    wait = 0.5
    while True:
        try:
            return await call()
        except InvalidToken as error:
            raise SettingsError("TELEGRAM_TOKEN: Telegram does not know this token; the page works, Telegram does not") from error
        except TelegramError as error:
            if not waits_out(error):
                raise
            await asyncio.sleep(seconds(error, wait))
            wait = min(2 * wait, LONGEST_WAIT)


def waits_out(error: TelegramError) -> bool:
    """Whether trying again later can help: too many calls, a fault there, no connection."""
    return isinstance(error, RetryAfter) or type(error) is NetworkError or type(error).__name__ in ("TimedOut", "Conflict")


def seconds(error: TelegramError, otherwise: float) -> float:
    """How long Telegram asks to wait."""
    return error._retry_after.total_seconds() if isinstance(error, RetryAfter) else otherwise


async def introduce(bot: ExtBot, scripts: Mapping[str, Script], language: str) -> None:
    """Say in each language what the bot is and which commands it knows; the default language for all others."""
    for code, script in [("", scripts[language]), *scripts.items()]:
        commands = [(name, script.label(f"tg_command_{name}")) for name in COMMANDS]
        await patiently(lambda c=commands, code=code: bot.set_my_commands(c, language_code=code or None))
        await patiently(lambda s=script, code=code: bot.set_my_description(s.label("tg_about"), language_code=code or None))
        await patiently(lambda s=script, code=code: bot.set_my_short_description(
            s.label("tg_about_short"), language_code=code or None))


async def send(bot: ExtBot, body: dict[str, Any]) -> int | None:
    """Make the call that an outbox row describes; the number of the message, where it made one.

    Raises:
        TelegramError: see `waits_out`.
    """
    message = await CALLS[body["method"]](bot, body)
    return message.message_id if isinstance(message, Message) else None


async def _text(bot: ExtBot, body: dict[str, Any]) -> Message:
    return await bot.send_message(body["chat_id"], body["text"], reply_markup=_keyboard(body), protect_content=True,
                                  disable_web_page_preview=True)


async def _photo(bot: ExtBot, body: dict[str, Any]) -> Message:
    return await bot.send_photo(body["chat_id"], _file(body, "ladder.png"), caption=body["caption"],
                                reply_markup=_keyboard(body))


async def _document(bot: ExtBot, body: dict[str, Any]) -> Message:
    return await bot.send_document(body["chat_id"], _file(body, body["name"]), caption=body["caption"])


async def _delete(bot: ExtBot, body: dict[str, Any]) -> bool:
    return await bot.delete_messages(body["chat_id"], body["ids"])


async def _leave(bot: ExtBot, body: dict[str, Any]) -> bool:
    return await bot.leave_chat(body["chat_id"])


CALLS = {"text": _text, "photo": _photo, "document": _document, "delete": _delete, "leave": _leave}


def _file(body: dict[str, Any], name: str) -> InputFile:
    return InputFile(io.BytesIO(base64.b64decode(body["content"])), filename=name)


def _keyboard(body: dict[str, Any]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(one["label"], callback_data=one["data"]) for one in row] for row in body.get("rows") or []]
    return InlineKeyboardMarkup(rows) if rows else None
