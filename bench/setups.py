"""The three set-ups: Perspectief, lean Rasa (our pipeline, Rasa's servers), stock Rasa (pipeline of `rasa init`)."""

from __future__ import annotations

import asyncio
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path

import httpx
import yaml

from bench.processes import BenchError, Process, free_port
from bench.script import Turn

TOKEN = "bench-token"
START_LIMIT = 180.0     # seconds until the first answer
TURN_LIMIT = 180.0      # seconds for one turn
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


class Setup(ABC):
    """One way to serve the same conversation; `start` and `stop` its processes, `send` a turn.

    Args:
        folder: for databases, settings and logs; each start gets a folder of its own in it.
    """

    key = title = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[Process] = []
        self.turns = 0          # sent since the start
        self._starts = 0
        self._base = ""

    def start(self) -> None:
        self._starts += 1
        self.turns = 0
        folder = self.folder / f"{self.key}-{self._starts}"
        folder.mkdir(parents=True)
        self._launch(folder)

    def stop(self) -> None:
        for process in self.processes:
            process.stop()
        self.processes = []

    @property
    def memory(self) -> tuple[float, float]:
        """Megabytes of the process that serves conversations, and of all processes."""
        each = [process.memory() for process in self.processes]
        return each[0], sum(each)

    @property
    def processor(self) -> float:
        """Seconds of processor time of all processes since the start."""
        return sum(process.processor() for process in self.processes)

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until every process says that it is up.

        Raises:
            BenchError: one of them ended, or it took too long.
        """
        until = time.monotonic() + START_LIMIT
        for address in self._health():
            while True:
                for process in self.processes:
                    process.check()
                try:
                    if (await client.get(address, headers=self._headers())).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                if time.monotonic() > until:
                    raise BenchError(f"{self.title} is not up after {START_LIMIT:.0f} s:\n{self.processes[0].tail()}")
                await asyncio.sleep(0.05)

    async def send(self, client: httpx.AsyncClient, conversation: str, turn: Turn) -> list[str]:
        """Send one turn and give the texts that came back.

        Raises:
            BenchError: refused, failed or not answered in time.
        """
        self.turns += 1
        try:
            answer = await client.post(self._address(), json=self._body(conversation, turn), headers=self._headers())
        except httpx.TransportError as error:
            raise BenchError(f"{self.title}, turn {turn.shown!r}: {type(error).__name__}\n"
                             f"{self.processes[0].tail()}") from error
        if answer.status_code != 200:
            raise BenchError(f"{self.title}, turn {turn.shown!r}: {answer.status_code} {answer.text[:200]}")
        return self._texts(answer.json())

    @abstractmethod
    def _launch(self, folder: Path) -> None:
        """Start the processes; the first is the one that serves."""

    @abstractmethod
    def _health(self) -> list[str]: ...

    @abstractmethod
    def _address(self) -> str: ...

    @abstractmethod
    def _body(self, conversation: str, turn: Turn) -> dict[str, str]: ...

    @abstractmethod
    def _texts(self, answer) -> list[str]: ...

    def _headers(self) -> dict[str, str]:
        return {}


class Perspectief(Setup):
    """`perspectief run`, as it comes: one process, HTTP, SQLite."""

    key, title = "perspectief", "Perspectief"

    def _launch(self, folder: Path) -> None:
        port = free_port()
        self._base = f"http://127.0.0.1:{port}"
        env = {"PERSPECTIEF_HOST": "127.0.0.1", "PERSPECTIEF_PORT": str(port), "PERSPECTIEF_TOKEN": TOKEN,
               "PERSPECTIEF_DATA": str(folder / "data"), "PERSPECTIEF_DATABASE_URL": ""}
        self.processes = [Process("perspectief run", [sys.executable, "-m", "bot.cli", "run"], env,
                                  folder / "perspectief.log")]

    def _health(self) -> list[str]:
        return [f"{self._base}/api/health"]

    def _address(self) -> str:
        return f"{self._base}/api/turn"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {TOKEN}"}

    def _body(self, conversation: str, turn: Turn) -> dict[str, str]:
        return {"conversation": conversation, **turn.body}

    def _texts(self, answer) -> list[str]:
        return [reply["text"] for reply in answer["replies"]]


class Rasa(Setup):
    """`rasa run` (REST channel) and `rasa run actions`, with the SQL tracker store of Rasa on SQLite."""

    def __init__(self, folder: Path, key: str, title: str, model: Path) -> None:
        super().__init__(folder)
        self.key, self.title, self.model = key, title, model
        self._actions = ""

    def _launch(self, folder: Path) -> None:
        port, actions_port = free_port(), free_port()
        self._base, self._actions = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{actions_port}"
        endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
        endpoints.write_text(yaml.safe_dump({
            "nlg": {"type": "bot.nlg.ScriptNaturalLanguageGenerator"},
            "action_endpoint": {"url": f"{self._actions}/webhook", "enable_selective_domain": True},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")}}), encoding="utf-8")
        credentials.write_text("rest:\n", encoding="utf-8")
        env = {**QUIET, "PERSPECTIEF_DATA": str(folder / "data"), "PERSPECTIEF_DATABASE_URL": ""}
        rasa = [sys.executable, "-m", "rasa", "run"]
        self.processes = [
            Process(f"{self.title}: rasa run",
                    [*rasa, "--model", str(self.model), "--endpoints", str(endpoints), "--credentials",
                     str(credentials), "--port", str(port), "--interface", "127.0.0.1"], env, folder / "rasa.log"),
            Process(f"{self.title}: rasa run actions", [*rasa, "actions", "--actions", "actions", "--port",
                                                        str(actions_port)], env, folder / "actions.log")]

    def _health(self) -> list[str]:
        return [f"{self._actions}/health", f"{self._base}/"]

    def _address(self) -> str:
        return f"{self._base}/webhooks/rest/webhook"

    def _body(self, conversation: str, turn: Turn) -> dict[str, str]:
        return {"sender": conversation, "message": turn.message}

    def _texts(self, answer) -> list[str]:
        return [message["text"] for message in answer if message.get("text")]


def client() -> httpx.AsyncClient:
    """A client for any number of people at once; nothing of the environment (proxies) plays a part."""
    return httpx.AsyncClient(timeout=TURN_LIMIT, trust_env=False,
                             limits=httpx.Limits(max_connections=None, max_keepalive_connections=100))
