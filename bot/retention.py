"""As little data as possible: what is deleted, and when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy.engine import Engine

from bot import rehearsal
from bot.discretion import traces
from bot.settings import Settings
from bot.store import database, telegram
from bot.store.clients import PREFIX, Clients
from bot.store.inbox import Inbox
from bot.store.invites import Invites
from bot.store.outbox import Outbox
from bot.store.record import Record
from bot.store.tracker_store import ShortTrackerStore

DAYS_A_MONTH = 30.44
UNFINISHED = timedelta(days=1)      # after so much silence a talk is taken to have stopped
TELEGRAM_KEEPS = timedelta(hours=48)    # as long as a bot may delete a message in a chat, and an update can be repeated


def forget(settings: Settings, conversation: str) -> None:
    """Delete every trace of one conversation, and of the client on Telegram behind it."""
    engine = database.of(settings)
    _forget(engine, conversation)
    database.scrub(engine)


def purge(settings: Settings, now: datetime | None = None) -> tuple[int, int]:
    """Delete raw events past their days and records past their months of silence; how many of each."""
    now = now or datetime.now(timezone.utc)
    engine = database.of(settings)
    record, store = Record(engine), ShortTrackerStore(engine)
    events = store.drop_before((now - timedelta(days=settings.retention_days)).timestamp())
    silent = record.silent_since((now - timedelta(days=settings.record_months * DAYS_A_MONTH)).isoformat())
    day = now - UNFINISHED
    left = {id for id in (*record.silent_since(day.isoformat()), *store.silent_since(day.timestamp()))
            if id.startswith(rehearsal.PREFIX)}     # by a program that broke off
    for conversation in {*silent, *left}:
        _forget(engine, conversation)
    _leave_no_trace(engine, record, store, day)
    kept = (now - TELEGRAM_KEEPS).timestamp()
    Inbox(engine).drop_before(kept)
    Outbox(engine).drop_before(kept)
    Invites(engine).drop_old()
    (database.scrub if events or silent or left else database.tidy)(engine)
    return events, len(silent)


def _forget(engine: Engine, conversation: str) -> None:
    Record(engine).forget(conversation)
    ShortTrackerStore(engine).forget(conversation)
    Invites(engine).forget(conversation)
    Clients(engine).unlink(conversation)
    client = Clients(engine).of(conversation)
    if client:
        with engine.begin() as connection:
            telegram.forget(connection, engine, client)


def _leave_no_trace(engine: Engine, record: Record, store: ShortTrackerStore, before: datetime) -> None:
    """What was said about return in a talk on Telegram that simply stopped goes too, unless the client keeps it (S56)."""
    clients = Clients(engine)
    for conversation in record.silent_since(before.isoformat()):
        client = clients.of(conversation) if conversation.startswith(PREFIX) else None
        if client is None or client.keep_all:
            continue
        found = traces(record.entries(conversation))
        for entry in found:
            record.strike(conversation, entry)
        if found:
            store.forget_words(conversation)
