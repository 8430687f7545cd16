"""Rasa's tracker in the project's database, kept short so that the 500th turn costs what the 10th did."""

from __future__ import annotations

import copy
import time

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine

MOST_EVENTS = 120   # a session longer than this is folded: state kept, history left behind


class ShortTrackerStore(SQLTrackerStore):
    """`SQLTrackerStore` on the engine of the project.

    When the events of a session pass `MOST_EVENTS`, a new session is begun that carries the whole state (slots,
    active form, open question), so a talk is never cut inside a form. Rules look only a turn back: the dialogue is
    the same.
    """

    def __init__(self, engine: Engine, domain: Domain | None = None) -> None:
        self.engine = engine
        self.Base.metadata.create_all(engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=engine)
        TrackerStore.__init__(self, domain, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events of a turn, and fold the session when it has grown long."""
        if len(tracker.events) > MOST_EVENTS:
            tracker.events.extend(_folded(tracker))
        await super().save(tracker)

    def forget(self, conversation: str) -> None:
        """Delete every event of a conversation."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.commit()

    def drop_before(self, moment: float) -> int:
        """Delete raw events older than a Unix time, except the open session's; how many went."""
        with self.session_scope() as session:
            starts = (session.query(self.SQLEvent.sender_id, sa.func.max(self.SQLEvent.timestamp).label("start"))
                      .filter(self.SQLEvent.type_name == SessionStarted.type_name)
                      .group_by(self.SQLEvent.sender_id).subquery())
            old = (session.query(self.SQLEvent.id).join(starts, starts.c.sender_id == self.SQLEvent.sender_id)
                   .filter(self.SQLEvent.timestamp < moment, self.SQLEvent.timestamp < starts.c.start))
            count = session.query(self.SQLEvent).filter(
                self.SQLEvent.id.in_(old.scalar_subquery())).delete(synchronize_session=False)
            session.commit()
            return count


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
