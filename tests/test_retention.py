"""What goes after its time: raw events by days, records by months of silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import retention, settings
from bot.store import database
from bot.store.record import Record
from bot.store.tracker_store import ShortTrackerStore

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def chosen(tmp_path):
    return settings.load({"PERSPECTIEF_DATA": str(tmp_path), "PERSPECTIEF_RETENTION_DAYS": "30",
                          "PERSPECTIEF_RECORD_MONTHS": "12"}, dotenv=tmp_path / "none")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def spoke(chosen, conversation: str, *moments: datetime) -> None:
    """A session at each of these moments, and an answer at the last of them."""
    engine = database.connect(chosen.database_url)
    store = ShortTrackerStore(engine, Domain.empty())
    tracker = DialogueStateTracker(conversation, [])
    for moment in moments:
        at = moment.timestamp()
        tracker.events.extend([ActionExecuted("action_session_start", timestamp=at), SessionStarted(timestamp=at),
                               UserUttered(f"op {moment:%d-%m-%Y}", timestamp=at)])
    asyncio.run(store.save(tracker))
    Record(engine, now=moments[-1].isoformat).file(conversation, phase="motives", step="motives.dream", text="een tuin")


def events(chosen) -> list[str]:
    with database.connect(chosen.database_url).connect() as connection:
        return connection.execute(sa.text("SELECT sender_id FROM events ORDER BY id")).scalars().all()


def remembered(chosen) -> set[str]:
    return {name for name, *_ in Record(database.connect(chosen.database_url)).conversations()}


def test_the_words_of_a_silent_conversation_go_after_their_days_and_the_record_stays(chosen):
    spoke(chosen, "silent", ago(days=40), ago(days=31))
    spoke(chosen, "recent", ago(days=40), ago(days=29))
    assert retention.purge(chosen, NOW) == (2, 0)
    assert events(chosen) == ["silent"] * 4 + ["recent"] * 6
    assert remembered(chosen) == {"silent", "recent"}


def test_a_record_goes_after_its_months_of_silence_with_all_its_events(chosen):
    spoke(chosen, "silent", ago(days=370))
    spoke(chosen, "quiet", ago(days=360))
    assert retention.purge(chosen, NOW)[1] == 1
    assert remembered(chosen) == {"quiet"}
    assert set(events(chosen)) == {"quiet"}


def test_the_months_are_those_of_the_settings(chosen):
    spoke(chosen, "k1", ago(days=40))
    short = replace(chosen, record_months=1)
    assert retention.purge(short, NOW)[1] == 1
    assert remembered(chosen) == set()


def test_purging_twice_deletes_nothing_more(chosen):
    spoke(chosen, "k1", ago(days=40), ago(days=5))
    spoke(chosen, "silent", ago(days=400))
    retention.purge(chosen, NOW)
    assert retention.purge(chosen, NOW) == (0, 0)


def test_forgetting_one_conversation_leaves_the_others(chosen):
    spoke(chosen, "k1", ago(days=1))
    spoke(chosen, "k2", ago(days=1))
    retention.forget(chosen, "k1")
    assert (remembered(chosen), set(events(chosen))) == ({"k2"}, {"k2"})


def test_forgetting_someone_unknown_is_no_fault(chosen):
    spoke(chosen, "k1", ago(days=1))
    retention.forget(chosen, "nobody")
    assert remembered(chosen) == {"k1"}
