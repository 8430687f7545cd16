"""Telegram as `perspectief run` serves it: the real process, the stand-in it talks to, and people who write to it."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.bot_api import SENDS, BotApi, Call
from tests.bot_api_people import Message, Put
from tests.processes import DEADLINE, Served, end, wait_until

WORDS = ("ik ging elke dag naar de markt", "in mijn dorp was er een rivier", "een eigen winkel met brood",
         "ik heb de taal geleerd", "mijn ouders zijn ver weg", "ik kan goed koken")      # answers, at any open question
LEAVES_NO_TRACE = "options.pick:return"
OPEN = 6        # so many open questions follow on each other after `BEFORE_OPEN`
BEFORE_OPEN = "help_question.request:"


class Serving:
    """`with Serving(folder) as serving:` the process is up; it may be killed and started again."""

    def __init__(self, folder: Path, api: BotApi, by_webhook: bool = False, **settings: str) -> None:
        self.api = api
        self.data = folder / "data"
        self.served = Served(folder, TELEGRAM_TOKEN=api.TOKEN, TELEGRAM_API_ROOT=api.root, **settings)
        if by_webhook:
            self.served.settings["TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{self.served.port}"

    def __enter__(self) -> Serving:
        self.served.up()
        return self

    def __exit__(self, *_: object) -> None:
        end(self.served.process)

    def begin_again(self) -> None:
        """kill -9, and the start after it."""
        self.served.kill()
        self.served.up()

    def settles(self) -> None:
        """Wait until nothing waits any more: not at Telegram, not in the inbox, not in the outbox."""
        wait_until(lambda: not self.api.queue and self.count("inbox WHERE done = 0") == self.count("outbox") == 0,
                   "nothing waits any more")

    def count(self, rows: str) -> int:
        with closing(sqlite3.connect(f"file:{self.data / 'perspectief.db'}?mode=ro", uri=True, timeout=DEADLINE)) as database:
            return database.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()[0]


class Writer:
    """Somebody who answers whatever is asked. Each text holds a word that nobody else says, and that is never said again."""

    numbers = itertools.count()

    def __init__(self, api: BotApi, **who: str) -> None:
        self.person = api.person(**who)
        self.told: dict[str, Put] = {}      # by that word
        self._times: Counter[str] = Counter()       # buttons that were pressed, by question
        self.open = 0                       # questions to come that are answered in free words
        self._before: dict | None = None    # the last message there was when they wrote

    @property
    def has_answer(self) -> bool:
        """Whether there is something new to answer. A message that came once more is not new."""
        last = self.person.last
        return bool(last and last.button("skip") and shown(last) != self._before)

    @property
    def turns(self) -> int:
        return len(self.told) + self._times.total()

    def goes_on(self, in_turn: Sequence[str] = ("options.pick:",)) -> list[Put]:
        """Press the first own button of the open question, or else tell something. `in_turn`: there, another one each time."""
        last = self.person.last
        self._before = shown(last)
        own = [button.data for row in last.buttons for button in row if ":" in button.data and button.data != LEAVES_NO_TRACE]
        if not own:
            return [self._tells()]
        at = own[0].partition(":")[0]
        chosen = own[self._times[at] % len(own)] if own[0].startswith(tuple(in_turn)) else own[0]
        self._times[at] += 1
        self.open = OPEN if chosen.startswith(BEFORE_OPEN) else 0
        return [self.person.presses(chosen, last)]

    def tells_two(self) -> list[Put]:
        """Two messages without waiting, where two open questions follow on each other."""
        self._before = shown(self.person.last)
        return [self._tells(), self._tells()]

    def _tells(self) -> Put:
        number = next(Writer.numbers)
        word = a_word(number)
        self.told[word] = self.person.says(f"{WORDS[number % len(WORDS)]}, {word}")
        self.open -= 1
        return self.told[word]


def a_word(number: int) -> str:
    """A word of its own for each number; of no language, so that it changes nothing in how a text is read."""
    letters = ""
    for _ in range(5):
        number, vowel = divmod(number, 5)
        number, consonant = divmod(number, 14)
        letters += "bdfgklmnprstvz"[consonant] + "aeiou"[vowel]
    return letters


def shown(message: Message) -> dict:
    """What a message looks like, whenever it came."""
    return {"text": message.text, "caption": message.caption, "buttons": message.buttons}


STAGES: list[tuple[Callable[[Writer], Put], str]] = [
    (lambda one: one.person.says("/start"), "tg:lang:nl"), (lambda one: one.person.presses("tg:lang:nl"), "tg:yes:nl"),
    (lambda one: one.person.presses("tg:yes:nl"), "welcome.moment:sixty"),
    (lambda one: one.person.presses("welcome.moment:sixty"), "skip")]


def begin(api: BotApi, writers: Iterable[Writer], seconds: float = 120) -> None:
    """All of them at once: first contact, the yes, how much time there is, up to the first question."""
    for act, button in STAGES:
        before = {one: act(one).message_id for one in writers}
        sees = partial(_see, before, button)
        api.wait(sees, seconds, what=f"everybody sees {button}")


def _see(before: dict[Writer, int], button: str) -> bool:
    """Whether each has a message with this button that came after another one."""
    return all((last := one.person.last) and last.message_id > number and last.button(button) for one, number in before.items())


def sends(api: BotApi, writer: Writer) -> list[Call]:
    """What reached somebody, in order."""
    with api.changed:
        return [call for call in api.calls if call.delivered and call.method in SENDS
                and call.chat_id == writer.person.chat_id]


def sent_again(api: BotApi, writer: Writer) -> list[tuple[Call, Call]]:
    """What reached somebody twice, one right after the other."""
    reached = sends(api, writer)
    return [(first, second) for first, second in itertools.pairwise(reached) if first.data == second.data]


def kept_wrongly(told: Iterable[str], texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the words that were said: those that no kept text holds, and those that more than one holds."""
    counted = Counter(word for text in texts for word in text.split(", ")[-1:])
    words = list(told)
    return [word for word in words if not counted[word]], [word for word in words if counted[word] > 1]
