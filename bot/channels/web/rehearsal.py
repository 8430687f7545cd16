"""The trainer's pages: choose a case, play the counsellor, read the feedback, step through a talk, save and compare."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.pages import Pages
from bot.errors import RequestError
from bot.rehearsal import moves
from bot.rehearsal.as_client import Play, Plays
from bot.rehearsal.desk import Desk, Rehearsal
from bot.rehearsal.feedback import WORDINGS, instead

HERE = "/rehearsal"
UNSAVED = {"bad_name": "rehearsal_bad_name", "name_taken": "rehearsal_name_taken"}
MOST_DIGITS = 6


class RehearsalPages:
    """The screens of the rehearsal room. The model of the moves is loaded when somebody first opens it.

    Args:
        pages: the counsellor's page: its forms, renderer and services.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._services = pages.engine.services
        self._desk: Desk | None = None
        self._folder = self._services.settings.data / "rehearsals"
        self._plays = Plays(pages.engine, self._folder)

    def routes(self) -> list[Route]:
        form = self._pages.form
        return [
            Route(HERE, self.choose, methods=["GET"]),
            Route(HERE, form(self.begin), methods=["POST"]),
            Route(f"{HERE}/cases/{{language}}/{{persona}}", self.case, methods=["GET"]),
            Route(f"{HERE}/saved/{{name}}", form(self.replay), methods=["POST"]),
            Route(f"{HERE}/compare", self.compare, methods=["GET"]),
            Route(f"{HERE}/client", form(self.begin_client), methods=["POST"]),
            Route(f"{HERE}/client/{{id}}", self.show_client, methods=["GET"]),
            Route(f"{HERE}/client/{{id}}", form(self.act_client), methods=["POST"]),
            Route(f"{HERE}/talks/{{language}}/{{talk}}", self.step_through, methods=["GET"]),
            Route(f"{HERE}/{{id}}", self.show, methods=["GET"]),
            Route(f"{HERE}/{{id}}", form(self.act), methods=["POST"]),
            Route(f"{HERE}/{{id}}/feedback", self.feedback, methods=["GET"]),
        ]

    async def desk(self) -> Desk:
        """The rehearsals of this process."""
        if self._desk is None:
            understanding = await to_thread.run_sync(moves.load)
            if self._desk is None:      # nobody else opened it meanwhile
                self._desk = Desk(self._services.scripts, understanding, self._folder)
        return self._desk

    async def end(self) -> None:
        """Nothing of a talk that is played as the client outlives the program."""
        await self._plays.end()

    # --- the desk ----------------------------------------------------------------------------------------------------

    async def choose(self, request: Request) -> Response:
        return await self._choose(request)

    async def _choose(self, request: Request, status: int = 200) -> Response:
        desk = await self.desk()
        language = self._language(request.query_params.get("language"))
        saved, unfit = desk.shelf()
        return self._page(request, "rehearsal_desk.html", language, languages=list(self._services.scripts),
                          personas=list(desk.personas[language].values()), talks=list(desk.talks[language].values()),
                          saved=saved, unfit=unfit, gone="gone" in request.query_params, status=status)

    async def begin(self, request: Request, form: FormData) -> Response:
        desk, seed = await self.desk(), str(form.get("seed") or "")
        rehearsal = desk.begin(self._language(form.get("language")), str(form.get("persona")),
                               number(seed) if is_number(seed) else None)
        return RedirectResponse(address(rehearsal), 303)

    async def case(self, request: Request) -> Response:
        """One case alone, without what is for the trainer: its address is what a trainer assigns, with the number in it."""
        desk, language, seed = await self.desk(), request.path_params["language"], request.query_params.get("seed", "")
        persona = desk.persona(language, request.path_params["persona"])
        return self._page(request, "rehearsal_case.html", language, persona=persona, seed=seed if is_number(seed) else "",
                          assigning="assign" in request.query_params, url=str(request.url.remove_query_params("assign")))

    async def replay(self, request: Request, form: FormData) -> Response:
        """Play a saved one anew, or delete it. Where it does not fit any more, the desk says what in it."""
        desk, name = await self.desk(), request.path_params["name"]
        if form.get("do") == "delete":
            desk.delete(name)
            return RedirectResponse(f"{HERE}?gone=1", 303)
        if name in desk.shelf()[1]:
            return await self._choose(request, 400)
        rehearsal, changed = await desk.replay(name)
        return RedirectResponse(f"{address(rehearsal)}?changed={','.join(map(str, changed)) or '0'}", 303)

    # --- playing the counsellor ----------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        return await self._show(request, request.path_params["id"])

    async def _show(self, request: Request, id: str, notice: str = "", status: int = 200) -> Response:
        desk = await self.desk()
        rehearsal = desk.find(id)
        changed = [number(n) for n in request.query_params.get("changed", "").split(",") if is_number(n)] or [0]
        return self._page(request, "rehearsal_talk.html", rehearsal.language, here=address(rehearsal), talk=desk.talk(rehearsal),
                          live="live" in request.query_params, big="big" in request.query_params, seed=rehearsal.seed,
                          changed=changed, replayed="changed" in request.query_params, notice=notice, status=status)

    async def act(self, request: Request, form: FormData) -> Response:
        """Say a line, take one back, or save. What is shown beside the talk stays as it was chosen."""
        desk, id = await self.desk(), request.path_params["id"]
        shown = "&".join(name for name in ("live", "big") if form.get(name))
        if form.get("do") == "back":
            desk.back(id)
        elif form.get("do") == "save":
            try:
                desk.save(id, str(form.get("name") or "").strip())
            except RequestError as error:
                if error.code not in UNSAVED:
                    raise
                return await self._show(request, id, UNSAVED[error.code], error.status)
            return RedirectResponse(f"{HERE}?language={desk.find(id).language}", 303)
        else:
            await desk.say(id, str(form.get("text") or ""))
        return RedirectResponse(address(desk.find(id)) + (f"?{shown}" if shown else "") + "#last", 303)

    async def feedback(self, request: Request) -> Response:
        desk = await self.desk()
        rehearsal = desk.find(request.path_params["id"])
        return self._feedback(request, desk, [rehearsal])

    async def compare(self, request: Request) -> Response:
        """Two saved attempts beside each other."""
        desk = await self.desk()
        names = [request.query_params.get(name, "") for name in ("one", "two")]
        if set(names) & set(desk.shelf()[1]):
            return await self._choose(request, 400)
        return self._feedback(request, desk, [desk.saved(name).rehearsal for name in names], names)

    def _feedback(self, request: Request, desk: Desk, rehearsals: list[Rehearsal], names: list[str] | None = None) -> Response:
        script = self._services.script(rehearsals[0].language)
        return self._page(request, "rehearsal_feedback.html", script.language, names=names or [],
                          here=address(rehearsals[0]) if rehearsals[0].id else HERE,
                          sheets=[(desk.talk(one), desk.feedback(one)) for one in rehearsals],
                          instead={name: instead(script, name) for name in WORDINGS})

    # --- playing the client --------------------------------------------------------------------------------------------

    async def begin_client(self, request: Request, form: FormData) -> Response:
        play = await self._plays.begin(self._language(form.get("language")))
        return RedirectResponse(f"{HERE}/client/{play.id}", 303)

    async def show_client(self, request: Request) -> Response:
        return self._show_client(request, self._plays.find(request.path_params["id"]))

    def _show_client(self, request: Request, play: Play, notice: str = "", status: int = 200) -> Response:
        return self._page(request, "rehearsal_client.html", play.language, play=play, here=f"{HERE}/client/{play.id}",
                          big="big" in request.query_params, notice=notice, status=status)

    async def act_client(self, request: Request, form: FormData) -> Response:
        """Type or press as the client, go back a turn, or save the talk as a golden conversation."""
        id = request.path_params["id"]
        if form.get("do") == "back":
            await self._plays.back(id)
        elif form.get("do") == "leave":
            await self._plays.leave(id)
            return RedirectResponse(f"{HERE}?gone=1", 303)
        elif form.get("do") == "save":
            return self._save_client(request, id, str(form.get("name") or "").strip())
        elif form.get("choice"):
            await self._plays.say(id, choice=str(form["choice"]))
        elif str(form.get("text") or "").strip():
            await self._plays.say(id, text=str(form["text"]))
        return RedirectResponse(f"{HERE}/client/{id}#last", 303)

    def _save_client(self, request: Request, id: str, name: str) -> Response:
        notice, status = "rehearsal_saved_golden", 200
        try:
            self._plays.save(id, name)
        except RequestError as error:
            if error.code not in UNSAVED:
                raise
            notice, status = UNSAVED[error.code], error.status
        return self._show_client(request, self._plays.find(id), notice, status)

    # --- step through ----------------------------------------------------------------------------------------------------

    async def step_through(self, request: Request) -> Response:
        """An authored talk as far as it was uncovered; before each line of the counsellor it waits."""
        desk = await self.desk()
        language = self._language(request.path_params["language"])
        talk = desk.talks[language].get(request.path_params["talk"])
        if talk is None:
            raise RequestError(404, "unknown_talk", "there is no such talk")
        first = 0 if talk.lines[0].who == "counsellor" else 1
        upto = min(number(request.query_params.get("line", ""), first), len(talk.lines))
        following = talk.lines[upto] if upto < len(talk.lines) else None
        return self._page(request, "rehearsal_step.html", language, talk=talk, upto=upto, following=following,
                          first=first, here=request.url.path)

    # --- shared ----------------------------------------------------------------------------------------------------------

    def _language(self, given: object) -> str:
        return given if isinstance(given, str) and given in self._services.scripts else self._services.settings.language

    def _page(self, request: Request, template: str, language: str, **values: Any) -> Response:
        return self._pages.renderer.page(request, template, language=language, **values)


def address(rehearsal: Rehearsal) -> str:
    """Where a running rehearsal is shown."""
    return f"{HERE}/{quote(rehearsal.id)}"


def is_number(text: str) -> bool:
    """Whether a text is a number that is meant here: a seed, or a line."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def number(text: str, otherwise: int = 0) -> int:
    """The number in an address or a form."""
    return int(text) if is_number(text) else otherwise
