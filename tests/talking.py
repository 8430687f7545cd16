"""A conversation as a test drives it: say, press, mean."""

from __future__ import annotations

from bot.engine import Engine, Turn
from bot.incoming import message


class Talking:
    """Drives the real engine, one turn at a time."""

    def __init__(self, engine: Engine, loop, conversation: str, audience: str = "client", language: str | None = None) -> None:
        self.engine, self.loop, self.id, self.audience, self.language = engine, loop, conversation, audience, language
        self.turn: Turn | None = None

    def _run(self, **what) -> Turn:
        what = {"audience": self.audience, "language": self.language, **what}
        self.turn = self.loop.run_until_complete(self.engine.turn(self.id, **what))
        return self.turn

    def say(self, text: str) -> Turn:
        """Type a message."""
        return self._run(text=text)

    def press(self, choice: str) -> Turn:
        """Press a button: a whole id, or the last part of one that is offered now."""
        offered = [button.id for reply in (self.turn.replies if self.turn else []) for button in reply.choices]
        full = next((id for id in offered if id == choice or id.endswith(f":{choice}")), choice)
        return self._run(choice=full)

    def mean(self, intent: str, text: str = "woorden die dit betekenen", **more) -> Turn:
        """Say something that is read as this intent, whatever the classifier thinks: for tests of the dialogue alone."""
        read = message(self.id, text, intent=intent, audience=self.audience,
                       language=self.engine.services.settings.language, more=more)
        self.turn = self.loop.run_until_complete(self.engine.handle(self.id, read))
        return self.turn

    def start(self, minutes: str = "thirty") -> Turn:
        self.say("/start")
        return self.press(minutes)

    def go(self, phase: str) -> Turn:
        """Jump to a phase, as the counsellor's page does."""
        return self._run(choice=f"go:{phase}")

    def walk(self, step: str, most: int = 60) -> Turn:
        """Answer questions with plain words until a step is open."""
        for _ in range(most):
            if self.turn.state.step == step:
                return self.turn
            self.answer()
        raise AssertionError(f"{step} did not come up; the talk is at {self.turn.state.step}")

    def answer(self) -> Turn:
        """Answer the open question: its first button, else words that count as telling."""
        own = [button for button in self.buttons if ":" in button]
        if self.step == "options.pick":     # the four are always all there: take the next one each time
            own = own[(int(self.turn.state.item) - 1) % 4:]
        return self._run(choice=own[0]) if own else self.mean("tell_support", "mijn zus en het werk in de tuin")

    @property
    def text(self) -> str:
        """All that was said in the last turn."""
        return "\n".join(reply.text for reply in self.turn.replies)

    @property
    def buttons(self) -> list[str]:
        return [button.id for reply in self.turn.replies for button in reply.choices]

    @property
    def step(self) -> str:
        return self.turn.state.step

    def entries(self) -> dict[str, str]:
        """What the record holds: step (with item) -> words."""
        return {f"{entry.step}@{entry.item}" if entry.item else entry.step: entry.text
                for entry in self.engine.services.record.entries(self.id) if entry.text}
