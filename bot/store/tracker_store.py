"""Rasa's tracker in the project's database, kept short so that the 500th turn costs what the 10th did."""

from __future__ import annotations

import copy
import itertools
import json
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, declarative_base

from bot.store.vault import Sealed, Unwritten

Base = declarative_base()
MOST_EVENTS = 120   # a session longer than this is folded: state kept, history left behind
MOST_OPENED = 256   # conversations whose events are kept in memory, opened
Mark = tuple[str, int]


class SealedEvent(Base):
    """A row of Rasa's `events`: its data is sealed, and the names of intent and action are not written at all."""

    __tablename__ = "events"

    id = sa.Column(sa.Integer, sa.Sequence("events_seq", optional=True), primary_key=True)
    sender_id = sa.Column(sa.String(255), nullable=False, index=True)
    type_name = sa.Column(sa.String(255), nullable=False)
    timestamp = sa.Column(sa.Float)
    intent_name = sa.Column(Unwritten(255))
    action_name = sa.Column(Unwritten(255))
    data = sa.Column(Sealed("events.data"))


_here = SealedEvent.sender_id == sa.bindparam("conversation")
LATEST = (sa.select(sa.type_coerce(SealedEvent.data, sa.Text), sa.select(sa.func.count()).where(_here).scalar_subquery())
          .where(_here).order_by(SealedEvent.id.desc()).limit(1))     # built once: it is asked several times a turn


