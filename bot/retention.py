"""As little data as possible: what is deleted, and when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.settings import Settings
from bot.store import database
from bot.store.record import Record
from bot.store.tracker_store import ShortTrackerStore

DAYS_A_MONTH = 30.44


def forget(settings: Settings, conversation: str) -> None:
    """Delete every trace of one conversation."""
    engine = database.of(settings)
    Record(engine).forget(conversation)
    ShortTrackerStore(engine).forget(conversation)
    database.tidy(engine)


def purge(settings: Settings, now: datetime | None = None) -> tuple[int, int]:
    """Delete raw events past their days and records past their months of silence; how many of each."""
    now = now or datetime.now(timezone.utc)
    engine = database.of(settings)
    record, store = Record(engine), ShortTrackerStore(engine)
    events = store.drop_before((now - timedelta(days=settings.retention_days)).timestamp())
    silent = record.silent_since((now - timedelta(days=settings.record_months * DAYS_A_MONTH)).isoformat())
    for conversation in silent:
        record.forget(conversation)
        store.forget(conversation)
    database.tidy(engine)
    return events, len(silent)
