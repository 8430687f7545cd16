"""A talk on Telegram as a test drives it: the channel on the real engine, over the stand-in, and clients at their phones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import services
from bot import settings as settings_module
from bot.channels.telegram.check_ins import CheckIns
from bot.channels.telegram.service import Telegram
from bot.engine import Engine
from bot.services import Services
from bot.settings import Secret, Settings
from bot.store import telegram
from bot.store.clients import Client as Kept
from bot.turns import State
from tests.bot_api import BotApi
from tests.bot_api_people import Message, Put
from tests.processes import Served, end, wait_until


class Chats:
    """What the channel keeps, as a test sees it from outside, and the people who write to it."""

    def __init__(self, api: BotApi, settings: Settings, shared: Services) -> None:
        self.api, self.settings, self.services = api, settings, shared
        self.record = shared.record
        self.stores = telegram.build(self.record.engine)

    def somebody(self, language: str | None = "nl", name: str = "Noor") -> Client:
        """Somebody who never wrote here."""
        return Client(self, language, name)

    def one(self, query: str, *values: object) -> Any:
        """The first value that a query gives."""
        with self.stores.engine.connect() as connection:
            return connection.exec_driver_sql(query, values).scalar()

    def has_answered(self, update_id: int, chat: str) -> bool:
        """Whether an update was handled, and all that goes to its chat was sent."""
        done = self.one("SELECT done FROM inbox WHERE update_id = ?", update_id)
        return bool(done) and not self.one("SELECT 1 FROM outbox WHERE chat = ?", chat)


class Channel(Chats):
    """The channel as `perspectief run` serves it, but in a thread: `with Channel(engine, settings, api) as channel:`."""

    def __init__(self, engine: Engine, settings: Settings, api: BotApi) -> None:
        chosen = replace(settings, telegram_token=Secret(api.TOKEN), telegram_api_root=api.root)
        super().__init__(api, chosen, engine.services)
        self.engine = engine
        self.telegram = Telegram(engine, chosen, say=lambda line: None)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Channel:
        self._thread.start()
        self._served = asyncio.run_coroutine_threadsafe(self.telegram.run(), self._loop)
        wait_until(lambda: self.telegram.username or self._served.done(), "the channel is there")
        return self

    def __exit__(self, *_: object) -> None:
        self._served.cancel()
        wait_until(self._served.done, "the channel has ended")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def runs(self, work: Coroutine) -> Any:
        """What comes of something that belongs into the loop of the channel."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def check_in(self, moment: float) -> int:
        """Send what is due at a moment (a Unix time), as if that were now; how many messages."""
        sent = self.runs(CheckIns(self.engine, self.stores, self.settings, now=lambda: moment).send_due())
        self._loop.call_soon_threadsafe(self.telegram._sender.wake)
        return sent


class ServedChannel(Chats):
    """The channel as a process of its own, with its page and API: `with ServedChannel(folder, api) as channel:`."""

    def __init__(self, folder: Path, api: BotApi, **more: str) -> None:
        self.served = Served(folder, TELEGRAM_TOKEN=api.TOKEN, TELEGRAM_API_ROOT=api.root, **more)
        self.data = folder / "data"
        self._given = api, settings_module.load(self.served.settings, dotenv=folder / "none")

    def __enter__(self) -> ServedChannel:
        self.served.up()
        api, settings = self._given
        super().__init__(api, settings, services.build(settings))
        return self

    def __exit__(self, *_: object) -> None:
        end(self.served.process)


