"""Shared fixtures: one engine for all conversation tests, each with a conversation of its own."""

from __future__ import annotations

import asyncio
import os

import pytest

from bot import lean

lean.serve_lean()       # as it is served; tests/test_lean.py compares it with the whole of TensorFlow
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is said now into tests/conversations/")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory):
    from bot import settings as module

    return module.load({"PERSPECTIEF_DATA": str(tmp_path_factory.mktemp("data")), "PERSPECTIEF_TOKEN": "a-token"},
                       dotenv=tmp_path_factory.getbasetemp() / "none")


@pytest.fixture(scope="session")
def loop():
    """One event loop for the engine: its locks belong to it."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def engine(settings):
    from bot.app import build_engine

    return build_engine(settings, say=lambda line: None)


@pytest.fixture(scope="session")
def understanding():
    """The trained model of a counsellor's moves."""
    from bot.rehearsal import moves

    return moves.load(lambda line: None)


@pytest.fixture
def talk(engine, loop, request: pytest.FixtureRequest):
    """A conversation that belongs to this test alone."""
    from tests.talking import Talking

    return Talking(engine, loop, request.node.name[:150])


@pytest.fixture(scope="session")
def channel(engine, settings):
    """Telegram, served to as many persons as the tests want."""
    from tests.bot_api import BotApi
    from tests.telegram_talking import Channel

    with BotApi() as api, Channel(engine, settings, api) as channel:
        yield channel


@pytest.fixture(scope="session")
def served_channel(tmp_path_factory: pytest.TempPathFactory):
    """Telegram, page and API in a process of their own."""
    from tests.bot_api import BotApi
    from tests.telegram_talking import ServedChannel

    with BotApi() as api, ServedChannel(tmp_path_factory.mktemp("served"), api) as channel:
        yield channel
