"""One turn, one call: from what a person said or pressed to the replies, in order, one conversation at a time."""

from __future__ import annotations

import asyncio
import logging
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import choices, replies
from bot.discretion import DISCREET
from bot.errors import RequestError
from bot.incoming import MOST_TEXT, check, clean, message
from bot.nlu import languages, lexicon
from bot.nlu.lexicon import plain
from bot.nlu.shorten import shortened
from bot.script.flow import phase_of
from bot.script.loader import Script
from bot.services import Services
from bot.store import database
from bot.store.tracker_store import ShortTrackerStore
from bot.turns import Reply, State, Turn

log = logging.getLogger(__name__)


class Engine:
    """Runs turns. Within a conversation they wait for each other; conversations do not wait for one another."""

    def __init__(self, agent: Agent, services: Services, store: ShortTrackerStore) -> None:
        self.services = services
        self._agent = agent
        self.lexicon = lexicon.shared()
        self._store = store
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()     # gone when nobody waits

    async def turn(self, conversation: str, *, text: str | None = None, choice: str | None = None,
                   language: str | None = None, audience: str | None = None, message_id: str | None = None) -> Turn:
        """Answer a message or a pressed button.

        Args:
            conversation: any opaque id, at most 200 characters.
            text: what was typed; `/start` begins, other slash commands act like their meaning.
            choice: id of a button instead of text.
            language, audience: of a new conversation.
            message_id: what came with the number of the message before is that message once more, and answered as it was.

        Raises:
            RequestError: the request cannot be meant; nothing was changed.
        """
        check(conversation, text, choice, audience, language, self.services)
        async with self._lock(conversation):
            tracker = await self._store.get_or_create_tracker(conversation, append_action_listen=False)
            if text is not None and not tracker.events:
                language = language or languages.detect(text, self.lexicon)     # the first message sets the language
            script = self.services.script(tracker.get_slot("language") or language)
            if message_id and tracker.latest_message and tracker.latest_message.message_id == message_id:
                return Turn(self._last(tracker, script), self._state(tracker))
            if text is not None:
                choice = self._named(text, tracker, script)
                text = None if choice else text
            elsewhere = text is not None and await self._is_elsewhere(text)
            read, notice = self._read(conversation, script, text, choice, language, audience, elsewhere)
            if read is None:
                return Turn([Reply(notice), *self._last(tracker, script)], self._state(tracker))
            read.message_id = message_id or read.message_id
            turn = await self._handle(read, script)
            first = 1 if turn.state.safety else 0       # nothing stands before the helplines
            return replace(turn, replies=[*turn.replies[:first], Reply(notice), *turn.replies[first:]]) if notice else turn

    async def _is_elsewhere(self, text: str) -> bool:
        """Whether a text is in a language or script that is not read here, and gives no hint of danger all the same."""
        if languages.unread_script(text):
            return True
        elsewhere = not text.startswith("/") and languages.other_language(text, self.lexicon)
        return elsewhere and not (await self.reading(text))["safety"]

    async def handle(self, conversation: str, read: UserMessage) -> Turn:
        """Answer a message that was read elsewhere (see `message`)."""
        async with self._lock(conversation):
            return await self._handle(read, self.services.script(read.metadata.get("language")))

    async def _handle(self, read: UserMessage, script: Script) -> Turn:
        """One turn of the dialogue. A fault is said in plain words; what was kept before it stays kept."""
        conversation = read.sender_id
        failed = False
        try:
            await self._agent.processor.handle_message(read)
        except Exception as error:
            log.error("turn failed: %s at %s", type(error).__name__, _place(error))
            failed = True
        tracker = await self._store.get_or_create_tracker(conversation, append_action_listen=False)
        script = self.services.script(tracker.get_slot("language"))
        state = self._state(tracker)
        if failed:
            said = [Reply(_first(script, "error", state.audience)), *self._helplines(read.text or "", script)]
            return Turn([*said, *self._last(tracker, script)], state)
        answer = self._replies(read.output_channel.messages, tracker, script)
        if state.forgotten:
            self._erase(conversation)
        return Turn(answer, state)

    def urgent(self, text: str) -> bool:
        """Whether words alone tell that this message goes before others; `turn` looks closer."""
        words = plain(clean(text))
        return any(self.lexicon.kind(name, words) for name in ("crisis_sure", "danger_sure"))

    def helplines(self, script: Script) -> str:
        """The lines of the directory for who thinks of death, one a line."""
        return "\n".join(
            f"• {entry.name.in_language(script.language)}: {', '.join(phone.number for phone in entry.numbers)}"
            for entry in self.services.directory.find("suicide", language=script.language) if entry.numbers)

    def _helplines(self, text: str, script: Script) -> list[Reply]:
        """The lines for someone whose words signal a crisis, also when the turn itself failed."""
        return [Reply(self.helplines(script))] if self.lexicon.kind("crisis_sure", plain(text)) else []

    async def current(self, conversation: str) -> Turn | None:
        """The replies of the last turn again, for a page that is opened anew; None for an unknown conversation."""
        tracker = await self._store.retrieve(conversation)
        if tracker is None or not tracker.events:
            return None
        return Turn(self._last(tracker, self.services.script(tracker.get_slot("language"))), self._state(tracker))

    async def state(self, conversation: str) -> State | None:
        """Where a conversation is; None for an unknown one."""
        tracker = await self._store.retrieve(conversation)
        return self._state(tracker) if tracker and tracker.events else None

    def said(self, conversation: str) -> list[tuple[float, bool, str]]:
        """What was said and is still kept: Unix time, whether the person said it, words."""
        return self._store.said(conversation)

    async def acted(self, conversation: str) -> tuple[str, ...]:
        """Names of the actions that ran in the last turn, in order."""
        tracker = await self._store.retrieve(conversation)
        names: list[str] = []
        for event in reversed(tracker.events if tracker else ()):
            if isinstance(event, UserUttered):
                break
            if isinstance(event, ActionExecuted) and event.action_name and event.action_name != "action_listen":
                names.insert(0, event.action_name)
        return tuple(names)

    async def reading(self, text: str, asked: str = "") -> dict[str, Any]:
        """How words would be read, alone or as an answer to a kind of question ("open", "when"). Nothing is kept."""
        message = UserMessage(shortened(clean(text), MOST_TEXT, self.lexicon).lstrip("/") or " ",
                              metadata={"pending": asked} if asked else {})
        parsed = await self._agent.processor.parse_message(message)
        return {"intent": parsed.get("reading") or parsed["intent"]["name"], "confidence": parsed["intent"]["confidence"],
                "safety": parsed.get("safety"), "law": parsed.get("law")}

    async def adopt(self, source: str, conversation: str, language: str) -> bool:
        """Let a client's conversation go on where another one stands; that one stays as it is. False: it is gone.

        Copied are the answers of its current talk and the place in it, not what was said.
        """
        tracker = await self._store.retrieve(source)
        if tracker is None or not self.services.record.exists(source):
            return False
        async with self._lock(conversation):
            self.services.record.copy(source, conversation, audience="client")
            self._store.adopt(tracker, conversation, {"language": language, "audience": "client"})
        return True

    async def leave_no_trace(self, conversation: str, entries: list[str]) -> None:
        """Delete these answers with the raw conversation behind them; the place in the talk stays."""
        async with self._lock(conversation):
            for entry in entries:
                self.services.record.strike(conversation, entry)
            tracker = await self._store.retrieve(conversation)
            if tracker:
                self._store.fold(tracker, without=DISCREET)

    async def forget(self, conversation: str, *, passing: bool = False) -> None:
        """Delete every trace of a conversation. `passing`: one that was made for a single turn, and is gone at once."""
        async with self._lock(conversation):
            self._erase(conversation, passing)

    def _named(self, text: str, tracker: DialogueStateTracker, script: Script) -> str | None:
        """The button that stands under the open question and was typed instead of pressed: its words, or its number."""
        offered = [button for reply in self._last(tracker, script) for button in reply.choices]
        own = [button for button in offered if ":" in button.id]
        words = plain(text)
        if words.isdecimal() and len(words) < 3 and 0 < int(words) <= len(own):
            return own[int(words) - 1].id
        return next((button.id for button in offered if words and plain(button.label) == words), None)

    def _erase(self, conversation: str, passing: bool = False) -> None:
        self.services.record.forget(conversation)
        self._store.forget(conversation)
        (database.tidy if passing else database.scrub)(self._store.engine)

    def _lock(self, conversation: str) -> asyncio.Lock:
        lock = self._locks.get(conversation)
        if lock is None:
            lock = self._locks[conversation] = asyncio.Lock()
        return lock

    def _read(self, conversation: str, script: Script, text: str | None, choice: str | None, language: str | None,
              audience: str | None, elsewhere: bool) -> tuple[UserMessage | None, str]:
        """The message for Rasa and a notice that goes before the answer; no message where there is nothing to read."""
        about = {"language": language or self.services.settings.language, "audience": audience or "client"}
        if choice is not None:
            known = choices.pressed(script, choice)
            if known is None:
                raise RequestError(400, "unknown_choice", f"there is no choice {choice[:80]!r}")
            return message(conversation, known.label, intent=known.intent, choice=choice, **about), ""
        text = clean(text or "")
        if not text:
            return None, _first(script, "empty_text", audience)
        intent = choices.COMMANDS.get(text.split()[0].casefold(), "") if text.startswith("/") else ""
        text = text.lstrip("/") or text
        if not any(character.isalnum() for character in text):
            return None, _first(script, "emoji_only", audience)
        if elsewhere:
            return message(conversation, text[:MOST_TEXT], intent="change_language", more={"unread": True}, **about), ""
        notice = _first(script, "too_long", audience) if len(text) > MOST_TEXT else ""
        return message(conversation, shortened(text, MOST_TEXT, self.lexicon), intent=intent, **about), notice

    def _replies(self, messages: list[dict[str, Any]], tracker: DialogueStateTracker, script: Script) -> list[Reply]:
        said = [replies.reply(message, tracker) for message in messages if message.get("text") or message.get("image")]
        return replies.with_controls(said, tracker, script)

    def _last(self, tracker: DialogueStateTracker, script: Script) -> list[Reply]:
        """What was said since the person last spoke."""
        messages: list[dict[str, Any]] = []
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                break
            if isinstance(event, BotUttered):
                messages.insert(0, event.message())
        return self._replies(messages, tracker, script)

    def _state(self, tracker: DialogueStateTracker) -> State:
        memory = tracker.get_slot("talk") or {}
        said = tracker.latest_message.parse_data if tracker.latest_message else {}
        intent = said.get("intent") or {}
        return State(
            phase=phase_of(tracker.active_loop_name, memory.get("suspended", []), bool(memory.get("ended"))),
            step=tracker.get_slot("step") or "", item=memory.get("item", ""),
            intent=said.get("reading") or intent.get("name") or "", confidence=float(intent.get("confidence") or 0),
            safety=said.get("safety"), law=said.get("law"),
            language=tracker.get_slot("language") or self.services.settings.language,
            audience=tracker.get_slot("audience") or "client", minutes=memory.get("minutes", 30),
            paused=bool(memory.get("suspended")) and not tracker.active_loop_name, ended=bool(memory.get("ended")),
            forgotten=bool(memory.get("forgotten")), meant=intent.get("name") or "")


def _first(script: Script, key: str, audience: str | None) -> str:
    reply = script.reply(key)
    return (reply.counsellor if audience == "counsellor" else reply.client)[0]


def _place(error: Exception) -> str:
    """Where an exception arose: its message could hold what a person wrote, and is not logged."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
