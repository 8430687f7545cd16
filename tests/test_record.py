"""The record: what it keeps of an answer, what it replaces, and what it loses for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot import retention, settings
from bot.store import database
from bot.store.record import Record

WORDS = "Mijn zus in Kortrijk opbellen"


class Clock:
    """A minute later each time, so that the order is known."""

    def __init__(self) -> None:
        self.minutes = 0

    def __call__(self) -> str:
        self.minutes += 1
        return f"2026-01-01T{self.minutes // 60:02}:{self.minutes % 60:02}:00+00:00"


@pytest.fixture
def opened(tmp_path):
    opened = database.connect(f"sqlite:///{tmp_path / 'record.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def record(opened):
    return Record(opened, Clock())


def file(record: Record, text: str, step: str = "motives.dream", **more) -> None:
    record.file(more.pop("conversation", "k1"), phase="motives", step=step, text=text, **more)


def texts(record: Record, *where) -> list[str]:
    return [entry.text for entry in record.entries("k1", *where)]


def rows(opened, table: str = "entries") -> int:
    with opened.connect() as connection:
        return connection.execute(sa.text(f"SELECT COUNT(*) FROM {table}")).scalar()


def test_an_answer_comes_back_whole(record):
    file(record, WORDS, code="tell_dream", item="return")
    entry = record.entries("k1")[0]
    assert (entry.phase, entry.step, entry.item, entry.code, entry.text, entry.round) == (
        "motives", "motives.dream", "return", "tell_dream", WORDS, 1)


def test_answers_stand_in_the_order_of_telling(record):
    for text, step in (("een", "motives.lost"), ("twee", "motives.dream"), ("drie", "goal.want")):
        file(record, text, step)
    assert texts(record) == ["een", "twee", "drie"]


def test_the_same_answer_again_changes_nothing(record, opened):
    file(record, WORDS)
    before = record.entries("k1"), record.conversations()
    file(record, WORDS)
    assert (record.entries("k1"), record.conversations()) == before
    assert rows(opened) == 1


def test_another_answer_replaces_and_the_earlier_one_stays_marked(record, opened):
    file(record, "eerst")
    file(record, "daarna")
    assert texts(record) == ["daarna"]
    with opened.connect() as connection:
        marked = connection.execute(sa.text("SELECT body FROM entries WHERE replaced_at IS NOT NULL")).scalars().all()
    assert ["eerst" in database.sealer(opened).open(body, "entries.body") for body in marked] == [True]


def test_the_same_words_with_another_meaning_replace(record):
    file(record, WORDS, code="tell_dream")
    file(record, WORDS, code="procedure")
    assert [entry.code for entry in record.entries("k1")] == ["procedure"]


def test_items_and_conversations_do_not_replace_each_other(record):
    file(record, "hier blijven", item="legal_stay")
    file(record, "terug", item="return")
    file(record, "van een ander", conversation="k2", item="return")
    assert texts(record) == ["hier blijven", "terug"]


def test_a_new_round_keeps_the_earlier_answers(record):
    file(record, "vorige keer")
    assert record.begin_round("k1", "client") == 2
    file(record, "deze keer")
    assert (texts(record, 1), texts(record, 2), texts(record)) == (
        ["vorige keer"], ["deze keer"], ["vorige keer", "deze keer"])


def test_an_unused_round_is_used_not_passed_over(record):
    assert [record.begin_round("k1", "client") for _ in range(3)] == [1, 1, 1]
    file(record, WORDS)
    assert [record.begin_round("k1", "client") for _ in range(3)] == [2, 2, 2]


def test_an_unknown_conversation_is_in_its_first_round_and_empty(record):
    assert (record.round("k9"), record.entries("k9"), record.exists("k9")) == (1, [], False)


def test_edit_changes_the_words_alone(record):
    file(record, "tiepfout", code="tell_dream")
    entry = record.entries("k1")[0]
    assert record.edit("k1", entry.id, WORDS)
    assert record.entries("k1") == [replace(entry, text=WORDS)]


def test_edit_and_strike_reach_no_other_conversation(record):
    file(record, WORDS)
    identifier = record.entries("k1")[0].id
    assert not record.edit("k2", identifier, "anders")
    assert not record.strike("k2", identifier)
    assert not record.edit("k1", "onbekend", "anders")
    assert not record.strike("k1", "onbekend")
    assert texts(record) == [WORDS]


def test_strike_removes_the_answer_with_its_earlier_versions(record, opened):
    file(record, "eerst")
    file(record, "daarna")
    file(record, "iets anders", "motives.lost")
    assert record.strike("k1", record.entries("k1")[0].id)
    assert texts(record) == ["iets anders"]
    assert rows(opened) == 1


def test_strike_leaves_other_items_and_rounds(record):
    file(record, "terug", item="return")
    file(record, "blijven", item="legal_stay")
    record.begin_round("k1", "client")
    file(record, "later terug", item="return")
    assert record.strike("k1", record.entries("k1", 1)[0].id)
    assert texts(record) == ["blijven", "later terug"]


def test_conversations_latest_first(record):
    file(record, WORDS, conversation="k1")
    file(record, WORDS, conversation="k2", audience="counsellor")
    file(record, "nog iets", conversation="k1")
    found = [(name, audience) for name, audience, _ in record.conversations()]
    assert found == [("k1", "client"), ("k2", "counsellor")]


def test_silent_since_counts_from_the_last_answer(record):
    file(record, WORDS, conversation="k1")
    file(record, WORDS, conversation="k2")
    middle = record._now()
    file(record, "weer iets", conversation="k1")
    assert record.silent_since(middle) == ["k2"]


def test_forget_leaves_no_row_and_spares_others(record, opened):
    file(record, "eerst")
    file(record, "daarna")
    file(record, WORDS, conversation="k2")
    record.forget("k1")
    assert not record.exists("k1")
    assert (rows(opened), rows(opened, "conversations")) == (1, 1)


def test_after_forgetting_the_words_stand_in_no_file(tmp_path):
    chosen = settings.load({"PERSPECTIEF_DATA": str(tmp_path / "data")}, dotenv=tmp_path / "none")
    opened = database.of(chosen)
    record = Record(opened)
    secret = "geheimwoord" * 700                       # longer than a page, and words that were replaced
    file(record, "eersteversie")
    file(record, secret)
    with opened.connect() as connection:
        sealed = connection.execute(sa.text("SELECT body FROM entries")).scalars().all()

    def on_disk() -> bytes:
        return b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())

    pieces = [body[100:140].encode() for body in sealed]
    assert len(pieces) == 2 and all(piece in on_disk() for piece in pieces)
    assert b"geheimwoord" not in on_disk() and b"eersteversie" not in on_disk()
    retention.forget(chosen, "k1")                      # while the other connection stays open, as under `run`
    assert not any(piece in on_disk() for piece in pieces) and b"k1" not in on_disk()
    opened.dispose()


def test_two_threads_filing_at_once_lose_nothing(record, opened):
    def talk(name: str) -> None:
        for number in range(15):
            file(record, f"{name} {number}", f"motives.{name}", item=str(number))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(talk, ("lost", "dream")))
    assert len(record.entries("k1")) == 30
    assert rows(opened, "conversations") == 1


def test_threads_answering_the_same_question_leave_one_answer(record):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: file(record, f"antwoord {number}"), range(20)))
    assert len(record.entries("k1")) == 1


@hypothesis_settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=300))
def test_any_words_come_back_as_they_were(record, text):
    file(record, text, conversation="any")
    assert record.entries("any")[-1].text == text
