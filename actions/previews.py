"""What stands above a question and inside it: the four options, the overview, the client's own words."""

from __future__ import annotations

import re

from actions.talk import Talk
from bot import goal
from bot.script.flow import Place, full_name

MOST_QUOTED = 160    # characters of the client's words that are quoted back
PLACEHOLDER = re.compile(r"{([a-z_.]+)}")


def show(talk: Talk, place: Place) -> None:
    """Say what a question refers to, where it refers to something."""
    if place.step == "options.overview":
        talk.say("options_list_lead")
        talk.say("options_four", lines=four_options(talk))
    elif place.step == "options_after.pros_cons" and not talk.memory.wording:
        talk.say("overview", lines=overview(talk))


def four_options(talk: Talk) -> str:
    """All four, in the order of this conversation; in other words when the question was not understood."""
    options = [talk.script.options[option] for option in talk.options()]
    return "\n\n".join(f"• {option.name[0].upper()}{option.name[1:]}. "
                       f"{option.again if talk.memory.wording % 2 else option.about}" for option in options)


def overview(talk: Talk) -> str:
    """What each option may bring and cost, in the client's words (S67)."""
    label, parts = talk.script.label, []
    for option in talk.options():
        words = [f"   {label(column)}: {talk.answers.text(f'option.{column}', option) or label('nothing_said')}"
                 for column in ("brings", "costs")]
        parts.append("\n".join([f"• {talk.script.options[option].name}", *words]))
    return "\n".join(parts)


def summary(talk: Talk) -> str:
    """The talk in the client's own words, for the closing."""
    label, answers = talk.script.label, talk.answers
    lines = [f"• {label('request')}: {quoted(answers.text('help_question.request'))}"
             if answers.text("help_question.request") else "",
             f"• {label('dream')}: {quoted(answers.text('motives.dream'))}" if answers.text("motives.dream") else "",
             f"• {label('lean')}: {quoted(answers.text('options_after.leaning'))}"
             if answers.text("options_after.leaning") else ""]
    found = goal.read(answers)
    return "\n".join([line for line in lines if line] + ([goal.written(found, talk.script.labels)] if found else []))


def quoted(text: str) -> str:
    """Words of the client as they are quoted back."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED - 1].rstrip() + "…"


def values(talk: Talk, place: Place) -> dict[str, str]:
    """What fills the placeholders of a question."""
    option, _, check = place.item.partition(".")
    found = {"item": quoted(talk.answers.text("goal_step.what", place.item))}
    if option in talk.script.options:
        found["option"] = talk.script.options[option].name
    if place.step == "option_check.check":
        found["check"] = talk.script.options[option].check[int(check or 0)]
    step = talk.script.step(place.step)
    texts = [*(step.client.ask if step.client else []), *step.counsellor.ask]
    for name in {name for text in texts for name in PLACEHOLDER.findall(text)} - set(found):
        found[name] = quoted(talk.answers.text(full_name(name, step.series), place.item))
    return found
