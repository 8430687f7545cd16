"""One frozen settings object, read once at the start from the environment and an optional `.env` file."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent


class Secret(str):
    """A string that hides itself when printed."""

    def __repr__(self) -> str:
        return "Secret('**********')"


@dataclass(frozen=True)
class Setting:
    """Name in the environment, attribute, default, how to read it, and one line of help."""

    key: str
    attribute: str
    default: str
    read: Callable[[str], Any]
    help: str


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    return path if path.is_absolute() else ROOT / path


def _file(text: str) -> Path | None:
    return _folder(text) if text else None


def _hours(text: str) -> tuple[int, int]:
    """`21-9`: from nine in the evening until nine in the morning."""
    begin, end = (int(part) for part in text.split("-"))
    if not (0 <= begin <= 23 and 0 <= end <= 23):
        raise ValueError
    return begin, end


def _address(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError
    return text.rstrip("/")


def _webhook_secret(text: str) -> Secret:
    """What Telegram allows: 1 to 256 letters, digits, `_` and `-`."""
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError
    return Secret(text)


def _days(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


SETTINGS = (
    Setting("PERSPECTIEF_HOST", "host", "127.0.0.1", str, "address the page listens on"),
    Setting("PERSPECTIEF_PORT", "port", "8000", _port, "port the page listens on"),
    Setting("PERSPECTIEF_TOKEN", "token", "", Secret, "access to page and API; random and printed when unset"),
    Setting("PERSPECTIEF_DATA", "data", "var", _folder, "folder of the database"),
    Setting("PERSPECTIEF_DATABASE_URL", "database_url", "", Secret, "database; SQLite in the data folder when unset"),
    Setting("PERSPECTIEF_KEY_FILE", "key_file", "", _file, "key of all that is kept; `key` in the data folder when unset"),
    Setting("PERSPECTIEF_LANGUAGE", "language", "nl", str, "language a conversation starts in"),
    Setting("PERSPECTIEF_RETENTION_DAYS", "retention_days", "30", _days, "days the raw conversation is kept"),
    Setting("PERSPECTIEF_RECORD_MONTHS", "record_months", "12", _days, "months of silence after which a record goes"),
    Setting("PERSPECTIEF_QUIET_HOURS", "quiet_hours", "21-9", _hours, "hours without check-ins, Brussels time"),
    Setting("TELEGRAM_TOKEN", "telegram_token", "", Secret, "token of the Telegram bot; no Telegram when unset"),
    Setting("TELEGRAM_API_ROOT", "telegram_api_root", "https://api.telegram.org", _address, "address of the Bot API server"),
    Setting("TELEGRAM_WEBHOOK_URL", "telegram_webhook_url", "", _address,
            "public address of this server for Telegram's updates; they are polled when unset"),
    Setting("TELEGRAM_WEBHOOK_SECRET", "telegram_webhook_secret", "", _webhook_secret,
            "what Telegram shows to prove an update is its own; random when unset"),
)


@dataclass(frozen=True)
class Settings:
    """What a person who runs Perspectief may choose; see `SETTINGS` for names and meaning."""

    host: str
    port: int
    token: Secret = field(repr=False)
    data: Path
    database_url: Secret = field(repr=False)
    key_file: Path
    language: str
    retention_days: int
    record_months: int
    quiet_hours: tuple[int, int]
    telegram_token: Secret = field(repr=False)
    telegram_api_root: str
    telegram_webhook_url: str
    telegram_webhook_secret: Secret = field(repr=False)


def _dotenv(path: Path) -> dict[str, str]:
    """Read `KEY=value` lines; comments and blank lines are passed over."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, separator, value = line.partition("=")
        if not separator:
            raise SettingsError(f"{path.name}:{number}: no '=' in this line")
        values[key.strip()] = value.strip().strip("'\"")
    return values


def load(environ: Mapping[str, str] | None = None, dotenv: Path = ROOT / ".env") -> Settings:
    """Build the settings; the environment wins over `.env`.

    Raises:
        SettingsError: names the key and the value that cannot be used.
    """
    given = {**_dotenv(dotenv), **(os.environ if environ is None else environ)}
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = given.get(setting.key) or setting.default
        try:
            values[setting.attribute] = setting.read(text)
        except ValueError as error:
            raise SettingsError(f"{setting.key}={text!r} cannot be used ({setting.help})") from error
    values["token"] = values["token"] or Secret(secrets.token_urlsafe(18))
    values["key_file"] = values["key_file"] or values["data"] / "key"
    values["telegram_webhook_secret"] = values["telegram_webhook_secret"] or Secret(secrets.token_urlsafe(24))
    values["database_url"] = values["database_url"] or Secret(f"sqlite:///{values['data'] / 'perspectief.db'}")
    return Settings(**values)
