"""Rasa inside this process: the agent, its actions without a second server, and an output channel that queues.

Four inner parts of Rasa are changed (tests/test_rasa_runtime.py watches the version). Three are made faster and do the
same as before: `RemoteAction` holds what an action gives against a JSON schema, as if it came from another server, while the
executor here has just built and checked it; `Event.resolve_by_type` walks the class tree for every stored event; and the
graph of components runs in dask's scheduler for many threads, on one thread. And a fault inside an action ends the turn: Rasa
would log its message, which may hold what a person wrote, lose what the action did, and say nothing.
"""

from __future__ import annotations

import functools
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import skops.io  # noqa: F401  before the model loads: later, it would scan every loaded module for ten seconds
import structlog
from dask.core import get as run_in_order
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.actions.action import ActionExecutionRejection as Rejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.processor import MessageProcessor
from rasa.engine.runner import dask as graph_runner
from rasa.shared.core import events as rasa_events
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.errors import PerspectiefError, TrainingError
from bot.nlg import ScriptNaturalLanguageGenerator
from bot.store.tracker_store import ShortTrackerStore

PATCHED_FOR = "3.6.21"


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the package `actions` here, as `rasa run actions` would do elsewhere."""

    def __init__(self) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as error:
            raise ClientResponseError(400, str(error), f'{{"action_name": "{call["next_action"]}"}}') from error


class Queue(OutputChannel):
    """Collects the messages of a turn. It never raises: a fault here would lose what was already done."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "perspectief"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


def quiet() -> None:
    """No message text in any log: Rasa's structured log would print what people write."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for name in ("rasa", "rasa_sdk", "httpx", "matplotlib"):
        logging.getLogger(name).setLevel(logging.ERROR)


class _Watched:
    """An action that remembers its fault instead of raising it."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.fault: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *args: Any, **kwargs: Any) -> list[rasa_events.Event]:
        try:
            return await self._action.run(*args, **kwargs)
        except Rejection:
            raise
        except Exception as error:
            self.fault = error
            return []


def patch() -> None:
    """Change four inner parts of Rasa; see the top of this module."""
    run_action = MessageProcessor._run_action

    async def run_or_fail(self: MessageProcessor, action: Action, *args: Any, **kwargs: Any) -> bool:
        watched = _Watched(action)
        more = await run_action(self, watched, *args, **kwargs)
        if watched.fault:
            raise watched.fault
        return more

    if run_action.__name__ != run_or_fail.__name__:
        MessageProcessor._run_action = run_or_fail
    RemoteAction._validate_action_result = lambda self, result: True
    graph_runner.dask = SimpleNamespace(get=run_in_order)
    slow = rasa_events.Event.resolve_by_type
    if not hasattr(slow, "cache_info"):
        rasa_events.Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(slow))


def load_agent(model: Path, store: ShortTrackerStore) -> Agent:
    """The agent with everything in this process.

    Raises:
        TrainingError: the model cannot be loaded.
    """
    quiet()
    patch()
    agent = Agent(tracker_store=store, lock_store=InMemoryLockStore(), action_endpoint=InProcessActions(),
                  generator=ScriptNaturalLanguageGenerator())
    try:
        agent.load_model(model)
    except Exception as error:
        if isinstance(error.__cause__, PerspectiefError):   # a lexicon with a fault, say: it names file and place
            raise error.__cause__ from None
        raise TrainingError(f"the model {model.name} cannot be loaded: {type(error).__name__}") from error
    if not agent.is_ready():
        raise TrainingError(f"the model {model.name} cannot be loaded")
    store.domain = agent.domain
    return agent
