"""One SQLAlchemy engine for all that is kept, with its key and numbered migrations."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from bot.errors import StoreError
from bot.settings import Settings
from bot.store import migrations, vault
from bot.store.vault import Vault

TRIES, TRY_AGAIN = 50, 0.02     # seconds between them
KEY_NAME = "key"        # of the key file beside an SQLite database


def connect(url: str, key_file: Path | None = None) -> Engine:
    """Open the database and bring it to the newest version.

    Args:
        url: an SQLAlchemy address; a missing SQLite file and its folder are made.
        key_file: of the key that its words are sealed with; made at the first start. None: `key` beside an SQLite file.

    Raises:
        StoreError: it cannot be opened, the key is another one, or a newer program wrote it.
    """
    try:
        address = make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError("PERSPECTIEF_DATABASE_URL is no address of a database") from None   # it may hold a password
    try:
        if address.get_backend_name() == "sqlite":
            if address.database and address.database != ":memory:":
                Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            engine = sa.create_engine(address, poolclass=sa.pool.QueuePool, pool_size=5,
                                      connect_args={"check_same_thread": False, "timeout": 15})
            sa.event.listen(engine, "connect", _tune_sqlite)
        else:
            engine = sa.create_engine(address, pool_pre_ping=True)
        key_file = key_file or Path(address.database or "").parent / KEY_NAME
        there = address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()     # made after its key
        if there and not key_file.exists() and vault.is_locked(engine):
            raise StoreError(f"the key file {key_file} of this database is not there; nothing was changed. "
                             "Put it back (PERSPECTIEF_KEY_FILE)")
        engine.dialect.vault = vault.load(key_file)
        _migrate(engine, engine.dialect.vault, key_file)
    except (sa.exc.SQLAlchemyError, OSError, ImportError) as error:
        reason = str(error).splitlines()[0]     # SQLAlchemy adds a second line, with an address
        raise StoreError(f"the database {address.database!r} cannot be opened: {reason}") from error
    return engine


def of(settings: Settings) -> Engine:
    """The database of these settings, with their key; see `connect`."""
    return connect(settings.database_url, settings.key_file)


def _tune_sqlite(connection, _record) -> None:
    """WAL survives kill -9 and lets readers go on; deleted rows are overwritten, not just unlinked."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        _patiently(lambda pragma=pragma: connection.execute(f"PRAGMA {pragma}"))


def _patiently(act: Callable[[], object]) -> None:
    """Of programs that start together one makes the log, and SQLite turns the others away without waiting."""
    for _ in range(TRIES):
        try:
            act()
            return
        except sqlite3.OperationalError:
            time.sleep(TRY_AGAIN)
    act()


def sealer(engine: Engine) -> Vault:
    """The vault that this database is sealed with."""
    return engine.dialect.vault


def _migrate(engine: Engine, own: Vault, key_file: Path) -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(migrations.__path__))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(sa.text("BEGIN IMMEDIATE"))   # the driver begins none for CREATE: all of it, or nothing
        vault.check(connection, own, key_file)
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"))
        current = connection.execute(sa.text("SELECT MAX(version) FROM schema_version")).scalar() or 0
        if current > len(names):
            raise StoreError(f"the database is of version {current}, this program knows {len(names)}: update the program")
        for number, name in enumerate(names, 1):
            if number <= current:
                continue
            importlib.import_module(f"{migrations.__name__}.{name}").migrate(connection, own)
            connection.execute(sa.text("INSERT INTO schema_version VALUES (:n)"), {"n": number})


def tidy(engine: Engine) -> None:
    """After a deletion: empty SQLite's write-ahead log, which would keep what was deleted for a while."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


def scrub(engine: Engine) -> None:
    """After all of somebody was deleted: write the whole of SQLite's file anew.

    Where its pages fill up SQLite moves rows about, and leaves copies of them in gaps that `secure_delete` does not reach.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM"))
    tidy(engine)
