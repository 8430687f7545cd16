"""The script of turns: what a person types or presses, as each set-up takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot import choices
from bot.script import loader

TURNS = Path(__file__).parent / "turns.txt"


@dataclass(frozen=True)
class Turn:
    """One turn: the body for Perspectief (`text` or `choice`), and the message for Rasa's own REST channel."""

    text: str | None
    choice: str | None
    message: str

    @property
    def body(self) -> dict[str, str]:
        return {"choice": self.choice} if self.choice else {"text": self.text or ""}

    @property
    def shown(self) -> str:
        return f"> {self.choice}" if self.choice else self.text or ""


class Script:
    """Makes turns; knows from the Dutch script what each button means.

    Raises:
        ContentError: the script cannot be read.
    """

    def __init__(self) -> None:
        self._script = loader.load("nl")

    def typed(self, text: str) -> Turn:
        intent = choices.COMMANDS.get(text) if text.startswith("/") else None
        return Turn(text, None, f"/{intent}" if intent else text)

    def pressed(self, choice: str) -> Turn:
        known = choices.pressed(self._script, choice)
        if known is None:
            raise SystemExit(f"bench: the script has no choice {choice!r}")
        return Turn(None, choice, f'/{known.intent}{{"choice": "{choice}"}}')

    def talk(self, path: Path = TURNS) -> list[Turn]:
        """All turns of a file: a line each, `> id` for a button, `#` for a remark."""
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        return [self.pressed(line[2:].strip()) if line.startswith("> ") else self.typed(line)
                for line in lines if line and not line.startswith("#")]
