"""kill -9 at any point: the talk goes on at the same question with every confirmed answer. And how the command ends."""

from __future__ import annotations

import contextlib
import random
import threading

import httpx
import pytest

from tests import processes
from tests.processes import TOKEN, Served

WORDS = ("mijn zus en het werk in de tuin", "elke dag naar het station", "er was geen werk in mijn dorp",
         "een eigen winkel met brood", "ik heb de taal geleerd", "mijn ouders zijn ver weg")
TURNS, KILLS = 12, 5


class Person:
    """Answers whatever is asked, and remembers what was confirmed."""

    def __init__(self, served: Served, conversation: str) -> None:
        self.served, self.conversation = served, conversation
        self.told: dict[str, str] = {}      # confirmed: the words given at a question
        self.turns = 0
        self.now = served.turn(conversation, text="/start")

    @property
    def step(self) -> str:
        return self.now["state"]["step"]

    def answer(self) -> dict[str, str]:
        """What is said or pressed next: an own button of the question, else words that were not said before."""
        own = [button["id"] for reply in self.now["replies"] for button in reply["choices"] if ":" in button["id"]]
        if self.step == "welcome.moment":
            return {"choice": "welcome.moment:thirty"}
        return {"choice": own[0]} if own else {"text": f"{WORDS[self.turns % len(WORDS)]} {self.turns}"}

    def go_on(self) -> None:
        given, step = self.answer(), self.step
        self.now = self.served.turn(self.conversation, **given)
        self.turns += 1
        if "text" in given and self.step != step:
            self.told[step] = given["text"]

    def look(self) -> str:
        """The open question, without saying anything."""
        return self.served.turn(self.conversation, text="")["state"]["step"]

    def go_on_while_killed(self, after: float) -> dict[str, str]:
        """Say something, and kill the server while it is being answered. What was said, unconfirmed."""
        given = self.answer()
        request = threading.Thread(target=self._say_into_the_void, args=(given,))
        request.start()
        threading.Event().wait(after)       # not asserted upon: any moment will do
        self.served.kill()
        request.join()
        return given

    def _say_into_the_void(self, given: dict[str, str]) -> None:
        with contextlib.suppress(httpx.TransportError):
            httpx.post(f"http://127.0.0.1:{self.served.port}/api/turn", timeout=processes.DEADLINE,
                       headers={"Authorization": f"Bearer {TOKEN}"},
                       json={"conversation": self.conversation, **given})


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path)
    yield served.up()
    processes.end(served.process)


@pytest.mark.slow
def test_five_kills_lose_no_confirmed_answer_and_no_open_question(served: Served) -> None:
    moments = random.Random(7)
    person, scared = Person(served, "moedig"), Person(served, "bang")
    scared.go_on()
    scared.now = served.turn("bang", text="ik wil niet meer leven")
    assert scared.step == "crisis_now.safe" and scared.now["state"]["safety"] == "sure"
    for _ in range(KILLS):
        for _ in range(TURNS // KILLS):
            person.go_on()
        before, known = person.step, served.record("moedig")
        given = person.go_on_while_killed(moments.uniform(0, 0.05))
        served.up()
        assert_nothing_lost(person, before, known, given)
        person.now = served.turn("moedig", text="")
        assert scared.look() == "crisis_now.safe", "a safety question survives"
    while person.turns < TURNS:
        person.go_on()
    assert len(person.told) >= 5 and person.told.items() <= served.record("moedig").items()
    back = served.turn("bang", choice="crisis_now.safe:yes")
    assert back["state"]["step"].startswith("crisis_after")
    assert served.stop() == 0


def assert_nothing_lost(person: Person, before: str, known: dict[str, str], given: dict[str, str]) -> None:
    """The question is the one that was open, or, when the last words were taken in after all, the next one."""
    kept = person.served.record(person.conversation)
    assert person.told.items() <= kept.items() and known.items() <= kept.items()
    if person.look() != before and "text" in given:
        assert kept[before] == given["text"]


def test_the_address_is_one_line_with_the_token_and_sigterm_ends_well(served: Served) -> None:
    processes.wait_until(lambda: "token" in served.said, "the address is printed")
    lines = [line.strip() for line in served.said.splitlines() if TOKEN in line]
    assert lines == [f"http://127.0.0.1:{served.port}/?token={TOKEN}"]
    assert served.client.get(lines[0]).status_code == 303
    assert served.stop() == 0
    assert "Traceback" not in served.said and "Warning" not in served.said


def test_what_cannot_be_used_is_one_clear_line_and_exit_code_1(tmp_path) -> None:
    taken = processes.socket.create_server(("127.0.0.1", 0))
    port = str(taken.getsockname()[1])
    (tmp_path / "perspectief.db").write_bytes(b"this is no database, whatever its name says " * 100)
    file = tmp_path / "a_file"
    file.touch()
    faults = {
        "busy": ({"PERSPECTIEF_PORT": port}, f"PERSPECTIEF_PORT={port}"),
        "port": ({"PERSPECTIEF_PORT": "http"}, "PERSPECTIEF_PORT='http'"),
        "host": ({"PERSPECTIEF_HOST": "999.999.1.1"}, "PERSPECTIEF_HOST=999.999.1.1"),
        "language": ({"PERSPECTIEF_LANGUAGE": "xx"}, "PERSPECTIEF_LANGUAGE='xx'"),
        "broken": ({"PERSPECTIEF_DATA": str(tmp_path)}, "perspectief.db' cannot be opened"),
        "file": ({"PERSPECTIEF_DATA": str(file)}, "perspectief.db' cannot be opened"),
        "address": ({"PERSPECTIEF_DATABASE_URL": "nonsense"}, "PERSPECTIEF_DATABASE_URL"),
    }
    with taken:
        for name, (setting, line) in faults.items():
            folder = tmp_path / name
            folder.mkdir()
            served = Served(folder, **setting)
            served.launch()
            try:
                assert served.process.wait(processes.DEADLINE) == 1, served.said
            finally:
                processes.end(served.process)
            assert len(served.said.splitlines()) == 1 and line in served.said, served.said
