"""Placeholders: each one is filled by the code, or quotes an answer that `when` makes sure of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.check import registry
from bot.check.content import Content, Language, Step, Text
from bot.script.flow import full_name
from bot.script.loader import Finding

PLACEHOLDER = re.compile(r"{([a-z_.]+)}")     # as in bot/nlg.py, which would import rasa
BRACES = re.compile(r"{[^{}]*}|[{}]")


def check(content: Content) -> list[Finding]:
    """Placeholders that stay empty, and braces that are none."""
    return [finding for language in content.languages.values() for text in language.texts()
            for finding in _text(text, language)]


def inside(text: str) -> list[str]:
    """Names of the placeholders in a text."""
    return PLACEHOLDER.findall(text)


def _text(text: Text, language: Language) -> Iterator[Finding]:
    found = BRACES.findall(text.said)
    if not found:
        return
    step = language.step(".".join(text.slot[:2])) if text.kind == "ask" else None
    for braces in dict.fromkeys(found):
        name = braces.strip("{}")
        if not PLACEHOLDER.fullmatch(braces):
            yield text.node.find(f"{'.'.join(text.slot)}: {braces} is no placeholder (small letters, no spaces)")
        elif step:
            yield from _in_question(text, name, step, language)
        elif name not in _filled(text):
            yield text.node.find(f"{'.'.join(text.slot)}: nothing fills {{{name}}}")


def _filled(text: Text) -> tuple[str, ...]:
    known = {"reply": registry.REPLIES, "label": registry.LABEL_VALUES}.get(text.kind, {})
    return known.get(text.slot[0], ())


def _in_question(text: Text, name: str, step: Step, language: Language) -> Iterator[Finding]:
    if name in registry.STEP_VALUES.get(step.series, ()) and step.name != registry.ITEM_STEP:
        return
    quoted = full_name(name, step.series)
    asked = {full_name(other, step.series) for other, _ in step.node.get("when").items()}
    if quoted in asked:
        return
    if language.step(quoted):
        yield text.node.find(f"{step.name}: {{{name}}} quotes an answer that may not be there: ask for it in when")
    else:
        yield text.node.find(f"{step.name}: nothing fills {{{name}}}")
