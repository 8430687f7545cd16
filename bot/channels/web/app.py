"""The web application: page and API on one engine, behind one gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.channels.web import api
from bot.channels.web.auth import Gate, Headers, Keys
from bot.channels.web.companion import Companion
from bot.channels.web.guard import BodyLimit, Guard
from bot.channels.web.pages import Pages
from bot.channels.web.rehearsal import RehearsalPages
from bot.channels.web.render import STATIC, Renderer
from bot.errors import RequestError
from bot.settings import Settings

CODES = {404: "not_found", 405: "method_not_allowed"}
TEXTS = {"locked": "page_error_403", "form": "page_error_403_form"}


def create(engine: Any, settings: Settings, telegram: Any = None) -> Starlette:
    """Build the application.

    Args:
        engine: answers turns; see bot/engine.py.
        settings: the token, above all.
        telegram: the clients' channel, where there is one; see bot/channels/telegram/service.py.
    """
    keys = Keys(settings.token)
    renderer = Renderer(engine.services, keys.csrf)

    def refuse(request: Request, status: int, code: str, message: str = "",
               headers: dict[str, str] | None = None) -> Response:
        """An error where it happened: JSON on the API, plain words on the page."""
        if request.url.path == "/api" or request.url.path.startswith("/api/"):
            return api.error(status, code, message, headers)
        known = status if status in (403, 404, 405, 413, 500) else 400
        text = TEXTS.get(code, f"page_error_{known}")
        answer = renderer.page(request, "message.html", status=status, heading="page_error_heading", text=text,
                               back=True)
        answer.headers.update(headers or {})
        return answer

    async def request_error(request: Request, error: RequestError) -> Response:
        return refuse(request, error.status, error.code, error.message)

    async def http_error(request: Request, error: HTTPException) -> Response:
        code = CODES.get(error.status_code, "bad_request")
        return refuse(request, error.status_code, code, "", dict(error.headers or {}))

    pages = Pages(engine, keys, renderer)
    rehearsals = RehearsalPages(pages)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await rehearsals.end()

    hook = [telegram.receiver.route()] if telegram and settings.telegram_webhook_url else []
    return Starlette(
        routes=[*api.Api(engine).routes(), *pages.routes(), *Companion(pages, telegram).routes(),
                *rehearsals.routes(), *hook,
                Mount("/static", StaticFiles(directory=STATIC), name="static")],
        lifespan=lifespan,
        exception_handlers={RequestError: request_error, HTTPException: http_error},
        middleware=[Middleware(Headers), Middleware(Guard, refuse=refuse),
                    Middleware(Gate, keys=keys, refuse=refuse), Middleware(BodyLimit, refuse=refuse)])
