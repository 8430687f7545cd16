"""Telegram on the real process: killed at any moment, and with faults on the line, each message is answered once."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels.telegram.sender import AT_ONCE
from tests import processes
from tests import telegram_served as people
from tests.bot_api import BotApi
from tests.processes import Served, wait_until
from tests.telegram_kept import Kept
from tests.telegram_served import Serving, Writer

pytestmark = pytest.mark.slow
CRISIS = "ik wil niet meer leven"
LINE = "1813"
MOST_TURNS = 20
SECRET = "een-geheim-van-hier"


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    """Telegram, which does not feel well at first."""
    with BotApi() as api:
        api.fail("getMe", 500)
        api.fail("getMe", 429, retry_after=1)
        api.fail("getMe", 0)
        yield api


@pytest.fixture(scope="module")
def serving(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with Serving(tmp_path_factory.mktemp("telegram"), api) as serving:
        yield serving


@pytest.fixture
def writers(api: BotApi, serving: Serving) -> Iterator[list[Writer]]:
    """Some who have begun; in the end each text of theirs was kept once, and nobody got the same answer twice."""
    writers = [Writer(api) for _ in range(6)]
    people.begin(api, writers)
    yield writers
    api.faults.clear()
    api.fail_share(0, seed=0)
    serving.settles()
    lost, twice = people.kept_wrongly([word for one in writers for word in one.told], Kept(serving.data).texts())
    assert (lost, twice) == ([], [])


def all_answered(api: BotApi, writers: list[Writer]) -> None:
    api.wait(lambda: all(one.has_answer for one in writers), what="all are answered")


def goes_on_until(api: BotApi, writers: list[Writer], over: threading.Event) -> None:
    """Everybody writes as soon as the message before is answered."""
    def ready() -> list[Writer]:
        return [one for one in writers if one.turns < MOST_TURNS and one.has_answer]

    while not over.is_set():
        for one in ready():
            one.goes_on()
        api.wait(lambda: over.is_set() or ready())


def test_500_429_and_a_dropped_line_at_the_start_are_waited_out(api: BotApi, writers: list[Writer]) -> None:
    assert [call.status for call in api.calls if call.method == "getMe"] == [500, 429, 0, 200]


def test_three_kills_under_load_lose_no_message_and_keep_none_twice(
        api: BotApi, serving: Serving, writers: list[Writer]) -> None:
    moments, over = random.Random(5), threading.Event()
    writing = threading.Thread(target=goes_on_until, args=(api, writers, over))
    writing.start()
    for _ in range(3):
        seen = len(api.calls) + moments.randrange(5, 25)
        api.wait(lambda seen=seen: len(api.calls) >= seen, what="the next moment")
        serving.begin_again()
    over.set()
    api.tell()
    writing.join()
    all_answered(api, writers)
    assert sum(len(one.told) for one in writers) > 10


def test_updates_that_come_twice_or_in_another_order_and_sends_that_fail_change_nothing(
        api: BotApi, serving: Serving, writers: list[Writer]) -> None:
    api.fail_share(0.2, seed=3)
    known: list[int] = []
    for number in range(10):
        with api.held():
            known += [put.update_id for one in writers for put in (one.tells_two() if one.open >= 2 else one.goes_on())]
            for update_id in random.Random(number).sample(known, 3):
                api.repeat(update_id)
            api.shuffle(seed=number)
        all_answered(api, writers)
        serving.settles()
    assert len(known) >= 60 and any(call.status == 500 for call in api.calls)
    assert [people.sent_again(api, one) for one in writers] == [[]] * len(writers)
    for one in writers:
        assert in_order(one, Kept(serving.data)), "what was told in one conversation is heard in the order it was told in"


def in_order(writer: Writer, kept: Kept) -> bool:
    """Whether the answers stand in the record in the order in which they were told."""
    names = kept.names(writer.person.chat_id)
    rows = [row for row in kept.of(names) if "replaced_at" in row]
    said = [word for row in sorted(rows, key=lambda row: row["at"]) for word in writer.told if word in row["body"]]
    return said == list(writer.told)


def test_one_chat_that_telegram_slows_down_holds_up_nobody(api: BotApi, writers: list[Writer]) -> None:
    slow = writers[0]
    api.fail("sendMessage", 429, chat=slow.person, retry_after=2)
    before = {one: len(people.sends(api, one)) for one in writers}
    for one in writers:
        one.goes_on()
    all_answered(api, writers)
    first = {one: people.sends(api, one)[before[one]].at for one in writers}
    assert first[slow] == max(first.values())
    assert len(people.sends(api, slow)) == before[slow] + 1


def test_an_answer_that_could_not_be_sent_survives_a_kill(api: BotApi, serving: Serving, writers: list[Writer]) -> None:
    waits = writers[0]
    before = len(people.sends(api, waits))
    for status in (500, 0, 429):
        api.fail("sendMessage", status, chat=waits.person)
    api.fail("sendMessage", 500, times=float("inf"), chat=waits.person)
    waits.goes_on()
    api.wait(lambda: [call.status for call in api.calls if call.chat_id == waits.person.chat_id].count(500) >= 2)
    serving.served.kill()
    api.faults.clear()
    serving.served.up()
    all_answered(api, [waits])
    serving.settles()
    assert len(people.sends(api, waits)) == before + 1


def test_a_word_of_crisis_is_answered_before_twenty_chats_that_came_first(api: BotApi, writers: list[Writer]) -> None:
    scared, others = writers[0].person, [api.person() for _ in range(20)]
    with api.held():
        for one in others:
            one.says("/start")
        scared.says("hallo daar")       # what they wrote just before does not keep it back
        said = scared.says(CRISIS)
        calls = len(api.calls)
    answer = scared.waits_for(LINE, after=said.message_id)
    for one in others:
        one.waits_for("taal")
    order = [call.chat_id for call in api.calls[calls:] if call.delivered and call.method == "sendMessage"]
    theirs = [place for place, chat in enumerate(order) if chat == scared.chat_id]
    assert answer.protected and len(theirs) == 2
    assert theirs[0] == 0 and theirs[1] <= AT_ONCE, "no more go before it than were on their way already"


def test_a_flood_from_one_chat_is_read_in_one_go_and_the_others_are_answered(
        api: BotApi, serving: Serving, writers: list[Writer]) -> None:
    many, *others = writers
    before = len(people.sends(api, many))
    with api.held():
        said = [many.person.says(f"een eigen winkel {people.a_word(9000 + number)}") for number in range(50)]
        for one in others:
            one.goes_on()
    many.person.waits_for("samen", after=said[-1].message_id)
    all_answered(api, others)
    serving.settles()
    assert len(people.sends(api, many)) <= before + 2
    kept = "\n".join(Kept(serving.data).texts())
    assert [number for number in range(50) if kept.count(people.a_word(9000 + number)) != 1] == []


def test_two_processes_on_one_data_folder_and_only_one_of_them_asks_for_updates(
        api: BotApi, serving: Serving, writers: list[Writer], tmp_path: Path) -> None:
    second = Served(tmp_path, **{key: value for key, value in serving.served.settings.items() if key != "PERSPECTIEF_PORT"})
    before = len(api.calls)
    second.up()
    try:
        api.wait(lambda: any(call.method == "getMe" for call in api.calls[before:]))
        writers[0].goes_on()
        all_answered(api, writers[:1])
        assert not [call for call in api.calls[before:] if call.status == 409], "two who ask would end each other"
        serving.served.kill()
        writers[1].goes_on()
        all_answered(api, writers[:2])
        assert second.process.poll() is None
    finally:
        processes.end(second.process)
        serving.served.up()


def test_by_webhook_only_telegram_itself_is_heard(tmp_path: Path) -> None:
    with BotApi() as api, Serving(tmp_path, api, TELEGRAM_WEBHOOK_SECRET=SECRET, by_webhook=True) as serving:
        address, writer = f"http://127.0.0.1:{serving.served.port}/telegram", Writer(api)
        api.wait(lambda: api.webhook, what="the address is set")
        people.begin(api, [writer])
        forged = {"update_id": 1, "message": {**writer.person.messages[writer.person.last.message_id].raw,
                                              "from": writer.person.who, "text": "van iemand anders"}}
        for secret in ("", "een-ander-geheim", SECRET + "x"):
            refused = httpx.post(address, json=forged, headers={"X-Telegram-Bot-Api-Secret-Token": secret})
            assert refused.status_code == 403
        serving.begin_again()
        writer.goes_on()
        all_answered(api, [writer])
        serving.settles()
        assert people.kept_wrongly(writer.told, Kept(serving.data).texts()) == ([], [])
        assert serving.count("inbox WHERE update_id = 1") == 0, "the one that nobody of Telegram sent"
        assert SECRET not in serving.served.said


def test_a_wrong_token_is_one_clear_line_and_the_page_works(tmp_path: Path) -> None:
    with BotApi() as api:
        served = Served(tmp_path, TELEGRAM_TOKEN="123:nooit-gezien", TELEGRAM_API_ROOT=api.root)
        try:
            served.up()
            wait_until(lambda: "TELEGRAM_TOKEN" in served.said, "it is said")
            assert served.turn("een-gesprek", text="/start")["replies"]
            lines = [line for line in served.said.splitlines() if line.strip()]
            assert [line for line in lines if "elegram" in line or "TELEGRAM" in line] == [
                "TELEGRAM_TOKEN: Telegram does not know this token; the page works, Telegram does not"]
            assert "nooit-gezien" not in served.said and "Traceback" not in served.said
        finally:
            processes.end(served.process)
