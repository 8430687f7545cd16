"""The place where all is put together."""

from __future__ import annotations

from bot import services, training
from bot.settings import Settings
from bot.store import database


def build_engine(settings: Settings, say=print):
    """An engine that can answer: model trained if needed, database open, scripts and directory read.

    Raises:
        PerspectiefError: with what is wrong and where.
    """
    engine = database.of(settings)  # what cannot be used is said before minutes of training
    shared = services.build(settings, engine)
    services.use(shared)
    model = training.ensure_model(say)
    from bot import rasa_runtime  # imports Rasa: seconds that `check` and `settings` need not pay
    from bot.engine import Engine
    from bot.store.tracker_store import ShortTrackerStore

    store = ShortTrackerStore(engine)
    return Engine(rasa_runtime.load_agent(model, store), shared, store)
