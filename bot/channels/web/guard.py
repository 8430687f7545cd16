"""Keeps the server up: a limit on what comes in, and unexpected faults logged without a word of the conversation."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024
Refuse = Callable[[Request, int, str], Response]


class BodyLimit:
    """Reads the whole body before the route runs, and refuses it with 413 beyond the limit."""

    def __init__(self, app: ASGIApp, refuse: Refuse, most: int = MOST_BYTES) -> None:
        self._app = app
        self._refuse = refuse
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        body = None if _announced(request) > self._most else await self._read(receive)
        if body is None:
            await self._refuse(request, 413, "too_large")(scope, receive, send)
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None when it is larger than allowed."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self._most:
                return None
            if not message.get("more_body"):
                return body


class Guard:
    """Any fault that nobody foresaw becomes a plain answer. Only kinds and places are logged, never messages."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            log.error("unexpected fault: %s", places(error))
            if scope["type"] != "http" or started:
                return
            await self._refuse(Request(scope), 500, "internal")(scope, receive, send)


def _announced(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def places(error: BaseException) -> str:
    """Kind of an error and where it arose; its message may hold what a client said and is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    trail = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__} at {trail}" + (f"; from {type(cause).__name__}" if cause else "")
