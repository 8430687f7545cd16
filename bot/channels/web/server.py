"""Starts the page and the API: one process, the engine inside it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys

import uvicorn

from bot.app import build_engine
from bot.channels.telegram.service import Telegram
from bot.channels.web import app as web
from bot.engine import Engine
from bot.errors import SettingsError
from bot.settings import Settings

PURGE_EVERY = 6 * 3600    # seconds


def serve(settings: Settings) -> int:
    """Serve until interrupted. Prints the address to open, which carries the token once.

    Raises:
        SettingsError: host and port cannot be listened on.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))    # uvicorn stops first, then passes the signal on to this
    with _listen(settings) as listener:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{listener.getsockname()[1]}/?token={settings.token}"
        engine = build_engine(settings)
        return asyncio.run(_run(engine, listener, settings, address))


def _listen(settings: Settings) -> socket.socket:
    """The socket of the page, taken before the model loads: a busy port is said at once."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        listener = socket.create_server(found[0][4][:2], family=found[0][0])
    except OSError as error:
        raise SettingsError(f"PERSPECTIEF_HOST={settings.host} PERSPECTIEF_PORT={settings.port} cannot be used: "
                            f"{str(error.strerror or error).partition(' (')[0]}") from error
    return listener


async def _run(engine: Engine, listener: socket.socket, settings: Settings, address: str) -> int:
    """Page, API and, with a token, Telegram; the exit code."""
    telegram = Telegram(engine, settings) if settings.telegram_token else None
    server = uvicorn.Server(uvicorn.Config(web.create(engine, settings, telegram), log_level="warning", access_log=False,
                                           server_header=False, ws="none"))
    tasks = [asyncio.create_task(part) for part in (_purge(settings), _announce(server, address))]
    if telegram:
        tasks.append(asyncio.create_task(telegram.run()))
    try:
        await server.serve(sockets=[listener])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return 0 if server.started else 1


async def _announce(server: uvicorn.Server, address: str) -> None:
    while not server.started:
        await asyncio.sleep(0.05)
    print(f"\n  Perspectief is klaar. Open deze pagina:\n\n    {address}\n\n  Stoppen: Ctrl+C\n", flush=True)


async def _purge(settings: Settings) -> None:
    """What has outlived its retention goes, at the start and a few times a day."""
    from bot import retention  # imports Rasa; the engine has by now
    while True:
        try:
            await asyncio.to_thread(retention.purge, settings)
        except Exception as error:
            logging.getLogger(__name__).error("purge failed: %s", type(error).__name__)
            print("opruimen van oude gegevens is niet gelukt", file=sys.stderr)
        await asyncio.sleep(PURGE_EVERY)
