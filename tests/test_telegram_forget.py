"""What is deleted is gone: no row, no word, no sealed text in any file; and what is kept is locked with a key of its own."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.settings import ROOT
from bot.store import database
from bot.store.record import Record
from tests.processes import DEADLINE, TOKEN, Served, environment, wait_until
from tests.telegram_talking import Client, ServedChannel
from tests.telegram_traces import Traces

NAME, PLACE, SISTER, STEP = "Mireyabeth", "achter het Zandloperplein", "mijn zus Zuhurina", "Bellen met Ondersteek"
GOAL, ONCE, WROTE = "Leren lassen bij Kwikstaart", "eerst bij Boudewijna thuis", "dit is voor Xanthippe"
WORDS = ("Zandloperplein", "Zuhurina", "Ondersteek", "Kwikstaart", "Boudewijna", "Xanthippe")


def lived(channel: ServedChannel) -> Traces:
    """Somebody who told, changed, planned and saw all there is; what is kept of it is collected on the way."""
    client = channel.somebody("nl", NAME).begins()
    traces = Traces(client, *WORDS)
    for said in (PLACE, ONCE, SISTER, STEP):
        client.says(said)
        traces.collect()
    client.has_a_goal(STEP, goal=GOAL, date="2030-03-01")
    waits(client, "/goal", traces)
    client.presses_in("/goal", "tg:step:1-1", "tg:step:1-1:done")
    client.presses_in("/reminders", "tg:remind:3")
    client.presses_in("/reminders", "tg:remind:goal")
    client.presses_in("/privacy", "tg:privacy:keep")
    client.says(WROTE)
    client.edits(client.put, f"{WROTE}, en voor niemand anders")
    client.says("ik wil niet meer leven")
    client.presses("crisis_now.safe:yes")
    client.says("/mydata")
    traces.collect()
    return traces


def waits(client: Client, text: str, traces: Traces) -> None:
    """Say something of which the answer, with its picture, has to wait in the outbox for a moment."""
    client.channel.api.fail("sendPhoto", 429, chat=client.person, retry_after=1)
    put = client.person.says(text)
    wait_until(lambda: client.rows()["outbox"] == 2, "the picture waits")
    traces.collect()
    wait_until(lambda: client.channel.has_answered(put.update_id, client.chat), "it was sent")


def crowd(channel: ServedChannel, people: int = 12) -> None:
    """Others come and stay, so that the pages of the database fill up and rows are moved about."""
    for number in range(people):
        channel.somebody().begins().has_a_goal(*(f"Stap {number}-{step} van iemand anders" for step in range(4)))


def check_that_all_is_there(traces: Traces, data: Path) -> None:
    """What is looked for can be found: without that, a test of its absence would tell nothing."""
    assert len(traces.sealed) > 40
    assert traces.in_rows() and any("perspectief.db" in found for found in traces.in_files(data))


# --- /forget and `perspectief forget` -----------------------------------------------------------------------------------

@pytest.mark.slow
@pytest.mark.parametrize("button", ["forget_confirm.sure:yes", "forget_confirm.sure:chat"])
def test_after_forget_nothing_is_left_in_any_row_or_file(served_channel: ServedChannel, button: str):
    other = served_channel.somebody().begins().has_a_goal("Een stap van iemand anders")
    traces = lived(served_channel)
    crowd(served_channel)
    check_that_all_is_there(traces, served_channel.data)
    client = traces.client
    said = client.presses_in("/forget", button)
    assert client.words("tg_forgotten") in said
    assert traces.in_rows() == [] and traces.in_files(served_channel.data) == []
    assert "goal.want" in other.answers_kept(), "and nobody else lost anything"


@pytest.mark.slow
def test_the_command_line_deletes_all_of_it_too_while_the_server_runs(served_channel: ServedChannel):
    traces = lived(served_channel)
    assert run(served_channel.served, "forget", traces.client.conversation) == (0, "weg")
    assert traces.in_rows() == [] and traces.in_files(served_channel.data) == []
    client = traces.client
    client.says("hallo, ben je er nog?")
    assert "tg:lang:nl" in client.buttons, "somebody who never wrote here"


@pytest.mark.slow
def test_the_messages_in_the_chat_go_too_where_the_client_wants_that(served_channel: ServedChannel):
    client = served_channel.somebody()
    client.chooses_language()
    first_contact = [message.text for message in client.person.messages.values()]
    client.presses("tg:yes:nl")
    client.says(PLACE)
    client.says("/forget")
    assert client.words("tg_forget_chat_explained") in client.text
    client.presses("forget_confirm.sure:chat")
    left = [message.text for message in client.person.messages.values()]
    assert left == [*first_contact, client.words("tg_forgotten")], "what was there before the yes is not known, and stays"


@pytest.mark.slow
def test_with_the_other_yes_the_chat_stays_as_it_is(served_channel: ServedChannel):
    client = served_channel.somebody().begins()
    client.says(PLACE)
    before = len(client.person.messages)
    client.presses_in("/forget", "forget_confirm.sure:yes")
    assert len(client.person.messages) > before


@pytest.mark.slow
def test_without_a_yes_nothing_is_deleted(served_channel: ServedChannel):
    client = served_channel.somebody().begins().has_a_goal(STEP)
    client.presses_in("/forget", "forget_confirm.sure:no")
    assert "goal.want" in client.answers_kept()
    client.presses_in("/forget")
    client.says("/help")
    assert "goal.want" in client.answers_kept()


# --- what can be read without the key, and what is written to the terminal ---------------------------------------------

@pytest.mark.slow
def test_of_a_whole_talk_nothing_can_be_read_in_any_file_without_the_key(served_channel: ServedChannel):
    traces = lived(served_channel)
    traces.sealed.clear()
    traces.ids.remove(traces.client.conversation)       # opaque: it tells nothing
    traces.ids.remove(traces.client.chat)
    names = {entry.step for entry in served_channel.record.entries(traces.client.conversation)}
    traces.words += (*names, "express_crisis", "forget_me", "action_listen\", \"policy", "first_name")
    assert len(names) > 4 and traces.in_files(served_channel.data) == []


@pytest.mark.slow
def test_the_process_writes_no_word_name_number_or_token(served_channel: ServedChannel):
    client = lived(served_channel).client
    served_channel.api.fail("sendMessage", 500, chat=client.person)
    served_channel.api.fail("sendMessage", 400, chat=client.person)
    served_channel.api.update({"message": {"message_id": 1, "text": WROTE, "chat": client.person.chat}})
    client.says(SISTER)
    client.says(PLACE)
    said = served_channel.served.said
    people = served_channel.api.chats.values()
    told = {message.text for person in people for message in person.messages.values() if len(message.text) > 8}
    secrets = {*told, *WORDS, NAME, served_channel.api.TOKEN, *(str(person.chat_id) for person in people)}
    assert [secret for secret in secrets if secret in said] == []
    assert "Telegram refused a call (text): BadRequest" in said, "what went wrong is said, without a word of the talk"
    assert "Traceback" not in said


# --- the key ------------------------------------------------------------------------------------------------------------

def run(served: Served, *arguments: str) -> tuple[int, str]:
    """`perspectief ...` on the same data: its exit code and what it said."""
    done = subprocess.run([sys.executable, "-m", "bot.cli", *arguments], cwd=ROOT, env=environment(**served.settings),
                          capture_output=True, text=True, timeout=DEADLINE)
    return done.returncode, (done.stdout + done.stderr).strip()


class Locked:
    """A database with one answer in it, and its key file."""

    def __init__(self, folder: Path) -> None:
        self.served = Served(folder)
        self.settings = settings.load(self.served.settings, dotenv=folder / "none")
        self.write()

    def write(self) -> None:
        engine = database.of(self.settings)
        Record(engine).file("k1", phase="motives", step="motives.dream", text=SISTER)
        database.tidy(engine)
        engine.dispose()

    def read(self) -> list[str]:
        engine = database.of(self.settings)
        try:
            return [entry.text for entry in Record(engine).entries("k1")]
        finally:
            engine.dispose()

    @property
    def key(self) -> Path:
        return self.settings.key_file

    def content(self) -> str:
        """Of the database file, in short."""
        return hashlib.sha256((self.settings.data / "perspectief.db").read_bytes()).hexdigest()


@pytest.fixture
def locked(tmp_path) -> Locked:
    return Locked(tmp_path)


def test_the_key_is_made_at_the_first_start_for_its_owner_alone(locked: Locked):
    assert locked.key.stat().st_mode & 0o777 == 0o600 and locked.settings.data.stat().st_mode & 0o777 == 0o700
    assert len(base64.b64decode(locked.key.read_bytes())) == 32
    before = locked.key.read_bytes()
    locked.write()
    assert locked.key.read_bytes() == before


@pytest.mark.slow
def test_the_server_makes_it_so_too(served_channel: ServedChannel):
    assert (served_channel.data / "key").stat().st_mode & 0o777 == 0o600
    assert served_channel.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.parametrize("command", [("run",), ("forget", "k1"), ("purge",)], ids=" ".join)
def test_a_wrong_key_refuses_and_changes_nothing(locked: Locked, command: tuple[str, ...]):
    right, before = locked.key.read_bytes(), locked.content()
    locked.key.write_bytes(base64.b64encode(os.urandom(32)))
    code, said = run(locked.served, *command)
    assert code == 1 and len(said.splitlines()) == 1 and str(locked.key) in said and "nothing was changed" in said
    assert locked.content() == before
    locked.key.write_bytes(right)
    assert locked.read() == [SISTER]


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"no key at all", base64.b64encode(os.urandom(31)), b"\x00" * 44],
                         ids=["empty", "words", "too short", "zeros"])
def test_a_file_that_is_no_key_refuses_and_changes_nothing(locked: Locked, content: bytes):
    right, before = locked.key.read_bytes(), locked.content()
    locked.key.write_bytes(content)
    code, said = run(locked.served, "purge")
    assert code == 1 and len(said.splitlines()) == 1 and str(locked.key) in said and "Traceback" not in said
    locked.key.write_bytes(right)
    assert locked.content() == before and locked.read() == [SISTER]


@pytest.mark.slow
def test_a_key_that_is_lost_refuses_and_changes_nothing(locked: Locked):
    right, before = locked.key.read_bytes(), locked.content()
    locked.key.unlink()
    code, said = run(locked.served, "run")
    assert code == 1 and len(said.splitlines()) == 1 and str(locked.key) in said
    assert not locked.key.exists(), "no other key takes its place"
    locked.key.write_bytes(right)
    locked.key.chmod(0o600)
    assert locked.content() == before and locked.read() == [SISTER]


@pytest.mark.slow
@pytest.mark.parametrize("rights", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_refuses_and_says_what_to_do(locked: Locked, rights: int):
    locked.key.chmod(rights)
    code, said = run(locked.served, "purge")
    assert code == 1 and f"chmod 600 {locked.key}" in said and TOKEN not in said
