"""Rasa graph component after the classifier: safety and law in two tiers, and the context gate."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import lexicon
from bot.nlu.reading import Thresholds, read


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class ContextGate(GraphComponent):
    """Turns probabilities into a reading; what the open question is comes from the tracker, or from the message's metadata."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._lexicon = lexicon.shared()
        names = {field.name for field in fields(Thresholds)}
        self._thresholds = Thresholds(**{name: value for name, value in config.items() if name in names})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}       # the thresholds of the code hold where config.yml names none: changing them needs no training

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> ContextGate:
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set intent, reading, tiers and what else was found on each message."""
        for message in messages:
            pending = (message.get("metadata") or {}).get("pending")
            if isinstance(pending, str):
                pending = {"kind": pending}
            if pending is None and tracker is not None:
                pending = tracker.get_slot("pending")
            probabilities = {entry["name"]: entry["confidence"] for entry in message.get(INTENT_RANKING_KEY) or []}
            likely = {name: message.get(f"p_{name}") for name in ("safety", "law")} if message.get("p_safety") else None
            found = read(message.get(TEXT) or "", probabilities, pending, self._lexicon, self._thresholds, likely)
            message.set(INTENT, {"name": found.intent, "confidence": found.confidence}, add_to_output=True)
            for name in ("reading", "safety", "law"):
                message.set(name, getattr(found, name), add_to_output=True)
            for name, value in found.extra.items():
                message.set(name, value, add_to_output=True)
        return messages
