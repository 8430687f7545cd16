"""Days and hours in Brussels: when a message that the client asked for may be sent, and on which day something was said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
AT = 10         # the hour at which a message for a day is sent, where that is not a quiet one


def allowed(moment: float, quiet: tuple[int, int]) -> float:
    """The first moment (Unix time) from this one on that lies outside the quiet hours (begin, end)."""
    begin, end = quiet
    local = datetime.fromtimestamp(moment, ZONE)
    if not _within(local.hour, begin, end):
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= end else 0)
    return datetime.combine(day, time(end), ZONE).timestamp()


def on(day: date, quiet: tuple[int, int]) -> float:
    """The moment on a day at which a message is sent."""
    return allowed(datetime.combine(day, time(AT), ZONE).timestamp(), quiet)


def day_of(moment: float) -> date:
    """The day in Brussels of a Unix time."""
    return datetime.fromtimestamp(moment, ZONE).date()


def today() -> date:
    """The day in Brussels now, wherever this machine thinks it is."""
    return datetime.now(ZONE).date()


def day_of_iso(moment: str) -> date:
    """The day in Brussels of an ISO time with its zone, as the record keeps it."""
    return datetime.fromisoformat(moment).astimezone(ZONE).date()


def _within(hour: int, begin: int, end: int) -> bool:
    return begin <= hour < end if begin <= end else hour >= begin or hour < end
