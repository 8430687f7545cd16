"""Whole conversations on Telegram, one in each language, as they were read by a person: tests/conversations/telegram/.

A file holds both sides. What the client does stands behind ">": words, a [button], (voice) and the like, ~ new words for the
message before, @ days until the next check-in. What comes stands below it, with the buttons in their rows. Run with
`--update-golden` to write what is said now.
"""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import quiet
from bot.channels.telegram.reminders import written
from bot.store import clients
from tests.bot_api_people import Message, Put
from tests.processes import wait_until
from tests.telegram_talking import Channel, Client

FOLDER = Path(__file__).parent / "conversations" / "telegram"
FILES = sorted(FOLDER.glob("*.txt"))
CLIENT, INDENT = "> ", "    "
DAYS = 40


class Player:
    """Does what the client of a file does, and writes down what comes."""

    def __init__(self, channel: Channel, language: str) -> None:
        self.channel = channel
        self.client: Client = channel.somebody(language)
        self.language = language
        self.today = quiet.day_of(time.time())
        self.typed: Put | None = None

    def play(self, act: str) -> str:
        """One act, and what comes of it, as it stands in the file."""
        before = max(self.client.person.messages, default=0)
        if act.startswith("@ "):
            self.let_pass(int(act[2:]))
        elif act.startswith("~ "):
            self.client.edits(self.typed, act[2:])
        elif act[0] + act[-1] == "[]":
            self.client.presses(act[1:-1])
        elif act[0] + act[-1] == "()":
            self.client.sends(act[1:-1])
        else:
            self.client.says(act)
            self.typed = self.client.put
        self.client.looks(before)
        return "\n\n".join([CLIENT + act, *map(self.shown, self.client.got)])

    def let_pass(self, days: int) -> None:
        """It is so many days later, in the morning."""
        moment = quiet.on(self.today + datetime.timedelta(days), self.channel.settings.quiet_hours)
        self.channel.check_in(moment)
        wait_until(lambda: not self.client.rows()["outbox"], "what is due has come")

    def shown(self, message: Message) -> str:
        """A message as it looks; days are told by how far off they are."""
        text = message.text or message.caption
        if message.kind == "document":
            text += f"\n\n{message.file.decode('utf-8').strip()}"
        notes = [message.kind] * (message.kind != "text") + ["may be kept"] * (not message.protected)
        rows = ["".join(f"[{button.label}] " for button in row).rstrip() for row in message.buttons]
        lines = [*([f"({', '.join(notes)})"] if notes else []), *self.timeless(text).splitlines(), *rows]
        return "\n".join(f"{INDENT}{line}".rstrip() for line in lines)

    def timeless(self, text: str) -> str:
        for days in range(DAYS):
            day = self.today + datetime.timedelta(days)
            text = text.replace(written(day, self.language), f"‹day {days}›").replace(day.isoformat(), f"‹day {days}›")
        return text


def acts(file: Path) -> list[str]:
    """What the client does in a file."""
    return [line.removeprefix(CLIENT) for line in file.read_text(encoding="utf-8").splitlines() if line.startswith(CLIENT)]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_conversation_is_as_it_was_read(file: Path, channel: Channel, monkeypatch: pytest.MonkeyPatch,
                                            request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(clients, "secrets", SimpleNamespace(token_hex=lambda _: f"read-{file.stem}"))     # decides some wordings
    player = Player(channel, file.stem)
    played = "\n\n".join(player.play(act) for act in acts(file)) + "\n"
    if request.config.getoption("--update-golden"):
        file.write_text(played, encoding="utf-8")
    assert played == file.read_text(encoding="utf-8")
    assert player.client.kept is None, "it ends with /forget"


def test_there_is_one_in_each_language(channel: Channel) -> None:
    assert {file.stem for file in FILES} == set(channel.services.scripts)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_each_has_all_that_there_is_to_read(file: Path) -> None:
    done = acts(file)
    for act in ("/start", "/mydata", "/forget", "/goal", "/privacy", "(voice)", "@ 3"):
        assert act in done, act
    text = file.read_text(encoding="utf-8")
    assert "(photo, may be kept)" in text and "0800 32 123" in text
    assert not re.search(r"[{}]", text)