class ShortTrackerStore(SQLTrackerStore):
    """`SQLTrackerStore` on the engine of the project.

    When the events of a session pass `MOST_EVENTS`, they are replaced by a new session that carries the whole state
    (slots, active form, open question, last turn), so a talk is never cut inside a form and nothing is kept longer
    than it is of use. Rules look only a turn back: the dialogue is the same.
    """

    Base, SQLEvent = Base, SealedEvent

    def __init__(self, engine: Engine, domain: Domain | None = None) -> None:
        self.engine = engine
        self.Base.metadata.create_all(engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=engine)
        self._opened: dict[str, tuple[Mark, list[Event]]] = {}      # by conversation, the latest last
        TrackerStore.__init__(self, domain, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it stands; None for an unknown one."""
        with self.session_scope() as session:
            events = self._events(session, sender_id)
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots) if self.domain and events else None

    def _events(self, session: Session, conversation: str) -> list[Event]:
        """Events of the session at hand. Rows that are known are not opened again: each turn asks several times."""
        mark = self._mark(session, conversation)
        known, events = self._opened.get(conversation, (None, []))
        if known != mark:
            query = self._event_query(session, conversation, fetch_events_from_all_sessions=False)
            events = deserialise_events([json.loads(data) for data, in query.with_entities(self.SQLEvent.data)])
        self._remember(conversation, mark, events)
        return events

    def _mark(self, session: Session, conversation: str) -> Mark | None:
        """What any change of the rows changes, whoever makes it: how many there are, and the last one as it is sealed."""
        found = session.connection().execute(LATEST, {"conversation": conversation}).first()
        return tuple(found) if found else None

    def _remember(self, conversation: str, mark: Mark | None, events: list[Event]) -> None:
        """Of the few conversations that are under way."""
        self._opened.pop(conversation, None)
        if mark:
            self._opened[conversation] = (mark, events)
        if len(self._opened) > MOST_OPENED:
            self._opened.pop(next(iter(self._opened)))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events of a turn, or, when the session has grown long, its state in their place."""
        if len(tracker.events) > MOST_EVENTS:
            self.fold(tracker)
            return
        with self.session_scope() as session:
            events = self._events(session, tracker.sender_id)
            new = [_row(tracker.sender_id, event) for event in itertools.islice(tracker.events, len(events), None)]
            if new:
                session.execute(sa.insert(self.SQLEvent), new)
                if not any(row["type_name"] == SessionStarted.type_name for row in new):
                    events = [*events, *deserialise_events([json.loads(row["data"]) for row in new])]
                    self._remember(tracker.sender_id, self._mark(session, tracker.sender_id), events)
                session.commit()

    def said(self, conversation: str) -> list[tuple[float, bool, str]]:
        """Every message that is still kept, oldest first: Unix time, whether the person said it, words."""
        event = self.SQLEvent
        with self.session_scope() as session:
            rows = (session.query(event.type_name, event.timestamp, event.data).order_by(event.id)
                    .filter(event.sender_id == conversation, event.type_name.in_((UserUttered.type_name, BotUttered.type_name))))
            return [(row.timestamp, row.type_name == UserUttered.type_name, json.loads(row.data).get("text") or "")
                    for row in rows]

    def fold(self, tracker: DialogueStateTracker, without: str = "") -> None:
        """Put the state of a conversation and its last turn in the place of all that was said.

        Args:
            without: an option of which it is not remembered that its questions were passed.
        """
        if without:
            memory = tracker.get_slot("talk") or {}
            passed = [place for place in memory.get("history", []) if place[1].partition(".")[0] != without]
            tracker.update(SlotSet("talk", {**memory, "history": passed}))
        self._replace(tracker.sender_id, _folded(tracker))

    def adopt(self, tracker: DialogueStateTracker, conversation: str, slots: dict[str, str]) -> None:
        """Let another conversation stand where this one stands, with these slots changed and nothing said yet."""
        events = [event for event in _folded(tracker) if not isinstance(event, (UserUttered, BotUttered))]
        changed = [SlotSet(name, value, timestamp=events[-1].timestamp) for name, value in slots.items()]
        self._replace(conversation, [*events, *changed])

    def _replace(self, conversation: str, events: list[Event]) -> None:
        self._opened.pop(conversation, None)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.execute(sa.insert(self.SQLEvent), [_row(conversation, event) for event in events])
            session.commit()

    def forget(self, conversation: str) -> None:
        """Delete every event of a conversation."""
        self._opened.pop(conversation, None)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.commit()

    def drop_before(self, moment: float) -> int:
        """Delete the words of conversations that were silent since a Unix time; their place is kept.

        What goes: messages, answers on their way to the record, and what was said to them. How many rows went.
        """
        return sum(self.forget_words(conversation) for conversation in self.silent_since(moment))

    def silent_since(self, moment: float) -> list[str]:
        """Conversations without an event since a Unix time."""
        event = self.SQLEvent
        with self.session_scope() as session:
            silent = (session.query(event.sender_id).group_by(event.sender_id)
                      .having(sa.func.max(event.timestamp) < moment))
            return list(session.execute(silent).scalars())

    def forget_words(self, conversation: str) -> int:
        """Delete what was said in a conversation; its place is kept. How many rows went."""
        event = self.SQLEvent
        self._opened.pop(conversation, None)
        with self.session_scope() as session:
            worded = event.type_name.in_((UserUttered.type_name, BotUttered.type_name, SlotSet.type_name))
            rows = session.query(event).filter(event.sender_id == conversation, worded)
            gone = [row for row in rows if row.type_name != SlotSet.type_name or json.loads(row.data)["name"] == "answer"]
            for row in gone:
                session.delete(row)
            session.commit()
            return len(gone)


def _row(conversation: str, event: Event) -> dict[str, Any]:
    return {"sender_id": conversation, "type_name": event.type_name, "timestamp": event.timestamp,
            "data": json.dumps(event.as_dict())}


def _folded(tracker: DialogueStateTracker) -> list[Event]:
    """Events of a new session with the state of the old one and its last turn, one after the other in time."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    if tracker.active_loop_name:
        events.append(ActiveLoop(tracker.active_loop_name))
    events += [ActionExecuted(ACTION_LISTEN_NAME), *_last_turn(tracker), ActionExecuted(ACTION_LISTEN_NAME)]
    now = max(time.time(), tracker.events[-1].timestamp + 1e-3)
    for event in events:
        event.timestamp = now
    return events


def _last_turn(tracker: DialogueStateTracker) -> list[Event]:
    """What the person said last and what was answered: for a page that is opened anew."""
    turn: list[Event] = []
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            turn.insert(0, copy.copy(event))
        if isinstance(event, UserUttered):
            return [copy.copy(event), *turn]
    return turn
