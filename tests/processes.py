"""Real processes for tests: started on free ports, waited for with a deadline, ended in any case."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bot.settings import ROOT

TOKEN = "een-token-voor-de-test"
DEADLINE = 120      # seconds; far more than anything takes, so that only a hang reaches it


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def environment(**more: str) -> dict[str, str]:
    """Of a process that knows nothing of the settings on this machine."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("PERSPECTIEF_")}
    return {**own, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1", **more}


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Look again and again until it holds; fails after the deadline."""
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.05)


def start(*command: str, output: Path, **given) -> subprocess.Popen:
    """A process of its own group, in the project, that writes all it says to a file."""
    with output.open("w", encoding="utf-8") as file:
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
                                start_new_session=True, **{"stdin": subprocess.DEVNULL, "env": environment(), **given})


def end(process: subprocess.Popen) -> None:
    """No trace of it is left, nor of what it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Served:
    """`perspectief run` on a free port, its data in a folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.output = folder / "output.txt"
        self.settings = {"PERSPECTIEF_DATA": str(folder / "data"), "PERSPECTIEF_PORT": str(self.port),
                         "PERSPECTIEF_TOKEN": TOKEN, **settings}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=DEADLINE,
                                   headers={"Authorization": f"Bearer {TOKEN}"})
        self.process: subprocess.Popen | None = None

    def launch(self) -> None:
        """Start it, without waiting."""
        self.process = start("-m", "bot.cli", "run", output=self.output, env=environment(**self.settings))

    def up(self) -> Served:
        """Start it and wait until it answers."""
        self.launch()
        wait_until(self.answers, f"the server answers; it said: {self.said}")
        return self

    def answers(self) -> bool:
        assert self.process.poll() is None, self.said
        try:
            return self.client.get("/api/health").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """kill -9."""
        end(self.process)
        assert self.process.returncode == -signal.SIGKILL

    def stop(self) -> int:
        """The exit code after a polite SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8") if self.output.exists() else ""

    def turn(self, conversation: str, **what: str) -> dict:
        answer = self.client.post("/api/turn", json={"conversation": conversation, **what})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def record(self, conversation: str) -> dict[str, str]:
        """Step (with item) -> words, of every answer that is kept."""
        entries = self.client.get(f"/api/conversations/{conversation}/record").json()["entries"]
        return {f"{entry['step']}@{entry['item']}" if entry["item"] else entry["step"]: entry["text"]
                for entry in entries}
