"""Between talks: a message only after a yes, never in the quiet hours, one for all that fell due, two at most, off in one tap."""

from __future__ import annotations

import asyncio
import datetime
import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot import quiet, services, settings
from bot.channels.telegram.check_ins import CheckIns
from bot.store import database, telegram
from bot.store.clients import Client as Kept
from bot.store.follow_ups import CHECK_IN, GOAL_DATE
from bot.store.record import Record

NIGHT = (21, 9)
HOUR, DAY, WEEK = 3600.0, 86400.0, 7 * 86400.0
BRUSSELS = ZoneInfo("Europe/Brussels")


def at(text: str) -> float:
    """A Unix time, from Brussels time as people write it."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).timestamp()


def local(moment: float) -> str:
    return f"{datetime.datetime.fromtimestamp(moment, BRUSSELS):%Y-%m-%d %H:%M}"


# --- when (bot/quiet.py) -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("moment", "day"), [("2026-11-23T22:59:59+00:00", 23), ("2026-11-23T23:00:00+00:00", 24),
                                             ("2026-07-23T22:00:00+00:00", 24)])
def test_a_day_begins_at_midnight_in_brussels(moment: str, day: int):
    assert quiet.day_of_iso(moment).day == quiet.day_of(datetime.datetime.fromisoformat(moment).timestamp()).day == day

@pytest.mark.parametrize(("moment", "sent"), [
    ("2026-11-26 09:00", "2026-11-26 09:00"), ("2026-11-26 20:59", "2026-11-26 20:59"),
    ("2026-11-26 21:00", "2026-11-27 09:00"), ("2026-11-26 23:59", "2026-11-27 09:00"),
    ("2026-11-27 00:00", "2026-11-27 09:00"), ("2026-11-27 08:59", "2026-11-27 09:00"),
    ("2026-12-31 22:00", "2027-01-01 09:00"),
    ("2026-03-28 22:00", "2026-03-29 09:00"),       # the night in which the clock goes forward
    ("2026-10-24 22:00", "2026-10-25 09:00"),       # and back
])
def test_what_falls_in_the_quiet_hours_waits_until_the_morning(moment: str, sent: str):
    assert local(quiet.allowed(at(moment), NIGHT)) == sent


def test_what_may_go_goes_at_that_very_moment():
    assert quiet.allowed(at("2026-11-26 14:00") + 12.5, NIGHT) == at("2026-11-26 14:00") + 12.5


@pytest.mark.parametrize(("hours", "moment", "sent"), [
    ((13, 15), "2026-11-26 14:30", "2026-11-26 15:00"), ((13, 15), "2026-11-26 15:00", "2026-11-26 15:00"),
    ((0, 0), "2026-11-26 03:00", "2026-11-26 03:00"), ((0, 8), "2026-11-26 03:00", "2026-11-26 08:00")])
def test_other_quiet_hours(hours: tuple[int, int], moment: str, sent: str):
    assert local(quiet.allowed(at(moment), hours)) == sent


@pytest.mark.parametrize(("hours", "sent"), [(NIGHT, "2026-11-26 10:00"), ((8, 12), "2026-11-26 12:00"),
                                             ((0, 0), "2026-11-26 10:00")])
def test_a_message_for_a_day_comes_in_the_morning_of_that_day(hours: tuple[int, int], sent: str):
    assert local(quiet.on(datetime.date(2026, 11, 26), hours)) == sent


def test_a_day_is_a_day_in_brussels():
    assert quiet.day_of(at("2026-11-26 00:30")) == datetime.date(2026, 11, 26)


# --- what is sent (CheckIns, on a real database, with a clock of its own) ------------------------------------------------

class Planned:
    """A database with clients, and a clock that is set by hand."""

    def __init__(self, folder) -> None:
        self.settings = settings.load({"PERSPECTIEF_DATA": str(folder)}, dotenv=folder / "none")
        self.now = at("2026-11-26 14:00")
        self.engine = database.of(self.settings)
        self.stores = telegram.build(self.engine)
        self.record = Record(self.engine)
        talks = SimpleNamespace(services=services.build(self.settings, self.engine), state=self._state)
        self.script = talks.services.script("nl")
        self.check_ins = CheckIns(talks, self.stores, self.settings, now=lambda: self.now)

    async def _state(self, conversation: str) -> None:
        return None

    def client(self, goal: str = "", **given) -> Kept:
        client = self.stores.clients.add(len(self.stores.follow_ups.of("")) + int(time.monotonic_ns()), **given)
        if goal:
            self.record.file(client.conversation, phase="goal", step="goal.want", text=goal)
        return client

    def plan(self, client: Kept, kind: str = CHECK_IN, moment: float | None = None) -> None:
        with self.engine.begin() as connection:
            self.stores.follow_ups.plan(connection, client.conversation, kind, self.now if moment is None else moment)

    def pass_time(self, until: float) -> list[dict]:
        """Let it become that moment; what was sent then."""
        self.now = until
        asyncio.run(self.check_ins.send_due())
        return self.sent()

    def sent(self) -> list[dict]:
        """What waits to be sent, and is taken away by this."""
        sent = []
        while found := self.stores.outbox.next():
            self.stores.outbox.done(found)
            sent.append(found.body)
        return sent

    def due(self, client: Kept) -> dict[str, float]:
        return {one.kind: one.due_at for one in self.stores.follow_ups.of(client.conversation)}


@pytest.fixture
def planned(tmp_path):
    planned = Planned(tmp_path)
    yield planned
    planned.engine.dispose()


def test_nothing_is_sent_to_who_did_not_ask_for_it(planned: Planned):
    planned.client("Leren lassen")
    assert planned.pass_time(planned.now + 400 * DAY) == []


def test_a_message_comes_when_it_is_due_and_not_before(planned: Planned):
    client = planned.client()
    planned.plan(client, moment=planned.now + HOUR)
    assert planned.pass_time(planned.now + HOUR - 1) == []
    message, = planned.pass_time(planned.now + 1)
    assert message["chat_id"] == client.chat_id and message["text"] == planned.script.label("tg_check_in_plain")


def test_it_speaks_of_the_goal_in_the_clients_words_and_is_over_in_one_tap(planned: Planned):
    planned.plan(planned.client("Leren {lassen} <b>"))
    message, = planned.pass_time(planned.now)
    assert message["text"] == planned.script.label("tg_check_in").replace("{goal}", "Leren {lassen} <b>")
    assert [row[0]["data"] for row in message["rows"]] == ["report_progress", "report_setback", "tg:goal:show", "tg:remind:off"]


def test_on_the_goals_date_it_says_so(planned: Planned):
    planned.plan(planned.client("Leren lassen"), GOAL_DATE)
    message, = planned.pass_time(planned.now)
    assert message["text"] == planned.script.label("tg_goal_date_message").replace("{goal}", "Leren lassen")


def test_in_the_quiet_hours_it_waits_until_the_morning(planned: Planned):
    client = planned.client()
    planned.plan(client, moment=at("2026-11-26 22:30"))
    assert planned.pass_time(at("2026-11-26 22:30")) == []
    assert local(planned.due(client)[CHECK_IN]) == "2026-11-27 09:00"
    assert planned.pass_time(at("2026-11-27 08:59")) == []
    assert len(planned.pass_time(at("2026-11-27 09:00"))) == 1


def test_what_fell_due_while_the_server_was_down_is_one_message(planned: Planned):
    client = planned.client("Leren lassen")
    planned.plan(client, CHECK_IN, at("2026-11-20 10:00"))
    planned.plan(client, GOAL_DATE, at("2026-11-22 10:00"))
    assert len(planned.pass_time(at("2026-11-26 14:00"))) == 1
    assert planned.pass_time(at("2026-11-26 15:00")) == []


def test_the_server_was_down_for_a_month_and_nobody_gets_a_flood(planned: Planned):
    clients = [planned.client() for _ in range(20)]
    for number, client in enumerate(clients):
        planned.plan(client, moment=at("2026-10-26 10:00") + number * DAY)
    chats = [message["chat_id"] for message in planned.pass_time(at("2026-11-26 14:00"))]
    assert sorted(chats) == sorted(client.chat_id for client in clients)


def test_after_two_without_an_answer_there_is_silence(planned: Planned):
    client = planned.client()
    planned.plan(client)
    first, = planned.pass_time(planned.now)
    assert planned.pass_time(planned.now + WEEK - 1) == []
    last, = planned.pass_time(planned.now + 1)
    silent = planned.script.label("tg_check_in_last")
    assert silent in last["text"] and silent not in first["text"]
    assert planned.pass_time(planned.now + 400 * DAY) == [] and planned.due(client) == {}


def test_who_has_two_unanswered_gets_no_third_on_the_goals_date_either(planned: Planned):
    client = planned.client("Leren lassen")
    planned.plan(client)
    planned.plan(client, GOAL_DATE, planned.now + 30 * DAY)
    assert len(planned.pass_time(planned.now)) + len(planned.pass_time(planned.now + WEEK)) == 2
    assert planned.pass_time(planned.now + 40 * DAY) == []


def test_who_blocked_the_bot_is_left_alone(planned: Planned):
    client = planned.client()
    planned.plan(client)
    with planned.engine.begin() as connection:
        planned.stores.clients.keep(connection, Kept(**{**vars(client), "blocked": True}))
    assert planned.pass_time(planned.now) == [] and planned.due(client) == {}


def test_what_is_planned_for_a_conversation_that_is_gone_is_dropped(planned: Planned):
    client = planned.client()
    planned.plan(client)
    with planned.engine.begin() as connection:
        planned.stores.clients.forget(connection, client.chat)
    assert planned.pass_time(planned.now) == [] and planned.due(client) == {}


def test_of_many_workers_one_sends_it(planned: Planned):
    clients = [planned.client() for _ in range(8)]
    for client in clients:
        planned.plan(client)
    workers = [CheckIns(planned.check_ins._engine, planned.stores, planned.settings, now=lambda: planned.now) for _ in range(4)]
    with ThreadPoolExecutor(len(workers)) as pool:
        counts = list(pool.map(lambda worker: asyncio.run(worker.send_due()), workers))
    assert sum(counts) == len(clients) == len(planned.sent())


def test_a_worker_that_died_with_it_in_hand_leaves_it_to_the_next(planned: Planned):
    client = planned.client()
    planned.plan(client)
    assert planned.stores.follow_ups.claim(planned.now), "claimed, and never sent"
    assert planned.pass_time(planned.now + 60) == []
    assert len(planned.pass_time(planned.now + HOUR)) == 1


def test_what_is_planned_and_when_is_all_that_stands_readable(planned: Planned):
    planned.plan(planned.client("Leren lassen"))
    with planned.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM follow_ups").mappings().one()
    assert set(row) == {"conversation", "kind", "due_at", "claimed_at"} and "lassen" not in json.dumps(dict(row))
