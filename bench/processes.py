"""Processes of a set-up: started in a group of their own, watched, and always ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from bot.settings import ROOT

MEGABYTE = 1024 * 1024


class BenchError(Exception):
    """A set-up does not run; the message ends with the last lines of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A process and its children, started at once.

    Args:
        name: for messages.
        command: what to run, in the project's folder.
        env: added to the environment; settings of Perspectief from outside are left out.
        log: file that takes all it prints.
    """

    def __init__(self, name: str, command: list[str], env: dict[str, str], log: Path) -> None:
        self.name, self.log = name, log
        inherited = {key: value for key, value in os.environ.items()
                     if not key.startswith(("PERSPECTIEF_", "TELEGRAM_"))}
        with log.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(command, cwd=ROOT, env={**inherited, **env}, stdin=subprocess.DEVNULL,
                                             stdout=output, stderr=subprocess.STDOUT, start_new_session=True)

    def check(self) -> None:
        """Raises BenchError when the process has ended."""
        if self._process.poll() is not None:
            raise BenchError(f"{self.name} ended with code {self._process.returncode}:\n{self.tail()}")

    def tail(self, lines: int = 12) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def memory(self) -> float:
        """Resident megabytes now, of the process and its children."""
        return sum(int(fields[21]) for fields in self._stats()) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE

    def processor(self) -> float:
        """Seconds of processor time used up to now, by the process and its children."""
        return sum(int(fields[11]) + int(fields[12]) for fields in self._stats()) / os.sysconf("SC_CLK_TCK")

    def _stats(self) -> list[list[str]]:
        """What the kernel tells of each process of the group, from the field behind its name on."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[2]) == self._process.pid:
                    found.append(fields)
        return found

    def wait(self, limit: float) -> None:
        """Let a command end by itself.

        Raises:
            BenchError: it failed, or took more seconds than `limit`.
        """
        try:
            code = self._process.wait(timeout=limit)
        except subprocess.TimeoutExpired as error:
            self.stop()
            raise BenchError(f"{self.name} took more than {limit:.0f} s:\n{self.tail()}") from error
        if code:
            raise BenchError(f"{self.name} ended with code {code}:\n{self.tail()}")

    def stop(self) -> None:
        """End the whole group: asked first, then made to."""
        for sign, patience in ((signal.SIGTERM, 8.0), (signal.SIGKILL, 8.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, sign)
            until = time.monotonic() + patience
            while time.monotonic() < until:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        self._process.wait()
