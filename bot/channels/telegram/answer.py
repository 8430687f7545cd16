"""What a message, a button or a command leads to: this channel's own topics, or a turn of the conversation."""

from __future__ import annotations

from bot.channels.telegram import goals, messages, privacy, reminders, welcome
from bot.channels.telegram.visit import OWN, Visit
from bot.choices import COMMANDS
from bot.discretion import traces
from bot.errors import RequestError
from bot.nlu.lexicon import plain
from bot.store.follow_ups import CHECK_IN, KINDS
from bot.turns import Turn

ASKS_WHEN = ("check_in_day", "edit:date")
HEARD_IN_MORE_WORDS = ("talk_to_human", "forget_me")
LONGEST_COMMAND = 33


async def answer(visit: Visit) -> None:
    """Fill a visit with all that its message leads to."""
    kind = visit.body["kind"]
    if kind == "group":
        visit.say("tg_group")
        visit.out.append({"method": "leave", "chat_id": visit.chat_id})
    elif kind in ("blocked", "unblocked"):
        _reachable(visit, kind == "unblocked")
    elif visit.client is None:
        await welcome.first(visit)
    else:
        _heard_of(visit)
        await {"press": _press, "edit": _edit, "other": _other}.get(kind, _text)(visit)


def _reachable(visit: Visit, reachable: bool) -> None:
    """Blocked: nothing more is sent by itself, and what is kept stays until it is deleted or grows old."""
    if visit.client:
        visit.change(blocked=not reachable)
        visit.cancelled = visit.cancelled if reachable else KINDS


def _heard_of(visit: Visit) -> None:
    """A word of the client: check-ins start counting anew, and the one that would have come by itself does not."""
    if visit.client.blocked or visit.client.unanswered:
        visit.cancelled = (CHECK_IN,) if visit.client.unanswered else ()
        visit.change(blocked=False, unanswered=0)


async def _other(visit: Visit) -> None:
    visit.say("tg_only_text")


async def _press(visit: Visit) -> None:
    data = visit.body["data"]
    topic, _, what = data.removeprefix(OWN).partition(":")
    if data == f"{privacy.SURE}:chat":      # beside the yes of the script: and the messages in this chat
        await _turn(visit, choice=f"{privacy.SURE}:yes", chat_too=True)
    elif not data.startswith(OWN):
        visit.change(wanted="")
        await _turn(visit, choice=data)
    elif topic in TOPICS:
        visit.change(wanted="")
        TOPICS[topic](visit, what)
    elif topic == "yes" and visit.again:        # the yes was kept, and the process ended before the first question
        await welcome.begin(visit, what.partition(":")[2])
    else:
        await _past(visit)


async def _past(visit: Visit) -> None:
    """A button from elsewhere or earlier: said kindly, and the open question returns."""
    visit.say("tg_past_button")
    if visit.state and visit.state.step:
        visit.show((await visit.take(choice="ask_repeat")).replies)


async def _text(visit: Visit) -> None:
    if visit.text.startswith("/"):
        visit.change(wanted="")
        await _command(visit)
    elif visit.engine.lexicon.is_all("stop_all", plain(visit.text)):
        visit.change(wanted="")
        await _stop(visit)
    elif visit.client.wanted and await _is_wanted(visit):
        topic, _, what = visit.client.wanted.partition(":")
        reminders.day(visit) if topic == "check_in_day" else goals.edited(visit, what)
    else:
        visit.change(wanted="")
        await _turn(visit, text=visit.text)


async def _is_wanted(visit: Visit) -> bool:
    """Whether a text answers what this channel asked: not where it hints at danger, or is nothing but another wish.

    "Call my counsellor" is a step; "stop" and "I want to talk to a person" are wishes.
    """
    read = await visit.engine.reading(visit.text, "when" if visit.client.wanted in ASKS_WHEN else "open")
    words_left = 1 if read["intent"] in HEARD_IN_MORE_WORDS else 0
    return not read["safety"] and not visit.engine.lexicon.covers("stop", plain(visit.text), words_left)


async def _command(visit: Visit) -> None:
    command = visit.text.split()[0].partition("@")[0].casefold()
    code = welcome.invitation(visit.text)
    if code:
        await welcome.join(visit, code)
    elif command == "/mydata":
        privacy.my_data(visit)
    elif command == "/reminders":
        reminders.menu(visit)
    elif command == "/stop":
        await _stop(visit)
    elif command in COMMANDS:
        await _turn(visit, text=command)
    elif len(command) <= LONGEST_COMMAND and command[1:].replace("_", "").isalnum():
        visit.say("tg_unknown_command")
    else:
        await _turn(visit, text=visit.text)


async def _stop(visit: Visit) -> None:
    """A pause, and nothing more is sent by itself."""
    visit.show((await visit.take(text="/stop")).replies)
    reminders.stop(visit, "tg_stopped")


async def _turn(visit: Visit, chat_too: bool = False, **what: str) -> None:
    """A turn of the conversation, and what this channel adds to it."""
    if visit.again and visit.state is None and not visit.record.exists(visit.conversation):
        privacy.forget(visit, chat_too)      # it was forgotten, and the process ended before that was said
        return
    try:
        turn = await visit.take(**what)
    except RequestError:
        await _past(visit)
        return
    if turn.state.forgotten:
        privacy.forget(visit, chat_too)
        return
    visit.show(turn.replies)
    _add(visit, turn, ended_now=turn.state.ended and (visit.again or not (visit.state and visit.state.ended)))
    if not visit.client.keep_all and turn.state.phase != "options":
        found = traces(visit.standing)
        if found:
            await visit.engine.leave_no_trace(visit.conversation, found)


def _add(visit: Visit, turn: Turn, ended_now: bool) -> None:
    """What belongs to this channel alone: after safety, nothing."""
    if turn.state.safety:
        return
    if turn.state.step == privacy.SURE and visit.out:
        asked = visit.out[-1]
        asked["rows"].insert(1, [messages.button(f"{privacy.SURE}:chat", visit.words("tg_forget_chat_button"))])
        asked["text"] += f"\n\n{visit.words('tg_forget_chat_explained')}"
    elif turn.state.meant == "ask_privacy":
        privacy.menu(visit)
    elif turn.state.meant == "ask_reminder":
        visit.out = []
        reminders.menu(visit)
    elif turn.state.meant == "ask_goal" and visit.goal():
        goals.menu(visit)
    elif turn.state.meant == "talk_to_human" and visit.client.contact:
        visit.out = messages.text(visit.chat_id, visit.words("tg_human_contact", contact=visit.client.contact)) + visit.out
    elif ended_now and visit.goal():
        visit.show_picture()
        reminders.offer(visit)


async def _edit(visit: Visit) -> None:
    """A message that was changed: the answer is corrected, not given twice. A hint of danger in it is heard as any other."""
    entries = visit.stores.inbox.entries_of(visit.chat, visit.body["message_id"])
    if visit.engine.urgent(visit.text) or (await visit.engine.reading(visit.text, "open"))["safety"]:
        await _turn(visit, text=visit.text)
    elif any([visit.record.edit(visit.conversation, entry, visit.text) for entry in entries]):
        visit.say("tg_edited")
    else:
        visit.say("tg_edited_unclear")


TOPICS = {
    "remind": reminders.press, "goal": goals.press, "step": goals.press_step, "share": privacy.share,
    "mydata": lambda visit, what: privacy.my_data(visit),
    "privacy": lambda visit, what: privacy.keep_return(visit, what == "keep"),
}
