"""Check-ins between talks: only with the client's yes, on a day of their choice, and over in one tap (S94)."""

from __future__ import annotations

import datetime

from babel.dates import format_date

from bot import dates, quiet
from bot.channels.telegram.visit import Visit
from bot.store.follow_ups import CHECK_IN, GOAL_DATE, KINDS

DAYS = (1, 3, 7, 14, 30)
MOST_DAYS = 400         # further off, a day is a slip


def menu(visit: Visit) -> None:
    """What is planned, and days to choose from."""
    begin, end = visit.settings.quiet_hours
    lines = [visit.words("tg_remind_menu", begin=begin, end=end), planned(visit)]
    rows = [[visit.button(f"remind:{days}", f"tg_do_remind_{days}")] for days in DAYS]
    rows.append([visit.button("remind:other", "tg_do_remind_other")])
    if _goal_day(visit):
        rows.append([visit.button("remind:goal", "tg_do_remind_goal")])
    rows.append([visit.button("remind:off", "tg_do_remind_off")])
    visit.write("\n\n".join(lines), rows)


def offer(visit: Visit) -> None:
    """After a talk with a goal, where nothing is planned yet."""
    if not visit.stores.follow_ups.of(visit.conversation):
        visit.say("tg_remind_offer", [[visit.button("remind", "tg_command_reminders")]])


def planned(visit: Visit) -> str:
    """What is planned, in words."""
    keys = {CHECK_IN: "tg_remind_planned", GOAL_DATE: "tg_remind_goal_planned"}
    lines = [visit.words(keys[one.kind], day=written(quiet.day_of(one.due_at), visit.script.language))
             for one in visit.stores.follow_ups.of(visit.conversation)]
    return "\n".join(lines) or visit.words("tg_remind_none")


def press(visit: Visit, what: str) -> None:
    """A button of the menu."""
    if what == "off":
        stop(visit, "tg_remind_off")
    elif what == "other":
        visit.change(wanted="check_in_day")
        visit.say("tg_remind_ask_day")
    elif what == "goal" and _goal_day(visit):
        day = _goal_day(visit)
        visit.plan(GOAL_DATE, quiet.on(day, visit.settings.quiet_hours))
        _planned_on(visit, "tg_remind_goal_set", day)
    elif what.isdecimal() and int(what) in DAYS:
        _set(visit, quiet.day_of(visit.now()) + datetime.timedelta(days=int(what)))
    else:
        menu(visit)


def day(visit: Visit) -> None:
    """A day that was typed."""
    today = quiet.day_of(visit.now())
    found = dates.find(visit.text, visit.script.language, today)
    visit.change(wanted="")
    if found and today < found <= today + datetime.timedelta(days=MOST_DAYS):
        _set(visit, found)
    else:
        visit.say("tg_remind_date_unclear")
        menu(visit)


def stop(visit: Visit, key: str) -> None:
    """Nothing more is sent by itself."""
    visit.cancelled = KINDS
    visit.say(key)


def _set(visit: Visit, chosen: datetime.date) -> None:
    visit.plan(CHECK_IN, quiet.on(chosen, visit.settings.quiet_hours))
    _planned_on(visit, "tg_remind_set", chosen)


def _planned_on(visit: Visit, key: str, day: datetime.date) -> None:
    visit.say(key, [[visit.button("remind:off", "tg_do_remind_off")]], day=written(day, visit.script.language))


def _goal_day(visit: Visit) -> datetime.date | None:
    """The date of the goal, where it lies ahead."""
    found = visit.goal()
    day = datetime.date.fromisoformat(found.date) if found and found.date else None
    return day if day and day > quiet.day_of(visit.now()) else None


def written(day: datetime.date, language: str) -> str:
    """A day as it is said in a language: "vrijdag 27 november"."""
    return format_date(day, "EEEE d MMMM", locale=language)
