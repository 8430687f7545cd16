"""The rules that move a written client, as `rehearsal/rules.yml` holds them."""

from __future__ import annotations

from pydantic import root_validator

from bot.rehearsal.models import STYLES
from bot.script.models import Content

MOVES = (
    "give_verdict", "push_option", "give_advice", "comfort_away", "abuse", "ask_safety",
    "recognise_equal", "recognise_road", "recognise_person", "share_self", "thank", "reflect", "silence",
    "inform", "teach_back", "refer", "name_limit",
    "ask_motive", "ask_dream", "ask_loss", "ask_gain", "ask_talent", "ask_network", "ask_options", "ask_plan_b", "ask_goal",
    "ask_step", "ask_leave", "ask_open", "ask_closed", "greet", "end", "off_role", "other")


class Effect(Content):
    """What a line adds to trust and energy."""

    trust: int
    energy: int


class Rules(Content):
    """See the comments in the file."""

    moves: dict[str, Effect]
    wears_off: list[str]
    closed_needs: int
    telling: Effect
    styles: dict[str, dict[str, Effect]]

    @root_validator(skip_on_failure=True)
    def _complete(cls, values: dict) -> dict:
        """Every move and style is there, and nothing else."""
        for name, found, wanted in (("moves", values["moves"], MOVES), ("styles", values["styles"], STYLES)):
            missing, unknown = set(wanted) - set(found), set(found) - set(wanted)
            if missing or unknown:
                raise ValueError(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        named = {move for style in values["styles"].values() for move in style} | set(values["wears_off"])
        if named - set(MOVES):
            raise ValueError(f"unknown moves: {sorted(named - set(MOVES))}")
        return values

    def effect(self, move: str, style: str) -> Effect:
        """Of a move on a client of this style."""
        own, more = self.moves[move], self.styles[style].get(move)
        return Effect(trust=own.trust + more.trust, energy=own.energy + more.energy) if more else own
