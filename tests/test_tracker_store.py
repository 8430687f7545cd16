"""The tracker store: a long talk is folded without anyone noticing, and forgetting is complete."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store import database
from bot.store.tracker_store import MOST_EVENTS, ShortTrackerStore

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [inform]
slots:
  step: {type: any, mappings: [{type: custom}]}
  talk: {type: any, mappings: [{type: custom}]}
  language: {type: any, initial_value: nl, mappings: [{type: custom}]}
forms:
  goal_form: {required_slots: [step]}
actions: [action_told]
""")


@pytest.fixture
def store(tmp_path):
    store = ShortTrackerStore(database.connect(f"sqlite:///{tmp_path / 'a.db'}"), DOMAIN)
    yield store
    store.engine.dispose()


def stored(store: ShortTrackerStore) -> int:
    with store.engine.connect() as connection:
        return connection.execute(sa.text("SELECT COUNT(*) FROM events")).scalar()


def save(store: ShortTrackerStore, tracker: DialogueStateTracker) -> None:
    asyncio.run(store.save(tracker))


def retrieve(store: ShortTrackerStore, conversation: str = "k1") -> DialogueStateTracker:
    return asyncio.run(store.retrieve(conversation))


def said(text: str) -> UserUttered:
    return UserUttered(text, {"name": "inform", "confidence": 0.9}, parse_data={
        "text": text, "intent": {"name": "inform", "confidence": 0.9}, "reading": "tell_dream", "safety": None})


def turn(number: int) -> list:
    buttons = [{"title": "Ja", "payload": "/inform"}]
    return [said(f"antwoord {number}"), SlotSet("step", f"goal.step{number}"), ActionExecuted("action_told"),
            BotUttered(f"Dank je {number}"), BotUttered(f"Vraag {number}?", {"buttons": buttons}),
            ActionExecuted(ACTION_LISTEN_NAME)]


def talk(store: ShortTrackerStore, events: int, conversation: str = "k1") -> DialogueStateTracker:
    """A talk of at least so many events, inside a form."""
    tracker = DialogueStateTracker.from_events(conversation, [], DOMAIN.slots)
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), ActiveLoop("goal_form"),
                                SlotSet("talk", {"item": "3", "history": [["goal.want", ""]]})], DOMAIN)
    number = 0
    while len(tracker.events) < events:
        number += 1
        tracker.update_with_events(turn(number), DOMAIN)
    return tracker


def last_replies(tracker: DialogueStateTracker) -> list[tuple[str, dict]]:
    replies = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            replies.insert(0, (event.text, event.data))
    return replies


def test_after_folding_everything_stands_as_it_stood(store):
    before = talk(store, 300)
    slots, loop = before.current_slot_values(), before.active_loop_name
    message, replies = before.latest_message.parse_data, last_replies(before)
    save(store, before)
    after = retrieve(store)
    assert after.current_slot_values() == slots
    assert after.active_loop_name == loop == "goal_form"
    assert after.latest_message.parse_data == message
    assert last_replies(after) == replies
    assert after.latest_action_name == ACTION_LISTEN_NAME
    assert len(after.events) < 20


def test_a_short_talk_is_not_folded(store):
    tracker = talk(store, MOST_EVENTS - 10)
    expected = [event.as_dict() for event in tracker.events][1:]    # Rasa reads a session from SessionStarted on
    save(store, tracker)
    assert [event.as_dict() for event in retrieve(store).events] == expected


def test_a_talk_outside_a_form_is_folded_outside_a_form(store):
    tracker = talk(store, 300)
    tracker.update_with_events([ActiveLoop(None)], DOMAIN)
    save(store, tracker)
    assert retrieve(store).active_loop_name is None


