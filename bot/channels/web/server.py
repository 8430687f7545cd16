"""Starts the page and the API: one process, the engine inside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys

import uvicorn

from bot import retention
from bot.app import build_engine
from bot.channels.web import app as web
from bot.settings import Settings

PURGE_EVERY = 6 * 3600    # seconds


def serve(settings: Settings) -> int:
    """Serve until interrupted. Prints the address to open, which carries the token once."""
    engine = build_engine(settings)
    address = f"http://{settings.host}:{settings.port}/?token={settings.token}"
    configuration = uvicorn.Config(web.create(engine, settings), host=settings.host, port=settings.port,
                                   log_level="warning", access_log=False, server_header=False, ws="none")
    server = uvicorn.Server(configuration)

    async def run() -> None:
        keeper = asyncio.create_task(_purge(settings))
        announcer = asyncio.create_task(_announce(server, address))
        try:
            await server.serve()
        finally:
            for task in (keeper, announcer):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    asyncio.run(run())
    return 0 if server.started else 1


async def _announce(server: uvicorn.Server, address: str) -> None:
    while not server.started:
        await asyncio.sleep(0.05)
    print(f"\n  Perspectief is klaar. Open deze pagina:\n\n    {address}\n\n  Stoppen: Ctrl+C\n", flush=True)


async def _purge(settings: Settings) -> None:
    """What has outlived its retention goes, at the start and a few times a day."""
    while True:
        try:
            await asyncio.to_thread(retention.purge, settings)
        except Exception as error:
            logging.getLogger(__name__).error("purge failed: %s", type(error).__name__)
            print("opruimen van oude gegevens is niet gelukt", file=sys.stderr)
        await asyncio.sleep(PURGE_EVERY)
