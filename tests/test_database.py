"""Opening the database: a new one, an old one, a newer one, and none."""

from __future__ import annotations

import random
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.store import database
from bot.store.migrations import v01_record
from bot.store.record import Record


def url(path) -> str:
    return f"sqlite:///{path}"


def versions(engine) -> list[int]:
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT version FROM schema_version ORDER BY version")).scalars().all()


def tables(engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_a_new_file_is_made_in_a_folder_for_its_owner_alone(tmp_path):
    database.connect(url(tmp_path / "data" / "new.db"))
    assert (tmp_path / "data" / "new.db").is_file()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_new_database_is_of_the_newest_version(tmp_path):
    engine = database.connect(url(tmp_path / "new.db"))
    assert {"conversations", "entries"} <= tables(engine)
    assert versions(engine) == list(range(1, max(versions(engine)) + 1))


def test_migrations_run_once(tmp_path):
    first = database.connect(url(tmp_path / "a.db"))
    Record(first).file("k1", phase="motives", step="motives.dream", text="een tuin")
    before = versions(first)
    again = database.connect(url(tmp_path / "a.db"))
    assert versions(again) == before
    assert [entry.text for entry in Record(again).entries("k1")] == ["een tuin"]


def test_a_migration_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(v01_record, "STATEMENTS", (*v01_record.STATEMENTS, "CREATE NONSENSE"))
    with pytest.raises(StoreError):
        database.connect(url(tmp_path / "a.db"))
    monkeypatch.undo()
    engine = database.connect(url(tmp_path / "a.db"))
    assert versions(engine)[0] == 1


def test_programs_that_start_together_migrate_once(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        engines = list(pool.map(database.connect, [url(tmp_path / "a.db")] * 6))
    assert len(versions(engines[0])) == len(set(versions(engines[0])))


def test_a_database_of_a_newer_program_is_refused(tmp_path):
    engine = database.connect(url(tmp_path / "a.db"))
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO schema_version VALUES (999)"))
    with pytest.raises(StoreError, match="999"):
        database.connect(url(tmp_path / "a.db"))


def test_a_path_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match=r"file/a\.db"):
        database.connect(url(tmp_path / "file" / "a.db"))


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "text.db").write_text("geen databank " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"text\.db"):
        database.connect(url(tmp_path / "text.db"))


@pytest.mark.parametrize("address", ["nonsense with geheim", "nosuch://user:geheim@host/name"])
def test_an_address_that_is_none_is_refused_without_showing_its_password(address):
    with pytest.raises(StoreError) as caught:
        database.connect(address)
    assert "geheim" not in str(caught.value)


def test_deleted_words_are_overwritten_and_a_killed_program_loses_nothing(tmp_path):
    with database.connect(url(tmp_path / "a.db")).connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("PRAGMA secure_delete")).scalar() == 1


def test_tidy_empties_the_log(tmp_path):
    engine = database.connect(url(tmp_path / "a.db"))
    Record(engine).file("k1", phase="motives", step="motives.dream", text="een tuin")
    log = tmp_path / "a.db-wal"
    assert log.stat().st_size > 0
    database.tidy(engine)
    assert log.stat().st_size == 0


def crowded(engine, seed: int) -> str:
    """Rows of a dozen people come and go, in no order; one of them who is all deleted then."""
    chance = random.Random(seed)
    people = [f"tg-{chance.getrandbits(96):024x}" for _ in range(12)]
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE said (who VARCHAR(200), words TEXT)"))
        connection.execute(sa.text("CREATE INDEX said_by_who ON said (who)"))
    for who in [chance.choice(people) for _ in range(300)]:
        with engine.begin() as connection:
            if chance.random() < 0.06:
                connection.execute(sa.text("DELETE FROM said WHERE who = :who"), {"who": who})
            connection.execute(sa.text("INSERT INTO said VALUES (:who, :words)"), [
                {"who": who, "words": "x" * chance.randint(50, 900)} for _ in range(chance.randint(5, 20))])
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM said WHERE who = :who"), {"who": people[0]})
    return people[0]


@pytest.mark.parametrize("seed", range(6))
def test_scrub_leaves_no_copy_of_what_was_deleted_in_the_gaps_between_rows(tmp_path, seed):
    engine = database.connect(url(tmp_path / "a.db"))
    gone = crowded(engine, seed)
    database.scrub(engine)
    assert not [file.name for file in tmp_path.iterdir() if gone.encode() in file.read_bytes()]
