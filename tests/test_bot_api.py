"""The stand-in for Telegram answers its real client as Telegram does, and breaks as told."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.bot_api import BotApi
from tests.bot_api_people import SENT

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="yes"), InlineKeyboardButton("Nee", callback_data="no")],
                             [InlineKeyboardButton("Kaart", url="https://example.org")]])


@pytest.fixture
def api():
    with BotApi() as api:
        yield api


def client(api: BotApi, token: str = BotApi.TOKEN) -> Bot:
    return Bot(token, base_url=f"{api.root}/bot", base_file_url=f"{api.root}/file/bot")


def ask(api: BotApi, act, token: str = BotApi.TOKEN):
    """What comes of `await act(bot)`."""
    async def go():
        async with client(api, token) as bot:
            return await act(bot)
    return asyncio.run(go())


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Kies", callback_data=one) for one in data]])


def polled(api: BotApi, **given) -> list[int]:
    return [update.update_id for update in ask(api, lambda bot: bot.get_updates(**given))]


def test_only_the_one_token_is_known(api: BotApi) -> None:
    assert ask(api, lambda bot: bot.get_me()).username == "perspectief_test_bot"
    with pytest.raises(InvalidToken):
        ask(api, lambda bot: bot.get_me(), token="7000000001:AAAnother-token-of-the-same-form-000")
    wrong = httpx.post(f"{api.root}/bot123:abc/getMe")
    assert wrong.status_code == 401 and wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert httpx.post(f"{api.root}/bot{api.TOKEN}/getNothing").status_code == 404


def test_updates_are_kept_until_a_later_one_is_asked_for(api: BotApi) -> None:
    person = api.person(language_code="fr", first_name="Amal")
    said = [person.says(text) for text in ("/start nu", "één", "twee")]
    first, *_ = updates = ask(api, lambda bot: bot.get_updates())
    assert [update.update_id for update in updates] == [one.update_id for one in said] == polled(api)
    assert first.message.message_id == said[0].message_id and first.effective_user.language_code == "fr"
    assert first.message.entities[0].type == "bot_command" and first.message.entities[0].length == len("/start")
    assert polled(api, limit=1) == [said[0].update_id]
    assert polled(api, offset=said[2].update_id) == [said[2].update_id] == polled(api)
    assert polled(api, offset=said[2].update_id + 1) == [] == api.queue


def test_a_poll_waits_for_an_update_and_no_longer(api: BotApi) -> None:
    person = api.person()
    threading.Timer(0.3, lambda: person.says("hallo")).start()
    begin = time.monotonic()
    assert len(polled(api, timeout=30)) == 1
    assert 0.2 < time.monotonic() - begin < 10
    begin = time.monotonic()
    assert polled(api, timeout=1, offset=api.queue[-1].update["update_id"] + 1) == []
    assert 0.9 < time.monotonic() - begin < 10


def test_of_two_polls_the_older_gets_a_conflict(api: BotApi) -> None:
    async def go(bot: Bot):
        async with client(api) as second:
            older = asyncio.create_task(second.get_updates(timeout=30))
            await asyncio.to_thread(api.wait, lambda: api.calls[-1].method == "getUpdates")
            newer = asyncio.create_task(bot.get_updates(timeout=30))
            with pytest.raises(Conflict, match="only one bot instance"):
                await older
            await second.set_webhook("http://127.0.0.1:9/")
            with pytest.raises(Conflict, match="terminated by setWebhook"):
                await newer
            with pytest.raises(Conflict, match="webhook is active"):
                await bot.get_updates()
            assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/"
            await bot.delete_webhook()
            return await bot.get_updates()
    assert ask(api, go) == ()


def test_a_poll_that_nobody_waits_for_any_more_loses_nothing(api: BotApi) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{api.root}/bot{api.TOKEN}/getUpdates", params={"timeout": 30}, timeout=0.3)
    said = api.person().says("hallo").update_id
    api.wait(lambda: api.calls[-1].status)
    assert polled(api) == [said]


def test_kinds_that_were_not_asked_for_do_not_come(api: BotApi) -> None:
    person = api.person()
    before = person.blocks().update_id
    assert polled(api, allowed_updates=["message"]) == [before], "it was there already"
    person.unblocks()
    said = person.says("terug").update_id
    assert polled(api, offset=before + 1) == [said]
    ask(api, lambda bot: bot.delete_webhook(drop_pending_updates=True))
    assert polled(api) == []


class Hook(BaseHTTPRequestHandler):
    """Takes updates; the first attempts fail."""

    seen: list[tuple[str | None, int]]
    refusals: list[int]

    def do_POST(self) -> None:
        update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], update["update_id"]))
        self.send_response(self.refusals.pop() if self.refusals else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_webhook_gets_all_in_order_each_until_it_is_taken(api: BotApi) -> None:
    Hook.seen, Hook.refusals = [], [500, 403]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = [api.person().says("een").update_id for _ in range(3)]
    ask(api, lambda bot: bot.set_webhook(f"http://127.0.0.1:{server.server_port}/hook", secret_token="geheim"))
    api.wait(lambda: not api.queue)
    server.shutdown()
    server.server_close()
    assert Hook.seen == [("geheim", one) for one in [said[0], said[0], *said]]
    late = api.person().says("nog een").update_id
    time.sleep(0.5)
    assert [queued.update["update_id"] for queued in api.queue] == [late], "nobody took it"


def test_commands_and_descriptions_are_kept_by_language(api: BotApi) -> None:
    async def tell(bot: Bot):
        await bot.set_my_commands([BotCommand("stop", "Stoppen")])
        await bot.set_my_commands([BotCommand("stop", "Arrêter")], language_code="fr")
        await bot.set_my_description("Uitleg", language_code="nl")
        await bot.set_my_short_description("Kort")
        with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
            await bot.set_my_commands([("Stop!", "Stoppen")])
        return [(await bot.get_my_commands(language_code=code)) for code in (None, "fr", "en")]
    plain, french, english = ask(api, tell)
    assert (plain[0].description, french[0].description, english) == ("Stoppen", "Arrêter", ())
    assert api.profile["setMyDescription", "nl"]["description"] == "Uitleg"
    assert api.profile["setMyShortDescription", ""]["short_description"] == "Kort"


def test_a_person_sees_what_was_sent(api: BotApi) -> None:
    person = api.person()

    async def send(bot: Bot):
        await bot.send_chat_action(person.chat_id, "typing")
        await bot.send_message(person.chat_id, " Kies maar 🙂\n", reply_markup=KEYS, protect_content=True)
        photo = await bot.send_photo(person.chat_id, b"\x89PNG" * 400_000, caption="Een foto")
        await bot.send_photo(person.chat_id, photo.photo[-1].file_id)
        await bot.send_document(person.chat_id, b"%PDF", filename="één.pdf", reply_markup=keys("x"))
    ask(api, send)
    text, photo, again, document = person.received
    assert (text.kind, text.text, text.protected) == ("text", "Kies maar 🙂", True)
    assert [[(button.label, button.data) for button in row] for row in text.buttons] == [
        [("Ja", "yes"), ("Nee", "no")], [("Kaart", None)]]
    assert (photo.kind, photo.caption, photo.protected, photo.file) == ("photo", "Een foto", False, b"\x89PNG" * 400_000)
    assert again.file == photo.file and again.message_id > photo.message_id
    assert (document.kind, document.filename, document.file) == ("document", "één.pdf", b"%PDF") and person.last == document
    methods = ["getMe", "sendChatAction", "sendMessage", "sendPhoto", "sendPhoto", "sendDocument"]
    assert [call.method for call in api.calls] == methods
    assert api.calls[3].files == {"photo": photo.file} and api.calls[2].result["message_id"] == text.message_id
    assert all(call.delivered and call.status == 200 for call in api.calls)
    assert [call.at for call in api.calls] == sorted(call.at for call in api.calls)


@pytest.mark.parametrize(("words", "method", "given"), [
    ("message text is empty", "send_message", {"text": " \n"}),
    ("message is too long", "send_message", {"text": "🙂" * 2049}),
    ("message caption is too long", "send_photo", {"photo": b"x", "caption": "a" * 1025}),
    ("BUTTON_DATA_INVALID", "send_message", {"text": "a", "reply_markup": keys("é" * 33)}),
    ("BUTTON_DATA_INVALID", "send_message", {"text": "a", "reply_markup": keys("goed", "")}),
    ("too big for a photo; the maximum size is 10485760 bytes", "send_photo", {"photo": bytes((10 << 20) + 1)}),
    ("file must be non-empty", "send_document", {"document": b""}),
    ("wrong file identifier", "send_photo", {"photo": "https://example.org/foto.png"}),
    ("too many message identifiers", "delete_messages", {"message_ids": list(range(1, 102))}),
    ("message to delete not found", "delete_message", {"message_id": 1}),
    ("message to edit not found", "edit_message_reply_markup", {"message_id": 1}),
    ("chat not found", "send_message", {"chat_id": 17, "text": "a"}),
    ("chat not found", "send_chat_action", {"chat_id": 17, "action": "typing"}),
])
def test_limits_are_refused_in_telegrams_words(api: BotApi, words: str, method: str, given: dict) -> None:
    person = api.person()
    with pytest.raises(BadRequest) as refused:
        ask(api, lambda bot: getattr(bot, method)(**{"chat_id": person.chat_id, **given}))
    assert words.casefold() in str(refused.value).casefold()
    assert person.received == [] and not api.calls[-1].delivered and api.calls[-1].status == 400


def test_what_just_fits_is_taken(api: BotApi) -> None:
    person = api.person()
    ask(api, lambda bot: bot.send_message(person.chat_id, "🙂" * 2048, reply_markup=keys("é" * 32)))
    ask(api, lambda bot: bot.send_photo(person.chat_id, bytes(10 << 20), caption="a" * 1024))
    assert len(person.received) == 2


def test_a_press_comes_from_the_newest_message_with_that_button(api: BotApi) -> None:
    person = api.person()

    async def go(bot: Bot):
        for text in ("eerst", "dan"):
            await bot.send_message(person.chat_id, text, reply_markup=KEYS)
        await bot.send_message(person.chat_id, "zonder")
        older = person.received[0]
        person.presses("Ja")
        person.presses("no", message=older)
        await bot.edit_message_reply_markup(person.chat_id, older.message_id)
        assert person.received[0].buttons == []
        with pytest.raises(AssertionError):
            person.presses("no", message=older.message_id)
        person.presses("no", message=older)     # on a screen that has not heard of it yet
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_reply_markup(person.chat_id, older.message_id)
        presses = [update.callback_query for update in await bot.get_updates()]
        assert [(press.data, press.message.text) for press in presses] == [("yes", "dan"), ("no", "eerst"), ("no", "eerst")]
        assert await presses[0].answer()
        with pytest.raises(BadRequest, match=r"(?i)query is too old"):
            await bot.answer_callback_query("123")
    ask(api, go)


@pytest.mark.parametrize("kind", SENT)
def test_everything_that_is_sent_can_be_read(api: BotApi, kind: str) -> None:
    sent = api.person().sends(kind, caption="erbij")
    update, = ask(api, lambda bot: bot.get_updates())
    assert getattr(update.message, kind) and update.message.caption == "erbij" and update.update_id == sent.update_id


def test_messages_are_edited_and_deleted(api: BotApi) -> None:
    person = api.person()
    said = person.says("vout")
    person.edits(said.message_id, "fout")

    async def go(bot: Bot):
        sent = [await bot.send_message(person.chat_id, text) for text in "abcd"]
        edited = (await bot.get_updates())[-1].edited_message
        assert (edited.text, edited.message_id) == ("fout", said.message_id) and edited.edit_date
        await bot.delete_message(person.chat_id, sent[0].message_id)
        await bot.delete_messages(person.chat_id, [said.message_id, sent[1].message_id, 1])
        person.deletes(person.last)
        with pytest.raises(BadRequest, match="to delete not found"):
            await bot.delete_message(person.chat_id, sent[3].message_id)
    ask(api, go)
    assert [message.text for message in person.received] == ["c"] and len(api.queue) == 2


def test_who_blocks_the_bot_gets_nothing_until_unblocked(api: BotApi) -> None:
    person = api.person()
    person.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        ask(api, lambda bot: bot.send_message(person.chat_id, "hallo"))
    person.unblocks()
    ask(api, lambda bot: bot.send_message(person.chat_id, "weer hallo"))
    changes = [update.my_chat_member for update in ask(api, lambda bot: bot.get_updates())]
    assert [(one.old_chat_member.status, one.new_chat_member.status) for one in changes] == [
        ("member", "kicked"), ("kicked", "member")]
    assert [message.text for message in person.received] == ["weer hallo"]


def test_a_group_adds_the_bot_which_leaves(api: BotApi) -> None:
    group = api.group()

    async def go(bot: Bot):
        with pytest.raises(Forbidden, match="not a member"):
            await bot.send_message(group.chat_id, "te vroeg")
        group.adds_bot()
        group.says("/start")
        added, service, said = await bot.get_updates()
        assert added.my_chat_member.new_chat_member.status == "member" and service.message.new_chat_members[0].id == bot.id
        assert said.effective_chat.type == "group" and said.effective_user.id != said.effective_chat.id
        await bot.send_message(group.chat_id, "Alleen onder vier ogen")
        await bot.leave_chat(group.chat_id)
        with pytest.raises(Forbidden, match="not a member"):
            await bot.send_message(group.chat_id, "te laat")
        assert (await bot.get_updates())[-1].my_chat_member.new_chat_member.status == "left"
        with pytest.raises(BadRequest, match="private chats"):
            await bot.leave_chat(api.person().chat_id)
    ask(api, go)
    assert group.last.text == "Alleen onder vier ogen"
    group.adds_bot()
    group.removes_bot()
    with pytest.raises(Forbidden, match="kicked from the group"):
        ask(api, lambda bot: bot.send_message(group.chat_id, "hallo"))


def test_what_is_typed_at_length_comes_in_pieces(api: BotApi) -> None:
    words = " ".join(f"woord{number} 🙂" for number in range(900))
    said = api.person().says(f"  {words}\n")
    updates = ask(api, lambda bot: bot.get_updates())
    assert len(updates) == len(said.parts) == 3 and said.message_id == updates[-1].message.message_id
    assert " ".join(update.message.text for update in updates) == words
    assert all(len(update.message.text.encode("utf-16-le")) <= 8192 for update in updates)
    unbroken = api.person().says("a" + "🙂" * 2500)
    assert [len(api.chats[update.message.chat.id].messages[update.message.message_id].text)
            for update in ask(api, lambda bot: bot.get_updates())[-2:]] == [2048, 453] and len(unbroken.parts) == 2


def test_updates_come_again_and_out_of_order(api: BotApi) -> None:
    person = api.person()
    first = [person.says(text).update_id for text in "abc"]
    assert polled(api) == first and polled(api, offset=first[-1] + 1) == []
    api.repeat(first[1])
    raw = api.update({"message": {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}, "zomaar": True}})
    assert polled(api, offset=first[-1] + 1) == [first[1], raw]
    assert polled(api, offset=raw + 1) == []
    with api.held():
        later = [person.says(text).update_id for text in "defgh"]
        assert polled(api, offset=raw + 1) == []
        api.shuffle(seed=3)
    mixed = polled(api, offset=raw + 1)
    assert mixed != later and sorted(mixed) == later
    assert polled(api, offset=mixed[-1] + 1) == [], "what was handed out is confirmed, whatever its order"


@pytest.mark.parametrize(("status", "error"), [(500, NetworkError), (502, NetworkError), (0, NetworkError), (403, Forbidden),
                                               (400, BadRequest), (409, Conflict), (401, InvalidToken)])
def test_calls_fail_as_told_and_then_no_more(api: BotApi, status: int, error: type[TelegramError]) -> None:
    person, other = api.person(), api.person()
    api.fail("sendMessage", status, times=2, chat=person)

    async def go(bot: Bot):
        await bot.send_message(other.chat_id, "aan een ander")
        for _ in range(2):
            with pytest.raises(error):
                await bot.send_message(person.chat_id, "mis")
        await bot.send_message(person.chat_id, "raak")
    ask(api, go)
    assert [message.text for message in person.received] == ["raak"] and other.last
    assert [(call.status, call.delivered) for call in api.calls[2:]] == [(status, False), (status, False), (200, True)]


def test_too_many_requests_says_for_how_long(api: BotApi) -> None:
    api.fail("*", 429, times=2, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        ask(api, lambda bot: bot.get_me())
    assert refused.value._retry_after.total_seconds() == 7


@pytest.mark.parametrize("status", [0, 500])
def test_an_answer_may_be_lost_after_the_message_has_come(api: BotApi, status: int) -> None:
    person = api.person()
    api.fail("sendMessage", status, after_delivery=True)
    with pytest.raises(NetworkError):
        ask(api, lambda bot: bot.send_message(person.chat_id, "toch"))
    assert person.last.text == "toch" and api.calls[-1].delivered and api.calls[-1].status == status


def test_a_share_of_the_sends_fails(api: BotApi) -> None:
    person = api.person()
    api.fail_share(0.3, seed=5)

    async def go(bot: Bot):
        return [type(one).__name__ for one in await asyncio.gather(
            *(bot.send_message(person.chat_id, str(number)) for number in range(200)), return_exceptions=True)]
    found = ask(api, go)
    assert set(found) == {"Message", "NetworkError", "RetryAfter"}
    assert 110 < found.count("Message") == len(person.received) < 170
    assert {call.status for call in api.calls} == {200, 500, 429, 0}


def test_no_more_than_so_many_a_second(api: BotApi) -> None:
    api.per_second, person = 30, api.person()

    async def go(bot: Bot):
        return await asyncio.gather(*(bot.send_message(person.chat_id, "a") for _ in range(50)), return_exceptions=True)
    begin = time.monotonic()
    refused = [one for one in ask(api, go) if isinstance(one, RetryAfter)]
    if time.monotonic() - begin < 1:        # else the machine is so slow that the limit was not reached
        assert len(refused) == 20 and len(person.received) == 30
    time.sleep(1)
    ask(api, lambda bot: bot.send_message(person.chat_id, "weer"))


def test_waiting_ends_with_what_was_found_or_with_the_deadline(api: BotApi) -> None:
    person = api.person()
    threading.Timer(0.2, lambda: ask(api, lambda bot: bot.send_message(person.chat_id, "Welkom Noor"))).start()
    assert person.waits_for("Welkom").text == "Welkom Noor"
    with pytest.raises(AssertionError, match="in vain"):
        person.waits_for("Welkom", after=person.last.message_id, seconds=0.2)


def test_calls_may_be_made_in_any_way(api: BotApi) -> None:
    person, root = api.person(), f"{api.root}/bot{api.TOKEN}/sendMessage"
    given = {"chat_id": person.chat_id, "text": "12"}
    for answer in (httpx.get(root, params=given), httpx.post(root, json=given), httpx.post(root, data=given),
                   httpx.post(root, data=given, files={"unused": b"x"})):
        assert answer.json()["result"]["text"] == "12"
    assert {call.chat_id for call in api.calls} == {person.chat_id}


def test_a_whole_application_talks_with_many_at_once(api: BotApi) -> None:
    people = [api.person() for _ in range(20)]

    async def welcome(update, _) -> None:
        await update.message.reply_text("Welkom", reply_markup=KEYS)

    async def pressed(update, _) -> None:
        await update.callback_query.answer()
        await update.callback_query.message.reply_text(f"Gekozen: {update.callback_query.data}")

    async def echo(update, _) -> None:
        await update.message.reply_text(f"Je zei {update.message.text}")

    def talk(person) -> None:
        person.waits_for("Welkom", after=person.says("/start").message_id)
        person.waits_for("Gekozen: no", after=person.presses("Nee").message_id)
        person.waits_for("Je zei hallo", after=person.says("hallo").message_id)

    async def go() -> None:
        app = Application.builder().token(api.TOKEN).base_url(f"{api.root}/bot").concurrent_updates(True).build()
        app.add_handlers([CommandHandler("start", welcome), CallbackQueryHandler(pressed), MessageHandler(filters.TEXT, echo)])
        async with app:
            await app.start()
            await app.updater.start_polling()
            await asyncio.gather(*(asyncio.to_thread(talk, person) for person in people))
            await app.updater.stop()
            await app.stop()
    asyncio.run(go())
    assert api.queue == [] and all(len(person.received) == 3 for person in people)
