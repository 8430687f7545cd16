"""What is changed inside Rasa: for this version only, and with the same outcome but for faults."""

from __future__ import annotations

import asyncio

import pytest
import rasa
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa_sdk import Action

from bot import rasa_runtime
from bot.errors import ContentError, TrainingError
from bot.store import database
from bot.store.tracker_store import ShortTrackerStore


def test_the_changed_parts_belong_to_this_version(engine) -> None:
    assert rasa.__version__ == rasa_runtime.PATCHED_FOR


def test_changing_twice_changes_nothing(engine) -> None:
    before = MessageProcessor._run_action, Event.resolve_by_type
    rasa_runtime.patch()
    assert (MessageProcessor._run_action, Event.resolve_by_type) == before


def test_what_is_no_event_never_comes_out_of_an_action(engine) -> None:
    class Faulty(Action):
        def name(self) -> str:
            return "action_faulty"

        async def run(self, dispatcher, tracker, domain) -> list:
            return [{"event": "slot", "name": "step", "value": "x", "timestamp": None}, 3, {"no": "event"}]

    endpoint = rasa_runtime.InProcessActions()
    endpoint._executor.register_action(Faulty())
    call = {"next_action": "action_faulty", "tracker": {"sender_id": "x", "slots": {}}}
    answer = asyncio.run(endpoint.request(json=call))
    assert [event["name"] for event in answer["events"]] == ["step"]


def test_stored_events_are_found_by_their_type(engine) -> None:
    assert Event.resolve_by_type("slot") is SlotSet and Event.resolve_by_type("user") is UserUttered


@pytest.mark.parametrize(("cause", "raised"), [(ContentError("data/lexicon/nl.yml:3: no"), ContentError),
                                               (ValueError("mijn geheim"), TrainingError)])
def test_a_model_that_cannot_be_loaded_is_said_in_one_line(engine, monkeypatch, tmp_path, cause, raised) -> None:
    def fail(*_) -> None:
        raise RuntimeError("component") from cause
    monkeypatch.setattr(rasa_runtime.Agent, "load_model", fail)
    store = ShortTrackerStore(database.connect(f"sqlite:///{tmp_path}/own.db"))     # an agent changes its store
    with pytest.raises(raised) as caught:
        rasa_runtime.load_agent(tmp_path / "model.tar.gz", store)
    assert "\n" not in str(caught.value) and "geheim" not in str(caught.value)
