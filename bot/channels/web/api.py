"""The HTTP API: JSON in, JSON out; an error is {"error": {"code", "message"}}."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import goal, pictures
from bot.channels.web.sharing import Sharing
from bot.errors import RequestError
from bot.script.flow import Answers
from bot.script.models import AUDIENCES

MOST_TEXT = 4000        # characters of a note that is changed by hand, as the engine caps what is said
STATE = ("phase", "step", "intent", "confidence", "safety", "law", "language")
PICTURE_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"   # an SVG styles itself; it runs nothing
PAPER_POLICY = "frame-ancestors 'none'"     # browsers show no PDF from inside a sandbox
MESSAGES = {
    "wrong_token": "the access token is missing or wrong",
    "not_found": "there is nothing at this address",
    "method_not_allowed": "this address does not take this method",
    "too_large": "the body is larger than 256 kB",
    "internal": "something went wrong here; what was said before is kept",
}


def error(status: int, code: str, message: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    """The one shape of an error."""
    more = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": {"code": code, "message": message or MESSAGES.get(code, code)}}, status,
                        {**more, **(headers or {})})


class Api:
    """The endpoints on one engine."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self._sharing = Sharing(engine.services.record)

    def routes(self) -> list[Route]:
        one = "/api/conversations/{id:path}"
        return [
            Route("/api/health", self.health, methods=["GET"]),
            Route("/api/turn", self.turn, methods=["POST"]),
            Route(f"{one}/record", self.record, methods=["GET"]),
            *(Route(f"{one}/ladder.{kind}", self.ladder, methods=["GET"], name=f"ladder.{kind}")
              for kind in PICTURE_TYPES),
            Route(one, self.forget, methods=["DELETE"]),
        ]

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok", "version": _version()})

    async def turn(self, request: Request) -> Response:
        given = _body(await request.body())
        conversation = _field(given, "conversation", required=True)
        self._sharing.check_own(conversation)
        text, choice = _field(given, "text"), _field(given, "choice")
        if (text is None) == (choice is None):
            raise RequestError(400, "text_or_choice", "give either text or choice")
        audience = _field(given, "audience") or "client"
        if audience not in AUDIENCES:
            raise RequestError(400, "unknown_audience", "audience is client or counsellor")
        turn = await self.engine.turn(conversation, text=text, choice=choice, language=_field(given, "language"),
                                      audience=audience)
        return JSONResponse({
            "replies": [{"text": reply.text,
                         "choices": [{"id": button.id, "label": button.label} for button in reply.choices],
                         "image": image_address(conversation, reply.image)} for reply in turn.replies],
            "state": {name: getattr(turn.state, name) for name in STATE}})

    async def record(self, request: Request) -> Response:
        conversation = await self._known(request)
        record = self.engine.services.record
        found = goal.read(Answers(record.entries(conversation, record.round(conversation))))
        kept = ("step", "phase", "round", "text", "at", "item", "code", "id")
        return JSONResponse({
            "entries": [{name: getattr(entry, name) for name in kept} for entry in self._sharing.entries(conversation)],
            "goal": found.as_dict() if found else None})

    async def forget(self, request: Request) -> Response:
        self._sharing.check_own(request.path_params["id"])
        await self.engine.forget(await self._known(request))
        return Response(status_code=204)

    async def ladder(self, request: Request) -> Response:
        kind = request.url.path.rpartition(".")[2]
        return await ladder(self.engine, await self._known(request), kind)

    async def _known(self, request: Request) -> str:
        conversation = request.path_params["id"]
        if not await known(self.engine, conversation) or not self._sharing.allows(conversation):
            raise RequestError(404, "unknown_conversation", "there is no such conversation")
        return conversation


async def known(engine: Any, conversation: str) -> bool:
    """Whether anything is kept of a conversation."""
    return engine.services.record.exists(conversation) or await engine.current(conversation) is not None


async def ladder(engine: Any, conversation: str, kind: str) -> Response:
    """The goal ladder of the current talk as a picture; 404 while there is no goal.

    Raises:
        RequestError: no goal yet.
    """
    services = engine.services
    entries = services.record.entries(conversation, services.record.round(conversation))
    found = goal.read(Answers(entries))
    if found is None:
        raise RequestError(404, "no_goal", "no goal was named in this conversation yet")
    labels = await script_labels(engine, conversation)
    drawn = await to_thread.run_sync(pictures.ladder, found, labels, kind)
    return picture(drawn, kind)


async def script_labels(engine: Any, conversation: str) -> dict[str, str]:
    """The labels in the language of a conversation."""
    turn = await engine.current(conversation)
    return engine.services.script(turn.state.language if turn else None).labels


def picture(content: bytes, kind: str) -> Response:
    """A drawing as an answer, with what it may do in a browser."""
    return Response(content, media_type=PICTURE_TYPES[kind], headers={
        "Content-Security-Policy": PAPER_POLICY if kind == "pdf" else PICTURE_POLICY})


def image_address(conversation: str, image: str | None) -> str | None:
    """Where a picture that a reply names can be fetched."""
    if not image or "/" in image:
        return image or None
    return f"/api/conversations/{quote(conversation, safe='')}/{image}.png"


def _version() -> str:
    try:
        return version("perspectief")
    except PackageNotFoundError:
        return "0"


def _body(raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise RequestError(400, "malformed_json", "the body is not JSON") from fault
    if not isinstance(given, dict):
        raise RequestError(400, "wrong_type", "the body is not a JSON object")
    return given


def _field(given: dict[str, Any], name: str, *, required: bool = False) -> str | None:
    """A text field; null counts as not given. Lone halves of characters are refused: no database takes them."""
    value = given.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str):
        raise RequestError(400, "wrong_type", f"{name} is not a text")
    if required and not value:
        raise RequestError(400, "empty", f"{name} is empty")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise RequestError(400, "broken_text", f"{name} holds half a character")
    return value
