"""Encryption at rest: one key in a file of its owner alone; words go into the database sealed, look-ups by tags."""

from __future__ import annotations

import base64
import hmac
import os
import stat
import tempfile
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StoreError

KEY_BYTES = 32
NONCE_BYTES = 12        # as NIST SP 800-38D recommends for GCM; random, so one key serves 2^32 texts
CHECK = "perspectief"


class Vault:
    """Seals and opens texts, and makes tags.

    Args:
        key: 32 random bytes; what seals and what tags is derived from it.
    """

    def __init__(self, key: bytes) -> None:
        self._seal = AESGCM(_derived(key, b"seal"))
        self._tag = _derived(key, b"tag")

    def seal(self, text: str, about: str) -> str:
        """The text encrypted (AES-256-GCM), as base64. `about` names what it is; it opens only as that."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._seal.encrypt(nonce, text.encode("utf-8"), about.encode())).decode("ascii")

    def open(self, sealed: str, about: str) -> str:
        """What was sealed.

        Raises:
            StoreError: another key sealed it, it was changed, or it is something else than `about`.
        """
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._seal.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode("utf-8")
        except (InvalidTag, ValueError) as error:
            raise StoreError(f"{about} in the database cannot be opened with this key") from error

    def tag(self, *parts: object) -> str:
        """A fixed stand-in for an id, by which it can be looked up and not be read (HMAC-SHA256, 128 bits)."""
        return hmac.new(self._tag, "\x1f".join(map(str, parts)).encode("utf-8"), "sha256").hexdigest()[:32]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"perspectief " + purpose).derive(key)


def load(path: Path) -> Vault:
    """The vault of a key file. At the first start it is made, readable by its owner alone.

    Raises:
        StoreError: others can read the file, it is no key, or it cannot be made.
    """
    try:
        if not path.exists():
            _make(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StoreError(f"the key file {path} can be read by others: chmod 600 {path}")
        key = base64.b64decode(path.read_bytes(), validate=True)
    except (OSError, ValueError) as error:
        raise StoreError(f"the key file {path} cannot be used: {type(error).__name__}") from error
    if len(key) != KEY_BYTES:
        raise StoreError(f"the key file {path} holds no key of {KEY_BYTES} bytes")
    return Vault(key)


def _make(path: Path) -> None:
    """A new key, whole or not at all; of two that start together, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)     # 0600 from the start
    draft = Path(name)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


class Sealed(sa.types.TypeDecorator):
    """A column of texts that stand encrypted in the database. `about` names the column."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, about: str) -> None:
        super().__init__()
        self.about = about

    def process_bind_param(self, value: str | None, dialect: sa.engine.Dialect) -> str | None:
        return None if value is None else dialect.vault.seal(value, self.about)

    def process_result_value(self, value: str | None, dialect: sa.engine.Dialect) -> str | None:
        return None if value is None else dialect.vault.open(value, self.about)


class Unwritten(sa.types.TypeDecorator):
    """A column that stays empty, whatever is given."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.engine.Dialect) -> None:
        return None


def is_locked(engine: sa.engine.Engine) -> bool:
    """Whether a database was sealed with some key."""
    with engine.connect() as connection:
        return sa.inspect(connection).has_table("key_check") and bool(
            connection.execute(sa.text("SELECT COUNT(*) FROM key_check")).scalar())


def check(connection: sa.engine.Connection, vault: Vault, key_file: Path) -> None:
    """Refuse a key that is not the one of this database, before anything is written.

    Raises:
        StoreError: the key is another one.
    """
    connection.execute(sa.text("CREATE TABLE IF NOT EXISTS key_check (sealed TEXT NOT NULL)"))
    sealed = connection.execute(sa.text("SELECT sealed FROM key_check")).scalar()
    if sealed is None:
        connection.execute(sa.text("INSERT INTO key_check VALUES (:sealed)"), {"sealed": vault.seal(CHECK, "key_check")})
        return
    try:
        vault.open(sealed, "key_check")
    except StoreError as error:
        raise StoreError(f"the key file {key_file} is not the key of this database; nothing was changed. "
                         "Put the right key file back (PERSPECTIEF_KEY_FILE)") from error
