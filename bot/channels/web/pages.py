"""The counsellor's page. Every action is a form that is posted and then leads to a page that may be loaded again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from weakref import WeakValueDictionary

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import goal, pictures
from bot.channels.web import api, guide, view
from bot.channels.web.auth import COOKIE, Keys
from bot.channels.web.render import Renderer, moment
from bot.errors import RequestError
from bot.script.flow import Answers
from bot.script.loader import Script

MINUTES = ("ten", "thirty", "sixty")
Handler = Callable[[Request, FormData], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Pages:
    """The screens on one engine."""

    def __init__(self, engine: Any, keys: Keys, renderer: Renderer) -> None:
        self.engine = engine
        self.keys = keys
        self.renderer = renderer
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[Route]:
        talk = "/talk/{id}"
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/talk", self.form(self.begin), methods=["POST"]),
            Route(talk, self.talk, methods=["GET"]),
            Route(talk, self.form(self.say), methods=["POST"]),
            Route(f"{talk}/summary", self.summary, methods=["GET"]),
            Route(f"{talk}/summary.pdf", self.summary_paper, methods=["GET"]),
            *(Route(f"{talk}/ladder.{kind}", self.ladder, methods=["GET"]) for kind in ("svg", "pdf")),
            Route(f"{talk}/delete", self.ask_delete, methods=["GET"]),
            Route(f"{talk}/delete", self.form(self.delete), methods=["POST"]),
            Route(f"{talk}/notes/{{entry}}", self.form(self.edit), methods=["POST"]),
            Route(f"{talk}/notes/{{entry}}/delete", self.ask_strike, methods=["GET"]),
            Route(f"{talk}/notes/{{entry}}/delete", self.form(self.strike), methods=["POST"]),
            Route("/directory", self.directory, methods=["GET"]),
            Route("/lock", self.form(self.lock), methods=["POST"]),
        ]

    def form(self, handler: Handler) -> Endpoint:
        """A handler of posted forms; only forms of this browser's own pages come through."""
        async def endpoint(request: Request) -> Response:
            form = await request.form()
            if not self.keys.is_csrf(request, form.get("csrf")):
                raise RequestError(403, "form", "the form is not valid any more")
            return await handler(request, form)
        return endpoint

    @property
    def record(self) -> Any:
        return self.engine.services.record

    # --- start -----------------------------------------------------------------------------------------------------

    async def start(self, request: Request) -> Response:
        script = self.engine.services.script(None)
        talks = [(conversation, moment(touched, script)) for conversation, audience, touched
                 in self.record.conversations() if audience == "counsellor"]
        opening = script.step("welcome.moment").counsellor.ask[0]
        return self.renderer.page(request, "start.html", talks=talks, opening=opening, minutes=MINUTES,
                                  gone="gone" in request.query_params)

    async def begin(self, request: Request, form: FormData) -> Response:
        minutes = form.get("minutes")
        if minutes not in MINUTES:
            raise RequestError(400, "unknown_minutes", "minutes is ten, thirty or sixty")
        conversation = f"talk-{secrets.token_hex(8)}"
        await self.engine.turn(conversation, text="/start", language=self.engine.services.settings.language,
                               audience="counsellor")
        await self.engine.turn(conversation, choice=f"welcome.moment:{minutes}")
        return RedirectResponse(address(conversation), 303)

    # --- the talk --------------------------------------------------------------------------------------------------

    async def talk(self, request: Request) -> Response:
        conversation, turn = await self.open(request)
        return self._talk(request, conversation, turn)

    async def say(self, request: Request, form: FormData) -> Response:
        """Run one turn with what was noted or pressed. A line noted at another question than the open one waits."""
        conversation = request.path_params["id"]
        text, choice = _text(form, "text"), _text(form, "choice")
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            _, before = await self.open(request)
            if choice is None and not (text or "").strip():
                return RedirectResponse(address(conversation), 303)
            if choice is None and _text(form, "place") not in (None, place(before)):
                return self._talk(request, conversation, before, status=409, notice="page_moved", draft=text)
            given = {"choice": choice} if choice is not None else {"text": text}
            turn = await self.engine.turn(conversation, **given)
            after = await self.engine.current(conversation)
        if after is None:
            return RedirectResponse("/?gone=1", 303)
        if len(turn.replies) > len(after.replies):     # a notice about the line itself; a reload would not show it
            return self._talk(request, conversation, turn)
        return RedirectResponse(address(conversation) + ("?said=1" if choice is None else ""), 303)

    def _talk(self, request: Request, conversation: str, turn: Any, *, status: int = 200, notice: str = "",
              draft: str | None = None) -> Response:
        script = self._script(turn)
        entries, number = self.record.entries(conversation), self.record.round(conversation)
        card = view.open_card(turn)
        just_said = "said" in request.query_params
        changed = next((f"page_{name}" for name in ("edited", "struck") if name in request.query_params), "")
        return self.renderer.page(
            request, "talk.html", language=turn.state.language, status=status, here=address(conversation),
            turn=turn, card=card, messages=view.said_to_counsellor(turn), hard=view.is_hard_moment(turn),
            size=view.size(card.card.ask[0]) if card else "", place=place(turn), notice=notice or changed,
            draft=draft or "", reading=view.reading(turn, script) if just_said else None,
            board=view.board(conversation, turn, entries, number, script), just_said=just_said)

    async def open(self, request: Request) -> tuple[str, Any]:
        """The conversation of the address and its last turn; only talks beside a counsellor are opened here."""
        conversation = request.path_params["id"]
        turn = await self.engine.current(conversation)
        if turn is None or turn.state.audience != "counsellor":
            raise RequestError(404, "unknown_conversation", "there is no such talk")
        return conversation, turn

    def _script(self, turn: Any) -> Script:
        return self.engine.services.script(turn.state.language)

    # --- notes -----------------------------------------------------------------------------------------------------

    async def edit(self, request: Request, form: FormData) -> Response:
        """Change the words of a note; one with buttons gets another of its buttons."""
        conversation, turn = await self.open(request)
        entry = self._entry(conversation, request.path_params["entry"])
        text, code = (_text(form, "text") or "").strip(), _text(form, "code")
        note = view.note(entry, Answers([entry]), self._script(turn))
        label = dict(note.choices).get(code or "")
        if label and entry.round == self.record.round(conversation):
            self.record.file(conversation, phase=entry.phase, step=entry.step, item=entry.item, text=label, code=code,
                             audience="counsellor")
        elif label or text:
            self.record.edit(conversation, entry.id, label or text[:api.MOST_TEXT])
        return RedirectResponse(address(conversation) + "?edited=1#notes", 303)

    async def ask_strike(self, request: Request) -> Response:
        conversation, turn = await self.open(request)
        entry = self._entry(conversation, request.path_params["entry"])
        return self.renderer.page(
            request, "confirm.html", language=turn.state.language, heading="page_note_delete_heading",
            text="page_note_delete_text", quote=entry.text, action=request.url.path,
            back=address(conversation) + "#notes")

    async def strike(self, request: Request, form: FormData) -> Response:
        conversation, _ = await self.open(request)
        self.record.strike(conversation, request.path_params["entry"])
        return RedirectResponse(address(conversation) + "?struck=1#notes", 303)

    def _entry(self, conversation: str, entry_id: str) -> Any:
        found = next((entry for entry in self.record.entries(conversation) if entry.id == entry_id), None)
        if found is None:
            raise RequestError(404, "unknown_entry", "there is no such note")
        return found

    # --- summary and pictures --------------------------------------------------------------------------------------

    async def summary(self, request: Request) -> Response:
        conversation, turn = await self.open(request)
        words, options, found = self._summary(conversation, turn)
        return self.renderer.page(request, "summary.html", language=turn.state.language, here=address(conversation),
                                  words=words, options=options, goal=found)

    async def summary_paper(self, request: Request) -> Response:
        conversation, turn = await self.open(request)
        labels = self._script(turn).labels
        drawn = await to_thread.run_sync(pictures.summary, *self._summary(conversation, turn), labels)
        return api.picture(drawn, "pdf")

    def _summary(self, conversation: str, turn: Any) -> tuple[list, list, Any]:
        answers = Answers(self.record.entries(conversation, self.record.round(conversation)))
        options = view.options_side_by_side(conversation, answers, self._script(turn))
        talked = any(row.brings or row.costs for row in options)
        words = view.summary_words(answers, self._script(turn))
        return words, options if talked else [], goal.read(answers)

    async def ladder(self, request: Request) -> Response:
        conversation, _ = await self.open(request)
        return await api.ladder(self.engine, conversation, request.url.path.rpartition(".")[2])

    # --- the rest --------------------------------------------------------------------------------------------------

    async def ask_delete(self, request: Request) -> Response:
        conversation, turn = await self.open(request)
        return self.renderer.page(
            request, "confirm.html", language=turn.state.language, heading="page_forget_heading",
            text="page_forget_text", quote="", action=request.url.path, back=address(conversation))

    async def delete(self, request: Request, form: FormData) -> Response:
        conversation, _ = await self.open(request)
        await self.engine.forget(conversation)
        return RedirectResponse("/?gone=1", 303)

    async def directory(self, request: Request) -> Response:
        chosen = {name: request.query_params.get(name, "") for name in ("topic", "region", "language")}
        services = self.engine.services
        script = services.script(None)
        return self.renderer.page(
            request, "directory.html", chosen=chosen, listing=guide.listing(services.directory, script, **chosen),
            lang_code=script.language)

    async def lock(self, request: Request, form: FormData) -> Response:
        """Close the page on this device: the cookie goes, the address with the token opens it again."""
        answer = self.renderer.page(request, "message.html", heading="page_name", text="page_locked", back=False)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer


def address(conversation: str) -> str:
    """Where a talk is shown."""
    return f"/talk/{quote(conversation, safe='')}"


def place(turn: Any) -> str:
    """The open question, as a form carries it along."""
    return f"{turn.state.step}|{turn.state.item}"


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else None
