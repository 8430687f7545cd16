"""Rasa's NLG hook: what an action wants to say, by name, becomes text from the script.

Actions send `utter_<reply>`, `utter_step` or `utter_recognition`; language and audience come from the tracker.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator

from bot import services
from bot.script.loader import Script
from bot.script.models import Reply, Step

PLACEHOLDER = re.compile(r"{([a-z_.]+)}")


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in place of `{name}` (also `{series.name}`); one that nobody filled becomes nothing."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def variant(texts: list[str], number: int) -> str:
    """The text whose turn it is."""
    return texts[number % len(texts)]


class ScriptNaturalLanguageGenerator(NaturalLanguageGenerator):
    """Renders everything that is said. Takes what `nlg: type:` in endpoints.yml gives; needs none of it."""

    def __init__(self, endpoint_config: Any = None, domain: Any = None) -> None:
        pass

    async def generate(self, utter_action: str, tracker: Any, output_channel: str, **kwargs: Any) -> dict[str, Any] | None:
        """The message for one `utter_...`; None when the script has no such text (Rasa then says nothing)."""
        script = services.current().script(kwargs.get("language") or tracker.get_slot("language"))
        counsellor = tracker.get_slot("audience") == "counsellor"
        values = kwargs.get("values") or {}
        if utter_action == "utter_step":
            step = script.step(kwargs["step"])
            if kwargs.get("again") and not (counsellor or kwargs.get("wording")) and step.client and step.client.again:
                return {"text": fill(step.client.again, values)}
            return step_message(script, step, kwargs.get("wording", 0), values, counsellor)
        if utter_action == "utter_recognition":
            return {"text": recognition_text(script, kwargs["kind"], kwargs["number"], counsellor)}
        reply = script.replies.get(utter_action.removeprefix("utter_"))
        return {"text": reply_text(reply, kwargs.get("variant", 0), values, counsellor)} if reply else None


def reply_text(reply: Reply, number: int, values: dict[str, str], counsellor: bool) -> str:
    """A reply in the variant that is due, for this audience."""
    return fill(variant(reply.counsellor if counsellor else reply.client, number), values)


def recognition_text(script: Script, kind: str, number: int, counsellor: bool) -> str:
    """A line of recognition; for the counsellor, words to say aloud."""
    if counsellor:
        return f"„{variant(script.recognition_aloud[kind], number)}”"
    return script.recognition[kind][number].text


def step_message(script: Script, step: Step, wording: int, values: dict[str, str], counsellor: bool) -> dict[str, Any]:
    """The question for the client, or the whole card for the counsellor (as text, and in parts for the page)."""
    if not counsellor and step.client:
        return {"text": fill(variant(step.client.ask, wording), values)}
    words = step.counsellor
    first = wording % len(words.ask)
    ask = [fill(text, values) for text in words.ask[first:] + words.ask[:first]]
    label = script.label
    text = "\n".join([f"{label('card_question')}: „{ask[0]}”", *(f"{label('card_or')}: „{other}”" for other in ask[1:]),
                      f"{label('card_why')}: {words.why}", f"{label('card_tip')}: {words.tip}"])
    card = {"step": step.name, "ask": ask, "why": words.why, "tip": words.tip, "domain": step.domain}
    return {"text": text, "custom": {"card": card}}
