"""Sizes: what a chat can carry, and enough lines of recognition that none returns too soon."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.content import Content, Language, Node, Step
from bot.check.placeholders import PLACEHOLDER
from bot.check.registry import ORDER_STEPS
from bot.choices import CONTROLS, OPTION_STEPS
from bot.script.loader import Finding

MOST_ID = 64                # bytes of a button id
MOST_LABEL = 40             # characters on a button
MOST_TEXT = 4096            # characters of a message
FILLED = "x" * 160          # what a placeholder counts for
FEWEST_LINES = 5            # general lines of recognition in a kind


def check(content: Content) -> list[Finding]:
    """Ids, labels and texts that are too long; kinds of recognition with too few lines."""
    return [finding for language in content.languages.values()
            for finding in (*_ids(language), *_labels(language), *_texts(language), *_lines(language))]


def _ids(language: Language) -> Iterator[Finding]:
    for step in language.steps():
        for node, choice in _buttons(step, language):
            sent = f"{step.name}:{choice}"
            size = len(sent.encode())
            if size > MOST_ID:
                yield node.find(f"{step.name}: the button id {sent!r} has {size} bytes, {MOST_ID} can be sent")


def _buttons(step: Step, language: Language) -> Iterator[tuple[Node, str]]:
    yield from ((choice.get("id"), choice.get("id").text) for choice in step.choices)
    if step.name in ORDER_STEPS:
        yield step.node.get("id"), "step_9"
    if step.name in OPTION_STEPS:
        yield from ((step.node.get("id"), id) for id in language.option_ids())


def _labels(language: Language) -> Iterator[Finding]:
    shown = [text for text in language.texts()
             if text.kind in ("button", "name") or (text.kind == "label" and text.slot[0] in CONTROLS)]
    yield from (text.node.find(f"{'.'.join(text.slot)}: {len(text.said)} characters on a button, {MOST_LABEL} fit")
                for text in shown if len(text.said) > MOST_LABEL)


def _texts(language: Language) -> Iterator[Finding]:
    for text in language.texts():
        in_card = text.kind in ("why", "tip") or (text.kind == "ask" and text.slot[-1] == "counsellor")
        size = 0 if in_card else length(text.said)
        if size > MOST_TEXT:
            yield text.node.find(f"{'.'.join(text.slot)}: {size} characters, {MOST_TEXT} can be sent")
    for step in language.steps():       # the counsellor's card goes out as one text
        card = step.node.get("counsellor")
        size = sum(length(leaf.text) for leaf in card.leaves())
        if size > MOST_TEXT:
            yield card.find(f"{step.name}: the counsellor's card has {size} characters, {MOST_TEXT} can be sent")


def length(text: str) -> int:
    """Characters of a text once its placeholders are filled."""
    return len(PLACEHOLDER.sub(FILLED, text))


def _lines(language: Language) -> Iterator[Finding]:
    for kind, lines in language.recognition.items():
        general = sum(not line.get("words").each() for line in lines.each())
        if general < FEWEST_LINES:
            yield lines.find(f"recognition {kind}: {general} general lines, at least {FEWEST_LINES} are needed")
