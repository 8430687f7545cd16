"""The written client: how a line moves it, what it tells, what it says. The same seed and lines give the same talk. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.rehearsal.models import MOST, OPTIONS, Fact, Persona
from bot.rehearsal.rules import Rules

CLOSES = ("give_verdict", "push_option", "give_advice", "comfort_away", "abuse")
RECOGNISES = ("recognise_equal", "recognise_road", "recognise_person", "share_self")
ASKS = ("ask_motive", "ask_dream", "ask_loss", "ask_gain", "ask_talent", "ask_network", "ask_options", "ask_plan_b", "ask_goal",
        "ask_step", "ask_safety")
OPENS = ("ask_open", "reflect", "silence", *RECOGNISES)     # a fact may come by itself, where trust is well above it
BY_ITSELF = 2           # so much more trust than the fact needs
DEEP, DEEP_ENERGY = 6, 3       # a fact that needs so much trust does not come by itself from somebody who is worn out
YES_OR_NO = ("ask_safety", "ask_leave")     # the direct question about danger, and asking leave, may want a yes or a no
REPLY = {
    "greet": "greeted", **dict.fromkeys(RECOGNISES, "recognised"), "thank": "thanked", "reflect": "reflected",
    "silence": "silence", "ask_open": "asked_open", "ask_closed": "asked_closed",
    "ask_safety": "asked_safety", "ask_leave": "asked_leave",
    "inform": "informed", "teach_back": "taught_back", "refer": "referred", "name_limit": "limited",
    "give_verdict": "advised", "push_option": "advised", "give_advice": "advised", "comfort_away": "comforted",
    "abuse": "abused", "off_role": "off_role", "end": "ended", "other": "unclear",
}


@dataclass(frozen=True)
class Said:
    """What the trainee said, as it was understood.

    Attributes:
        move: the highest on the page of moves; it decides how the line is taken.
        moves: those of all its sentences, in order.
        questions: "open" or "closed" for each question in it, in order.
    """

    text: str
    move: str
    moves: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        """The last question of the line: it is what gets an answer. "" for none."""
        return next((move for move in reversed(self.moves or (self.move,)) if move.startswith("ask_")), "")

    @property
    def closed(self) -> bool:
        return bool(self.questions) and self.questions[-1] == "closed" and self.asks not in YES_OR_NO


@dataclass(frozen=True)
class State:
    """Where the client is: trust and energy (0 to 10), what was told, what was said, the last move."""

    trust: int
    energy: int
    told: tuple[str, ...] = ()
    hinted: tuple[str, ...] = ()
    used: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last: str = ""
    lines: int = 0

    @property
    def mood(self) -> str:
        """"closed", "careful" or "open"."""
        return "closed" if self.trust <= 2 else "careful" if self.trust <= 5 else "open"


@dataclass(frozen=True)
class Answer:
    """What the client says, the facts that came out with it, and the state after it."""

    text: str
    told: tuple[str, ...]
    state: State


def begin(persona: Persona, seed: int) -> Answer:
    """The first words of the client."""
    state = State(persona.starts.trust, persona.starts.energy)
    text, state = _pick(persona, state, "opens", persona.opens, seed)
    return Answer(text, (), state)


def answer(persona: Persona, rules: Rules, state: State, said: Said, seed: int) -> Answer:
    """What a line does to the client, and what the client says to it."""
    state = replace(_moved(persona, rules, state, said), lines=state.lines + 1, last=said.move)
    if said.move in CLOSES or said.move in ("off_role", "end"):
        return _reply(persona, state, REPLY[said.move], seed)
    if state.energy <= 0 and said.move != "ask_safety":
        return _reply(persona, state, "tired", seed)
    topic = said.asks if said.asks in ASKS else ""
    fact = _asked(persona, rules, state, said, topic) if topic else _by_itself(persona, state, said)
    if fact is not None:
        return _tell(persona, rules, state, fact, seed)
    if topic == "ask_options":
        return _options(persona, state, seed)
    if topic:
        return _not_yet(persona, state, topic, seed)
    return _reply(persona, state, REPLY[said.asks or said.move], seed)


def _moved(persona: Persona, rules: Rules, state: State, said: Said) -> State:
    """Trust and energy after a line: each kind of move in it counts once; one that was just made does nothing more."""
    for move in dict.fromkeys(said.moves or (said.move,)):
        if not (move in rules.wears_off and move == state.last):
            effect = rules.effect(move, persona.style)
            state = _with(state, effect.trust, effect.energy)
    return state


def _with(state: State, trust: int, energy: int) -> State:
    return replace(state, trust=max(0, min(MOST, state.trust + trust)), energy=max(0, min(MOST, state.energy + energy)))


def _untold(persona: Persona, state: State) -> list[Fact]:
    return [fact for fact in persona.facts if fact.id not in state.told]


def _open_facts(persona: Persona, state: State) -> list[Fact]:
    """Facts that may come out next: not told, and all that goes before them is."""
    return [fact for fact in _untold(persona, state) if set(fact.after) <= set(state.told)]


def _asked(persona: Persona, rules: Rules, state: State, said: Said, topic: str) -> Fact | None:
    """The fact that was asked about, where there is trust enough; a closed question needs more.

    The direct question about danger or death waits for no hint: with trust it gets an honest answer at any moment.
    """
    trust = state.trust - (rules.closed_needs if said.closed else 0)
    topics = _topics(topic)
    ready = _untold(persona, state) if topic == "ask_safety" else _open_facts(persona, state)
    return next((fact for fact in ready if fact.topic in topics and fact.trust <= trust), None)


def _by_itself(persona: Persona, state: State, said: Said) -> Fact | None:
    """What comes out unasked, when somebody listens and trust is well above what it needs."""
    if said.asks not in ("", "ask_open") or said.move not in OPENS:
        return None
    spare = state.energy >= DEEP_ENERGY
    ready = [fact for fact in _open_facts(persona, state)
             if fact.trust + BY_ITSELF <= state.trust and (spare or fact.trust < DEEP)]
    return min(ready, key=lambda fact: fact.trust, default=None)


def _topics(move: str) -> tuple[str, ...]:
    """What a question may bring out: its topic; a fear stands behind loss and behind the other way it may go."""
    topic = move.removeprefix("ask_")
    return (topic, "fear") if topic in ("loss", "plan_b") else (topic,)


def _tell(persona: Persona, rules: Rules, state: State, fact: Fact, seed: int) -> Answer:
    text, state = _pick(persona, state, f"fact.{fact.id}", fact.tells, seed)
    state = _with(state, rules.telling.trust, rules.telling.energy)
    return Answer(text, (fact.id,), replace(state, told=(*state.told, fact.id)))


def _not_yet(persona: Persona, state: State, asks: str, seed: int) -> Answer:
    """Asked too early: a hint, once. Asked again: what was said already."""
    topics = _topics(asks)
    fact = next((fact for fact in persona.facts if fact.topic in topics and fact.id not in (*state.told, *state.hinted)), None)
    if fact is None:
        told = any(one.topic in topics and one.id in state.told for one in persona.facts)
        return _reply(persona, state, REPLY.get(asks) or ("asked_again" if told else "asked_open"), seed)
    return Answer(fact.hint, (), replace(state, hinted=(*state.hinted, fact.id)))


def _options(persona: Persona, state: State, seed: int) -> Answer:
    """What the client knows and believes of one option more; with little trust nothing of it."""
    known = [f"options.{option}" for option in OPTIONS]
    untold = [name for name in known if name not in state.told]
    if state.trust <= 2 or not untold:
        return _reply(persona, state, "asked_again" if not untold else "asked_open", seed)
    name = random.Random(f"{seed}:{persona.id}:options").sample(untold, len(untold))[0]
    found = persona.options[name.partition(".")[2]]
    text = f"{found.knows} {found.rumour}"
    return Answer(text, (name,), replace(state, told=(*state.told, name)))


def _reply(persona: Persona, state: State, key: str, seed: int) -> Answer:
    text, state = _pick(persona, state, key, getattr(persona.replies, key), seed)
    return Answer(text, (), state)


def _pick(persona: Persona, state: State, key: str, lines: Sequence[str], seed: int) -> tuple[str, State]:
    """One of the wordings: none returns before the others were used."""
    used = state.used.get(key, ())
    free = [n for n in range(len(lines)) if n not in used] or list(range(len(lines)))
    number = random.Random(f"{seed}:{persona.id}:{key}:{len(used)}:{state.lines}").choice(free)
    kept = (*used, number) if len(used) < len(lines) else (number,)
    return lines[number], replace(state, used={**state.used, key: kept})