def test_a_talk_of_hundreds_of_turns_stays_short_and_goes_on(store):
    save(store, talk(store, 10))
    for number in range(100):
        tracker = retrieve(store)
        tracker.update_with_events(turn(number), DOMAIN)
        save(store, tracker)
        assert len(tracker.events) <= MOST_EVENTS + 30
    tracker = retrieve(store)
    assert tracker.latest_message.text == "antwoord 99"
    assert tracker.get_slot("step") == "goal.step99"
    assert tracker.get_slot("talk") == {"item": "3", "history": [["goal.want", ""]]}
    assert tracker.active_loop_name == "goal_form"


def test_each_turn_is_stored_once(store):
    save(store, talk(store, 10))
    for number in range(3):
        tracker = retrieve(store)
        tracker.update_with_events(turn(number), DOMAIN)
        before = stored(store)
        save(store, tracker)
        assert stored(store) - before == len(turn(number))


def test_forget_deletes_one_conversation_and_no_other(store):
    for name in ("k1", "k2"):
        save(store, talk(store, 30, name))
    store.forget("k1")
    assert retrieve(store) is None
    assert retrieve(store, "k2").latest_message.text.startswith("antwoord")


def test_the_words_of_a_silent_conversation_go_and_its_place_stays(store):
    save(store, talk(store, 300))
    after = retrieve(store).events[-1].timestamp + 1
    assert store.drop_before(after) > 0
    left = retrieve(store)
    assert left.active_loop_name == "goal_form"
    assert not [event for event in left.events if isinstance(event, (UserUttered, BotUttered))]


def test_the_words_of_a_conversation_that_goes_on_stay(store):
    save(store, talk(store, 30))
    before = retrieve(store).events[0].timestamp + 1e-6
    assert store.drop_before(before) == 0


def test_what_is_folded_is_not_kept_beside_it(store):
    save(store, talk(store, 300))
    assert stored(store) == len(retrieve(store).events)




def goes_on(store: ShortTrackerStore, number: int) -> None:
    tracker = retrieve(store)
    tracker.update_with_events(turn(number), DOMAIN)
    save(store, tracker)


def as_stored(store: ShortTrackerStore) -> list[dict]:
    """The conversation as somebody reads it who never saw it."""
    tracker = retrieve(ShortTrackerStore(store.engine, DOMAIN))
    return [event.as_dict() for event in tracker.events] if tracker else []


def test_what_is_remembered_of_a_conversation_is_what_is_stored(store):
    save(store, talk(store, 10))
    for number in range(60):        # past the point where it is folded
        goes_on(store, number)
        assert [event.as_dict() for event in retrieve(store).events] == as_stored(store)


def test_a_new_session_begins_where_it_begins_although_the_one_before_is_remembered(store):
    save(store, talk(store, 10))
    tracker = retrieve(store)
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), *turn(1)], DOMAIN)
    save(store, tracker)
    assert retrieve(store).events[0].type_name == "session_started"
    assert [event.as_dict() for event in retrieve(store).events] == as_stored(store)


@pytest.mark.parametrize("change", [lambda other: goes_on(other, 7), lambda other: other.forget_words("k1"),
                                    lambda other: other.fold(retrieve(other)), lambda other: other.forget("k1")],
                         ids=["goes on", "words go", "folded", "forgotten"])
def test_what_another_process_changes_is_seen_at_once(store, change):
    save(store, talk(store, 30))
    before = [event.as_dict() for event in retrieve(store).events]
    change(ShortTrackerStore(store.engine, DOMAIN))
    found = retrieve(store)
    assert ([event.as_dict() for event in found.events] if found else []) == as_stored(store) != before


def test_only_a_few_conversations_are_remembered(store, monkeypatch):
    monkeypatch.setattr("bot.store.tracker_store.MOST_OPENED", 2)
    for name in ("k1", "k2", "k3"):
        save(store, talk(store, 10, name))
        retrieve(store, name)
    assert set(store._opened) == {"k2", "k3"}
    store.forget("k3")
    assert set(store._opened) == {"k2"}
