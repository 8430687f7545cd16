"""A stand-in for Telegram's Bot API, over real HTTP; it lives in the test's process, whatever becomes of the bot's.

The words of refusals are Telegram's. What it does not know (other methods, `parse_mode`) it refuses rather than ignores.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.bot_api_people import BOT, MOST_TEXT, Chat, Group, Message, Person, units

SENDS = ("sendMessage", "sendPhoto", "sendDocument")
MOST_CAPTION, MEGABYTE = 1024, 1 << 20
RETRY = 0.2      # seconds until an update is posted again to a webhook that did not take it
WORDS = {"text", "caption", "url", "secret_token", "callback_query_id", "description", "short_description"}
REFUSALS = {400: "Bad Request: message can't be sent", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user",
            404: "Not Found: method not found", 429: "Too Many Requests: retry after {}", 500: "Internal Server Error",
            409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
NOT_A_MEMBER = "Forbidden: bot is not a member of the group chat"
HAS_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
UNCHANGED = ("Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
             "current content and reply markup of the message")


@dataclass
class Call:
    """A call of the bot. `status`: what it was answered (0: nothing), None as long as it waits."""

    method: str
    data: dict[str, Any]
    files: dict[str, bytes] = field(repr=False)      # by field; that field in `data` is the name of the file
    chat_id: int | None = None
    at: float = 0.0
    result: Any = None
    delivered: bool = False                          # it had its effect, whatever was answered
    status: int | None = None


@dataclass
class Fault:
    """What the next calls of a method get."""

    method: str
    status: int
    times: float = 1
    chat: int | None = None
    retry_after: int | None = None
    after_delivery: bool = False


@dataclass(eq=False)
class Queued:
    """An update that waits. `out_of_turn`: handed out although the bot has already confirmed later ones."""

    update: dict[str, Any]
    out_of_turn: bool = False


class Refused(Exception):
    """An answer that is not ok; of status 0: none at all."""

    def __init__(self, status: int, description: str = "", retry_after: int | None = None) -> None:
        retry_after = retry_after or (1 if status == 429 else None)
        description = description or REFUSALS.get(status, "").format(retry_after)
        super().__init__(description)
        self.status, self.answer = status, {"ok": False, "error_code": status, "description": description}
        if retry_after:
            self.answer["parameters"] = {"retry_after": retry_after}


def require(holds: object, description: str, status: int = 400) -> None:
    if not holds:
        raise Refused(status, description)


def plain(key: str, value: str) -> Any:
    """A field of a form: JSON, unless it is words."""
    try:
        return value if key in WORDS else json.loads(value)
    except ValueError:
        return value


async def given(request: Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Fields and files of a call, in any of the ways it may be made."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return await request.json(), {}
    async with request.form() as form:
        files = {key: await value.read() for key, value in form.items() if not isinstance(value, str)}
        fields = {**request.query_params, **form}
    return {key: plain(key, value) if isinstance(value, str) else value.filename for key, value in fields.items()}, files


class Methods:
    """What the bot may call: `do_` and the name of the method. While one runs, nothing else changes."""

    def do_getMe(self, call: Call) -> dict:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}

    def do_getUpdates(self, call: Call) -> Any:
        require(not self.webhook, HAS_WEBHOOK, 409)
        self.allowed = call.data.get("allowed_updates", self.allowed)
        self._confirm(call.data.get("offset", 0))
        self._poll += 1
        self.tell()
        return asyncio.to_thread(self._polled, self._poll, call.data)

    def do_setWebhook(self, call: Call) -> bool:
        self.webhook = call.data if call.data.get("url") else {}
        self.allowed = call.data.get("allowed_updates", self.allowed)
        if call.data.get("drop_pending_updates"):
            self.queue.clear()
        return True

    do_deleteWebhook = do_setWebhook      # which has no url

    def do_getWebhookInfo(self, call: Call) -> dict:
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": len(self.queue),
                **({"allowed_updates": self.allowed} if self.allowed else {})}

    def do_setMyDescription(self, call: Call) -> bool:
        self.profile[call.method, call.data.get("language_code", "")] = call.data
        return True

    do_setMyShortDescription = do_setMyDescription

    def do_setMyCommands(self, call: Call) -> bool:
        for command in call.data["commands"]:
            require(re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]), "Bad Request: BOT_COMMAND_INVALID")
            require(0 < len(command["description"]) <= 256, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        return self.do_setMyDescription(call)

    def do_getMyCommands(self, call: Call) -> list[dict]:
        return self.profile.get(("setMyCommands", call.data.get("language_code", "")), {}).get("commands", [])

    def do_sendMessage(self, call: Call) -> dict:
        text = str(call.data.get("text", "")).strip()
        require(text, "Bad Request: message text is empty")
        require(units(text) <= MOST_TEXT, "Bad Request: message is too long")
        return self._send(call, {"text": text})

    def do_sendPhoto(self, call: Call) -> dict:
        file, _, content = self._upload(call, "photo")
        require(len(content) <= 10 * MEGABYTE, f"Bad Request: file of size {len(content)} bytes is too big for a photo; the "
                                               f"maximum size is {10 * MEGABYTE} bytes")
        return self._send(call, {"photo": [{**file, "width": 1280, "height": 960}]}, content)

    def do_sendDocument(self, call: Call) -> dict:
        file, name, content = self._upload(call, "document")
        require(len(content) <= 50 * MEGABYTE, "Request Entity Too Large", 413)
        return self._send(call, {"document": {**file, "file_name": name}}, content)

    def do_sendChatAction(self, call: Call) -> bool:
        return bool(self._chat(call))

    def do_answerCallbackQuery(self, call: Call) -> bool:
        require(call.data.get("callback_query_id") in self._queries,
                "Bad Request: query is too old and response timeout expired or query ID is invalid")
        return True

    def do_deleteMessage(self, call: Call) -> bool:
        require(self._chat(call).messages.pop(call.data.get("message_id"), None), "Bad Request: message to delete not found")
        return True

    def do_deleteMessages(self, call: Call) -> bool:
        chat, ids = self._chat(call), call.data.get("message_ids")
        require(ids, "Bad Request: message identifiers are not specified")
        require(len(ids) <= 100, "Bad Request: too many message identifiers specified")
        for message_id in ids:
            chat.messages.pop(message_id, None)      # Telegram passes over those that are not there
        return True

    def do_editMessageReplyMarkup(self, call: Call) -> dict:
        messages, message_id = self._chat(call).messages, call.data.get("message_id")
        require(message_id in messages, "Bad Request: message to edit not found")
        before = messages[message_id]
        require(before.by_bot, "Bad Request: message can't be edited")
        raw = {key: value for key, value in before.raw.items() if key != "reply_markup"} | self._markup(call)
        require(raw != before.raw, UNCHANGED)
        messages[message_id] = Message.of(raw, before.file)
        return raw

    def do_leaveChat(self, call: Call) -> bool:
        chat = self._chat(call)
        require(isinstance(chat, Group), "Bad Request: chat member status can't be changed in private chats")
        chat.membership("member", "left", NOT_A_MEMBER, BOT)
        return True

    def _chat(self, call: Call) -> Chat:
        """One that the bot may write in."""
        chat = self.chats.get(call.chat_id)
        require(chat, "Bad Request: chat not found")
        require(not chat.refusal, chat.refusal, 403)
        return chat

    def _send(self, call: Call, content: dict[str, Any], file: bytes = b"") -> dict:
        caption = str(call.data.get("caption", "")).strip() if file else ""
        require("parse_mode" not in call.data, "Bad Request: the stand-in knows no parse_mode")
        require(units(caption) <= MOST_CAPTION, "Bad Request: message caption is too long")
        more = {**({"caption": caption} if caption else {}), **self._markup(call),
                **({"has_protected_content": True} if call.data.get("protect_content") else {})}
        return self._chat(call).new({**content, **more}, BOT, file)

    def _markup(self, call: Call) -> dict[str, Any]:
        """The buttons under a message; other keyboards are not part of it."""
        rows = (call.data.get("reply_markup") or {}).get("inline_keyboard")
        for button in itertools.chain.from_iterable(rows or ()):
            if len(button) == 1 or "callback_data" in button:
                require(0 < len(button.get("callback_data", "").encode()) <= 64, "Bad Request: BUTTON_DATA_INVALID")
        return {"reply_markup": {"inline_keyboard": rows}} if rows else {}

    def _upload(self, call: Call, kind: str) -> tuple[dict[str, Any], str, bytes]:
        """A file that comes along, or the id of one that came before: how the API writes it, its name, its bytes."""
        said = str(call.data.get(kind, ""))
        require(said, f"Bad Request: there is no {kind} in the request")
        key = said.removeprefix("attach://") if said.startswith("attach://") else kind
        if key in call.files:
            said = f"BQACAgQAAxk{self.number()}"
            self._files[said] = (str(call.data[key]), call.files[key])
        require(said in self._files, "Bad Request: wrong file identifier/HTTP URL specified")
        name, content = self._files[said]
        require(content, "Bad Request: file must be non-empty")
        return {"file_id": said, "file_unique_id": said[::-1], "file_size": len(content)}, name, content


class Updates:
    """How what people do reaches the bot: in order, polled or posted, until it is confirmed."""

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update, unless the bot asked not to get this kind. Its id."""
        wanted = not self.allowed or kind in self.allowed
        return self.update({kind: content}) if wanted else next(self._update_ids)

    def update(self, raw: dict[str, Any]) -> int:
        """Queue any update, with a new id if it has none. Its id."""
        with self.changed:
            update = raw if "update_id" in raw else {"update_id": next(self._update_ids), **raw}
            self._updates[update["update_id"]] = update
            self._queries.add(update.get("callback_query", {}).get("id"))
            return self._queue(update, update is raw)

    def repeat(self, update_id: int) -> int:
        """Queue it again."""
        return self._queue(self._updates[update_id], True)

    def _queue(self, update: dict[str, Any], out_of_turn: bool) -> int:
        with self.changed:
            self.queue.append(Queued(update, out_of_turn))
            self.tell()
        return update["update_id"]

    def shuffle(self, seed: int) -> None:
        """Hand out what is queued in another order. Within `held`, or a bot that waits has it already."""
        with self.changed:
            before, chance = list(self.queue), random.Random(seed)
            while len(before) > 1 and self.queue == before:
                chance.shuffle(self.queue)
            for queued in self.queue:
                queued.out_of_turn = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is handed out until the end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self.tell()

    def _confirm(self, offset: int) -> None:
        """One past the last that was handed out confirms all of that, in whatever order it was."""
        whole = bool(self._batch) and offset == self._batch[-1].update["update_id"] + 1
        self.queue = [queued for queued in self.queue if not (queued in self._batch and whole) and (
            queued.update["update_id"] >= offset or (queued.out_of_turn and queued not in self._batch))]

    def _polled(self, poll: int, data: dict[str, Any]) -> list[dict]:
        """What a poll gets, as soon as there is something. Runs in a thread of its own."""
        with self.changed:
            self.changed.wait_for(lambda: (self.queue and not self._held) or self._poll != poll or self.webhook
                                  or self._stopped, data.get("timeout", 0))
            require(self._poll == poll, REFUSALS[409], 409)
            require(not self.webhook, "Conflict: terminated by setWebhook request", 409)
            self._batch = [] if self._held else self.queue[:data.get("limit", 100)]
            return [queued.update for queued in self._batch]

    def _post_all(self) -> None:
        """To the webhook, one after the other, each until it is taken. Runs in a thread of its own."""
        with httpx.Client(timeout=60, trust_env=False) as client:
            while not self._stopped:
                with self.changed:
                    self.changed.wait_for(lambda: self._stopped or (self.webhook and self.queue and not self._held))
                    queued, webhook = next(iter(self.queue), None), self.webhook
                if not self._stopped and not self._post(client, queued, webhook):
                    with self.changed:
                        self.changed.wait_for(lambda: self._stopped, RETRY)

    def _post(self, client: httpx.Client, queued: Queued, webhook: dict[str, Any]) -> bool:
        secret = webhook.get("secret_token")
        try:
            answer = client.post(webhook["url"], json=queued.update,
                                 headers={"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
        except httpx.HTTPError:
            return False
        with self.changed:
            if answer.status_code == 200 and queued in self.queue:
                self.queue.remove(queued)
                self.tell()
        return answer.status_code == 200


class BotApi(Methods, Updates):
    """`with BotApi() as api:`. A bot with `TOKEN` calls `api.root`; a test drives it by `person` and `group`."""

    TOKEN = f"{BOT['id']}:AAEen-token-dat-nergens-anders-werk"

    def __init__(self, per_second: int | None = None) -> None:
        self.per_second = per_second                          # sends; more get 429
        self.calls: list[Call] = []
        self.chats: dict[int, Chat] = {}
        self.profile: dict[tuple[str, str], dict] = {}        # setMy...: (method, language) -> what was set
        self.webhook: dict[str, Any] = {}
        self.allowed: list[str] = []                          # kinds of updates; all when empty
        self.queue: list[Queued] = []                         # not confirmed by the bot
        self.faults: list[Fault] = []
        self.changed = threading.Condition()
        self._batch: list[Queued] = []                        # handed out last
        self._updates: dict[int, dict[str, Any]] = {}
        self._queries: set[str] = set()
        self._files: dict[str, tuple[str, bytes]] = {}
        self._numbers, self._update_ids = itertools.count(1001), itertools.count(310_000_001)
        self._news, self._poll, self._share, self._chance = 0, 0, 0.0, random.Random()
        self._stopped = self._held = False
        self._socket = socket.create_server(("127.0.0.1", 0))      # listens already: a bot that is early waits
        self.root = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        app = Starlette(routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])])
        # An idle connection that is closed just when it is used again would look like a fault: hence the long keep-alive.
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none",
                                                     proxy_headers=False, timeout_keep_alive=600, timeout_graceful_shutdown=2))
        self._threads = [threading.Thread(target=self._server.run, args=([self._socket],), daemon=True),
                         threading.Thread(target=self._post_all, daemon=True)]

    def __enter__(self) -> BotApi:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = self._server.should_exit = True
        self.tell()
        for thread in self._threads:
            thread.join(5)
        self._socket.close()

    def person(self, language_code: str | None = "nl", first_name: str = "Noor") -> Person:
        """Somebody new."""
        number = 6_100_000_000 + self.number()      # does not fit in 32 bits, as most of them
        who = {"id": number, "is_bot": False, "first_name": first_name}
        who |= {"language_code": language_code} if language_code else {}
        person = Person(self, {"id": number, "type": "private", "first_name": first_name}, who)
        self.chats[number] = person
        return person

    def group(self, title: str = "Een groep") -> Group:
        """A new group, that the bot is not in yet."""
        number = -4_000_000_000 - self.number()
        member = {"id": 6_200_000_000 + self.number(), "is_bot": False, "first_name": "Lid", "language_code": "nl"}
        group = Group(self, {"id": number, "type": "group", "title": title}, member, NOT_A_MEMBER)
        self.chats[number] = group
        return group

    def fail(self, method: str, status: int, times: float = 1, chat: Chat | int | None = None,
             retry_after: int | None = None, after_delivery: bool = False) -> None:
        """The next calls of a method ("*": of any) get this status; 0: the connection is closed without an answer."""
        chat_id = chat.chat_id if isinstance(chat, Chat) else chat
        self.faults.append(Fault(method, status, times, chat_id, retry_after, after_delivery))

    def fail_share(self, share: float, seed: int) -> None:
        """This share of the sends gets 500, 429 or no answer."""
        self._share, self._chance = share, random.Random(seed)

    def wait(self, condition: Callable[[], Any], seconds: float = 60, what: str = "it holds") -> Any:
        """What the condition returns, once that is something; looked at after each thing that happens here."""
        end = time.monotonic() + seconds
        while True:
            seen = self._news
            if value := condition():
                return value
            assert time.monotonic() < end, f"waited in vain until {what}"
            with self.changed:
                if self._news == seen:
                    self.changed.wait(0.5)      # no longer: a condition may also be about something elsewhere

    def tell(self) -> None:
        """Something has changed."""
        with self.changed:
            self._news += 1
            self.changed.notify_all()

    def number(self) -> int:
        """Greater than all before it."""
        return next(self._numbers)

    def _fault(self, call: Call) -> Fault | None:
        lately = itertools.takewhile(lambda one: one.at > call.at - 1, reversed(self.calls))
        if self.per_second and call.method in SENDS and sum(
                one.method in SENDS and one.delivered for one in lately) >= self.per_second:
            return Fault(call.method, 429)
        for fault in self.faults:
            if fault.times > 0 and fault.method in (call.method, "*") and fault.chat in (None, call.chat_id):
                fault.times -= 1
                return fault
        unlucky = call.method in SENDS and self._chance.random() < self._share
        return Fault(call.method, self._chance.choice((500, 429, 0))) if unlucky else None

    async def _answer(self, request: Request) -> Any:
        """A response, or, for no answer, what closes the connection."""
        perform = getattr(self, f"do_{request.path_params['method']}", None)
        if request.path_params["token"] != self.TOKEN or not perform:
            wrong = Refused(404 if request.path_params["token"] == self.TOKEN else 401)
            return JSONResponse(wrong.answer, wrong.status)
        try:
            data, files = await given(request)
        except ClientDisconnect:      # killed while it asked
            return self._hang_up
        call = Call(request.path_params["method"], data, files, data.get("chat_id"))
        try:
            await self._carry_out(call, perform)
            call.status, answer = 200, {"ok": True, "result": call.result}
        except Refused as refused:
            call.status, answer = refused.status, refused.answer
        self.tell()
        return JSONResponse(answer, call.status) if call.status else self._hang_up

    async def _carry_out(self, call: Call, perform: Callable[[Call], Any]) -> None:
        with self.changed:
            call.at = time.monotonic()
            fault = self._fault(call)
            self.calls.append(call)
            if fault and not fault.after_delivery:
                raise Refused(fault.status, "", fault.retry_after)
            result = perform(call)
        call.result = await result if inspect.isawaitable(result) else result
        call.delivered = True
        if fault:
            raise Refused(fault.status, "", fault.retry_after)

    async def _hang_up(self, scope: dict, receive: Callable, send: Callable) -> None:
        for connection in [one for one in self._server.server_state.connections if one.client == scope["client"]]:
            connection.transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass
