"""One rehearsal: a persona, a seed and the lines so far. Lines and seed are all that is kept; the talk follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rehearsal import client
from bot.rehearsal.client import Answer, Said, State
from bot.rehearsal.models import Persona
from bot.rehearsal.rules import Rules


@dataclass(frozen=True)
class Exchange:
    """A line of the trainee, and what it led to. `before` and `after`: the client's state."""

    number: int
    said: Said
    answer: Answer
    before: State

    @property
    def after(self) -> State:
        return self.answer.state


@dataclass(frozen=True)
class Talk:
    """A rehearsed talk as far as it went."""

    persona: Persona
    opening: str
    exchanges: tuple[Exchange, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """Facts that came out, in order."""
        return tuple(name for exchange in self.exchanges for name in exchange.answer.told)

    @property
    def ended(self) -> bool:
        return bool(self.exchanges) and self.exchanges[-1].said.move == "end"


def play(persona: Persona, rules: Rules, seed: int, lines: Sequence[Said]) -> Talk:
    """The talk that these lines lead to; the same for the same persona, rules, seed and lines."""
    opening = client.begin(persona, seed)
    state, exchanges = opening.state, []
    for number, said in enumerate(lines, 1):
        found = client.answer(persona, rules, state, said, seed)
        exchanges.append(Exchange(number, said, found, state))
        state = found.state
    return Talk(persona, opening.text, tuple(exchanges))
