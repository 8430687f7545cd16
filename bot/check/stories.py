"""Stories: each intent of the domain leads somewhere, and a reply of its name exists where the code says it by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.check.content import Content, Node
from bot.check.registry import INTENTS_ANSWERED
from bot.script.loader import Finding

BY_NAME = "action_reply"        # says the reply that has the intent's name
OTHER_NAME = ("nlu_fallback",)  # says "not_understood"


def check(content: Content) -> list[Finding]:
    """Intents without a rule, rules without an intent, and intents that are answered by a reply nobody registered."""
    broken = len(content.broken)
    files = [content.file(path) for path in sorted((content.root / "data" / "stories").rglob("*.yml"))]
    used = [leaf for file in files if file for leaf in file.leaves() if leaf.path[-1:] == ("intent",)]
    names, known = {leaf.text for leaf in used}, content.intents()
    found = content.broken[broken:]
    found += [node.find(f"intent {intent!r} has no rule or story: it would be met with silence")
              for intent, node in known.items() if intent not in names]
    found += [leaf.find(f"there is no intent {leaf.text!r}") for leaf in used if leaf.text not in known]
    return found + [finding for file in files if file for finding in _by_name(file)]


def _by_name(file: Node) -> Iterator[Finding]:
    for rule in file.get("rules").each():
        steps = rule.get("steps").each()
        for step, following in pairwise(steps):
            intent = step.get("intent").text
            if intent and following.get("action").text == BY_NAME and intent not in (*INTENTS_ANSWERED, *OTHER_NAME):
                yield step.find(f"{BY_NAME} would say a reply {intent!r}: it is not in bot/check/registry.py")