class Client:
    """Somebody at a phone: writes, presses, and each time waits until all of it was answered.

    Attributes:
        person: the same at the stand-in for Telegram.
        got: the messages that came since the client last did something.
        put: what became of that at Telegram.
    """

    def __init__(self, channel: Chats, language: str | None, name: str) -> None:
        self.channel, self.language = channel, language or channel.settings.language
        self.person = channel.api.person(language_code=language, first_name=name)
        self.chat = channel.stores.clients.tag(self.person.chat_id)
        self.got: list[Message] = []
        self.put: Put | None = None

    # --- what the client does --------------------------------------------------------------------------------------

    def says(self, text: str) -> str:
        """Type a message; the answer."""
        return self._answer_to(lambda: self.person.says(text))

    def presses(self, button: str, message: Message | None = None) -> str:
        """Press a button by its label or what it carries, here or under an earlier message."""
        return self._answer_to(lambda: self.person.presses(button, message))

    def sends(self, kind: str, **more: Any) -> str:
        """Something else than text."""
        return self._answer_to(lambda: self.person.sends(kind, **more))

    def does(self, act: Callable[[], Put]) -> str:
        """Anything else that a person can do."""
        return self._answer_to(act)

    def edits(self, put: Put, text: str) -> str:
        """Change a message that was written before."""
        return self._answer_to(lambda: self.person.edits(put.message_id, text))

    def chooses_language(self, language: str = "") -> str:
        """From the first hello to the question whether it is all right. Unless another is given: that of the phone."""
        self.language = language or self.language
        self.says("/start")
        return self.presses(f"tg:lang:{self.language}")

    def presses_in(self, command: str, *buttons: str) -> str:
        """A command, and what is pressed then."""
        self.says(command)
        for button in buttons:
            self.presses(button)
        return self.text

    def taps_somewhere(self, data: str, **query: Any) -> str:
        """A tap as no button of ours makes it; `query`: other fields of what Telegram says of it."""
        number = self.channel.api.number()
        raw = {"id": f"{number}", "from": self.person.who, "chat_instance": "1", "data": data,
               "message": {"message_id": number, "chat": self.person.chat, "date": 0}, **query}
        return self._answer_to(lambda: Put(self.channel.api.update({"callback_query": raw})))

    def goes_on(self) -> str:
        """Answer the open question: by its first button, else in words."""
        own = [button for button in self.buttons if ":" in button and not button.startswith("tg:")]
        if own and own[0].startswith("options.pick:"):      # the four are always all there: take the next one each time
            own = own[(int(self.state.item) - 1) % 4:]
        return self.presses(own[0]) if own else self.says("mijn zus en het werk in de tuin")

    def agrees(self) -> Client:
        """First contact, up to the yes."""
        self.chooses_language()
        self.presses(f"tg:yes:{self.language}")
        return self

    def begins(self, time: str = "ten") -> Client:
        """First contact, and the time there is."""
        self.agrees().presses(f"welcome.moment:{time}")
        return self

    def has_a_goal(self, *steps: str, goal: str = "Leren lassen", date: str = "") -> Client:
        """As if a talk had led to it; the channel has only to know it."""
        self._files("goal.want", goal, code="tell_goal")
        if date:
            self._files("goal.by_when", date, code=date)
        for number, step in enumerate(steps, 1):
            self._files("goal_step.what", step, code="tell_step", item=str(number))
        return self

    def _files(self, step: str, text: str, **more: str) -> None:
        self.channel.record.file(self.conversation, phase="goal", step=step, text=text, **more)

    def _answer_to(self, act: Callable[[], Put]) -> str:
        before = max(self.person.messages, default=0)
        self.put = act()
        for part in self.put.parts or (self.put,):
            wait_until(lambda part=part: self.channel.has_answered(part.update_id, self.chat), f"{part} is answered")
        return self.looks(before)

    # --- what the client sees --------------------------------------------------------------------------------------

    def looks(self, after: int) -> str:
        """The words of all that came after a message."""
        self.got = [one for one in self.person.received if one.message_id > after]
        return self.text

    @property
    def text(self) -> str:
        return "\n".join(one.text or one.caption for one in self.got)

    @property
    def buttons(self) -> list[str]:
        """What the buttons carry that came with the last answer."""
        return [button.data for one in self.got for row in one.buttons for button in row]

    def sent(self, kind: str) -> list[Message]:
        """Pictures ("photo") or files ("document") of the last answer."""
        return [one for one in self.got if one.kind == kind]

    def file(self) -> str:
        """The words of the file that came with the last answer."""
        return self.sent("document")[0].file.decode("utf-8")

    def words(self, key: str, **values: object) -> str:
        """A text of the script in this client's language."""
        text = self.channel.services.script(self.language).label(key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    # --- what is kept of the client --------------------------------------------------------------------------------

    @property
    def kept(self) -> Kept | None:
        return self.channel.stores.clients.find(self.chat)

    @property
    def conversation(self) -> str:
        return self.kept.conversation

    def came_in(self) -> str | None:
        """What is still kept of the last thing the client did, as it stands (sealed) in the database."""
        return self.channel.one("SELECT body FROM inbox WHERE update_id = ?", self.put.update_id)

    def rows(self) -> dict[str, int]:
        """How many rows of each table of Telegram tell of this chat."""
        return {table: self.channel.one(f"SELECT COUNT(*) FROM {table} WHERE chat = ?", self.chat)
                for table in ("clients", "inbox", "outbox", "sent")}

    @property
    def state(self) -> State:
        return self.channel.runs(self.channel.engine.state(self.conversation))

    def answers_kept(self) -> dict[str, str]:
        """Step (with item) -> words."""
        return {f"{entry.step}@{entry.item}" if entry.item else entry.step: entry.text
                for entry in self.channel.record.entries(self.conversation) if entry.text}
