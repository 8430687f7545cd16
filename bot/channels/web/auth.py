"""Who may come in: a bearer token on the API, a cookie on the page, and a CSRF token in every form of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "perspectief"
OPEN_PATHS = ("/static/",)
UNLOCKED = ("/api/health",  # says only that the engine answers, so that a monitor needs no token
            "/telegram")    # updates; they carry a secret of their own
Refuse = Callable[[Request, int, str], Response]


class Keys:
    """Makes and checks what is derived from the access token. Nothing is stored: a new token locks every device out."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def _sign(self, purpose: str, value: str) -> str:
        return hmac.new(self._token, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    def is_token(self, given: str) -> bool:
        """Whether this is the access token; as slow for a near miss as for a wide one."""
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._token)

    def new_cookie(self) -> str:
        """A value that proves the token was shown once, without holding it."""
        nonce = secrets.token_urlsafe(12)
        return f"{nonce}.{self._sign('page', nonce)}"

    def is_cookie(self, given: str) -> bool:
        nonce, _, signature = given.partition(".")
        return secrets.compare_digest(signature.encode("utf-8", "replace"), self._sign("page", nonce).encode())

    def csrf(self, request: Request) -> str:
        """The token that the forms of this browser carry."""
        return self._sign("form", request.cookies.get(COOKIE, ""))

    def is_csrf(self, request: Request, given: object) -> bool:
        return isinstance(given, str) and secrets.compare_digest(
            given.encode("utf-8", "replace"), self.csrf(request).encode())


def bearer(request: Request) -> str:
    """The token of the Authorization header, or "" where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Gate:
    """Lets a request through to the routes, or refuses it: 401 on the API, 403 on the page."""

    def __init__(self, app: ASGIApp, keys: Keys, refuse: Refuse) -> None:
        self._app = app
        self._keys = keys
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._answer(request)
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        path = request.url.path
        if path.startswith(OPEN_PATHS) or path in UNLOCKED:
            return None
        if path == "/api" or path.startswith("/api/"):
            return None if self._keys.is_token(bearer(request)) else self._refuse(request, 401, "wrong_token")
        if path == "/" and "token" in request.query_params:
            shown = self._keys.is_token(request.query_params["token"])
            return self._welcome(request) if shown else self._refuse(request, 403, "locked")
        return None if self._keys.is_cookie(request.cookies.get(COOKIE, "")) else self._refuse(request, 403, "locked")

    def _welcome(self, request: Request) -> Response:
        """Leave the cookie, and take the token out of the address."""
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self._keys.new_cookie(), httponly=True, samesite="strict", path="/",
                          secure=request.url.scheme == "https")
        return answer


class Headers:
    """The same strict headers on everything: no other host, nothing inline, nothing kept by the browser."""

    POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
              "base-uri 'none'; frame-ancestors 'none'")

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self.POLICY)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Frame-Options"] = "DENY"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cache-Control"] = ("public, max-age=3600" if scope["path"].startswith(OPEN_PATHS)
                                            else "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
