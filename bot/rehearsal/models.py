"""What a persona file may hold. Pydantic refuses the rest; `bot/check/rehearsal.py` looks at the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, conint, conlist, root_validator

from bot.script.models import Content, Identifier, Text

STYLES = ("plain", "upset", "talkative", "reserved", "wandering", "pleasing")
TOPICS = ("motive", "dream", "loss", "gain", "talent", "network", "fear", "options", "plan_b", "goal", "step", "safety")
OPTIONS = ("legal_stay", "onward_migration", "return", "stay_without_status")
MOST = 10               # of trust and energy
Lines = conlist(Text, min_items=1)
Level = conint(ge=0, le=MOST)


class Fact(Content):
    """Something the client tells only when it is asked for and there is trust enough.

    `after`: facts that come out before it; `hint`: what is said when it is asked too early; `gist`: for the feedback;
    `dark`: a hint of not wanting to live, or of danger, that asks for the direct question.
    """

    id: Identifier
    topic: Literal[TOPICS]
    trust: Level
    after: list[Identifier] = Field([])
    hint: Text
    tells: Lines
    gist: Text
    dark: bool = False


class Known(Content):
    """What the client knows and believes of one of the four options: told when options are asked about."""

    knows: Text
    rumour: Text


class Starts(Content):
    """Where trust and energy stand at the first word, 0 to 10."""

    trust: Level
    energy: Level


class Replies(Content):
    """What the client says where no fact comes out, by what was done to them. Several wordings each; they take turns."""

    greeted: Lines
    recognised: Lines
    thanked: Lines
    reflected: Lines
    silence: Lines
    asked_open: Lines       # an open question, and nothing (more) to tell now
    asked_closed: Lines
    asked_safety: Lines     # asked directly about death or danger, where nothing (more) is to be told of it
    asked_again: Lines      # what was told already
    asked_leave: Lines
    informed: Lines
    taught_back: Lines
    referred: Lines
    limited: Lines
    advised: Lines          # advice, a verdict, an option pushed
    comforted: Lines        # comforted away
    abused: Lines
    off_role: Lines
    unclear: Lines
    tired: Lines            # no energy left
    ended: Lines


class Persona(Content):
    """A written client: invented, without a name. `road`, `moves` and `closes` are for the trainer."""

    id: Identifier
    style: Literal[STYLES]
    title: Text
    age: conint(ge=12, le=99)
    road: Text
    request: Text
    moves: Text
    closes: Text
    starts: Starts
    opens: Lines
    facts: conlist(Fact, min_items=6)
    options: dict[Literal[OPTIONS], Known]
    replies: Replies

    @root_validator(skip_on_failure=True)
    def _hangs_together(cls, values: dict) -> dict:
        """Conditions that can be met: facts that exist, no circle, trust that can be reached; all four options."""
        facts = {fact.id: fact for fact in values["facts"]}
        if len(facts) < len(values["facts"]):
            raise ValueError("two facts have the same id")
        told: set[str] = set()
        for fact in facts.values():
            for name in fact.after:
                if name not in facts:
                    raise ValueError(f"fact {fact.id!r} comes after {name!r}, which does not exist")
        while ready := [name for name, fact in facts.items() if name not in told and told.issuperset(fact.after)]:
            told.update(ready)
        if told != set(facts):
            raise ValueError(f"these facts wait for one another and never come out: {', '.join(sorted(set(facts) - told))}")
        missing = [name for name in OPTIONS if name not in values["options"]]
        if missing:
            raise ValueError(f"options: nothing is said of {', '.join(missing)}")
        topics = {fact.topic for fact in facts.values()}
        lacking = [topic for topic in ("motive", "dream", "loss", "talent", "fear", "network") if topic not in topics]
        if lacking:
            raise ValueError(f"no fact about {', '.join(lacking)}")
        return values


class PersonaFile(Content):
    """One file: `script/<language>/personas/<id>.yml`."""

    language: Text
    reviewed: Text = Field(...)
    persona: Persona
