"""Ids that a button may carry, and what pressing one means to the dialogue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.script.loader import Script
from bot.script.models import PHASES

# Buttons that are always there; they act like the intent of that meaning.
CONTROLS = {"skip": "skip", "go_back": "go_back", "pause": "pause", "ask_repeat": "ask_repeat", "resume": "affirm",
            "start_over": "start_over", "forget_me": "forget_me", "talk_to_human": "talk_to_human",
            "ask_goal": "ask_goal", "ask_legal": "ask_legal", "express_distress": "express_distress",
            "report_progress": "report_progress", "report_setback": "report_setback",
            "ask_help": "ask_help", "ask_privacy": "ask_privacy", "change_language": "change_language"}
# Buttons of the counsellor's page.
NAVIGATION = {"need": "navigate", "deeper": "navigate", **{f"go:{phase}": "navigate" for phase in PHASES},
              **{f"exercise:{name}": "choose_exercise" for name in ("lifeline", "tree", "talents", "chairs", "ladder")}}
COMMANDS = {"/start": "greet", "/help": "ask_help", "/goal": "ask_goal", "/pause": "pause", "/stop": "pause",
            "/language": "change_language", "/helpdesk": "ask_legal", "/human": "talk_to_human",
            "/privacy": "ask_privacy", "/forget": "forget_me", "/reminders": "ask_reminder"}
GOAL_STEP = re.compile(r"step_[1-9][0-9]?")
OPTION_STEPS = ("options.pick", "options_after.leaning", "place_fifth.under")


@dataclass(frozen=True)
class Pressed:
    """A button as the dialogue takes it: an intent, and the words that stand on it."""

    intent: str
    label: str


def pressed(script: Script, choice: str) -> Pressed | None:
    """What a choice id means, or None for an id that no button ever had."""
    if choice in CONTROLS:
        return Pressed(CONTROLS[choice], script.label(choice))
    if choice.startswith("lang:") and f"lang_{choice[5:]}" in script.labels:
        return Pressed("change_language", script.label(f"lang_{choice[5:]}"))
    if choice in NAVIGATION:
        return Pressed(NAVIGATION[choice], choice)
    step_name, _, choice_id = choice.rpartition(":")
    step = script.steps.get(step_name)
    if step is None:
        return None
    if step_name in OPTION_STEPS and choice_id in script.options:
        return Pressed("inform", script.options[choice_id].name)
    if step_name.startswith("goal_order.") and GOAL_STEP.fullmatch(choice_id):
        return Pressed("inform", choice_id)
    own = step.choice(choice_id)
    return Pressed("inform", own.label) if own else None
