"""Flow: every name leads somewhere. Steps, codes, intents, replies, series, and what the code asks of the script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.check import registry
from bot.check.content import Content, Language, Node, Step
from bot.choices import OPTION_STEPS
from bot.script.flow import ANSWERED, SKIPPED, full_name
from bot.script.loader import Finding
from bot.script.models import RECOGNITION_KINDS

WITH_BUTTONS = ("yes_no", "choice")
FREE = ("open", "when", "who")
PROCEDURE = "procedure"


def check(content: Content) -> list[Finding]:
    """Faults of flow in every language."""
    intents = content.intents()
    found: list[Finding] = []
    for language in content.languages.values():
        found += _required(language, [other for other in content.languages.values() if other is not language])
        found += _unused(language)
        found += _short_path(language)
        for step in language.steps():
            found += [*_when(step, language, set(intents)), *_intents(step, set(intents)), *_choices(step)]
        for option in language.options:
            intent = option.get("intent")
            if intent.text and intent.text not in intents:
                found.append(intent.find(f"option {option.get('id').text}: there is no intent {intent.text!r}"))
        for key, reply in language.replies.items():
            found += _then(key, reply, language)
    return found


def _required(language: Language, others: list[Language]) -> Iterator[Finding]:
    """What the code says or opens, and the script has not.

    Silent where a file of the language cannot be read, and on what another language has (bot/check/languages.py).
    """
    if language.unread:
        return
    place = f"script/{language.code}"
    lists = (("replies", registry.REPLIES), ("series", registry.SERIES), ("recognition", RECOGNITION_KINDS),
             ("counsellor", RECOGNITION_KINDS))
    for kind, names in lists:
        there = set().union(*(getattr(each, kind) for each in (language, *others)))
        yield from (Finding(place, 1, f"{kind}: {name!r} is missing: the code uses it") for name in names
                    if name not in there)
    names = {step.name for each in (language, *others) for step in each.steps()}
    for name in registry.STEPS:
        series, _, step = name.partition(".")
        if name not in names and series in language.series:
            yield language.series[series].find(f"series {series}: step {step!r} is missing: the code uses it")


def _unused(language: Language) -> Iterator[Finding]:
    for key, reply in language.replies.items():
        if key not in registry.REPLIES and key not in registry.AWAITED:
            yield reply.find(f"reply {key!r}: nobody says it")
    for key, series in language.series.items():
        if key not in registry.SERIES:
            yield series.find(f"series {key!r}: nobody asks it")


def _short_path(language: Language) -> Iterator[Finding]:
    for key in registry.SHORT_PATH:
        steps = language.steps(key)
        always = [step for step in steps if 10 in [minutes.value for minutes in step.node.get("minutes").each()]
                  and not step.node.get("when").value and step.node.get("client").value]
        if steps and not always:
            yield language.series[key].find(f"series {key!r}: no question for a talk of ten minutes")


def codes(step: Step, intents: set[str], options: list[str]) -> set[str]:
    """What an answer to this question can count as (actions/answers.py); without `skip`, which counts as no answer."""
    found = {ANSWERED}
    for choice in step.choices:
        intent = choice.get("intent").text
        found.add(intent if intent.startswith("need_") else choice.get("id").text)
    otherwise, expects = step.node.get("otherwise").text, step.node.get("expects").text
    if otherwise:
        found.add(otherwise)
    elif expects in FREE:
        found |= intents
    if expects in FREE:
        found.add(PROCEDURE)
    if step.name in OPTION_STEPS:
        found |= set(options)
    return found - {SKIPPED}


def _when(step: Step, language: Language, intents: set[str]) -> Iterator[Finding]:
    for name, wanted in step.node.get("when").items():
        other = language.step(full_name(name, step.series))
        if other is None:
            if not language.unread:
                yield wanted.find(f"{step.name}: when: there is no step {name!r}")
            continue
        if other.series == step.series and other.node.path[-1] >= step.node.path[-1]:
            yield wanted.find(f"{step.name}: when: {name!r} is not asked before it")
        if not wanted.each():
            yield wanted.find(f"{step.name}: when: {name!r} names no answer, so it is never asked")
        possible = codes(other, intents, language.option_ids())
        yield from (code.find(f"{step.name}: when: an answer to {name!r} never counts as {code.text!r}")
                    for code in wanted.each() if code.text and code.text not in possible)


def _intents(step: Step, intents: set[str]) -> Iterator[Finding]:
    named = [*step.node.get("answers").each(), *(choice.get("intent") for choice in step.choices)]
    yield from (node.find(f"{step.name}: there is no intent {node.text!r}")
                for node in named if node.text and node.text not in intents)


def _choices(step: Step) -> Iterator[Finding]:
    meant = Counter(choice.get("intent").text for choice in step.choices)
    seen: set[str] = set()
    for choice in step.choices:
        intent = choice.get("intent").text
        if intent and meant[intent] > 1 and intent in seen:
            yield choice.find(f"{step.name}: two choices mean {intent!r}")
        seen.add(intent)
    if step.node.get("expects").text in WITH_BUTTONS and not step.choices and step.name not in registry.ORDER_STEPS:
        yield step.node.find(f"{step.name}: waits for a choice and offers none")


def _then(key: str, reply: Node, language: Language) -> Iterator[Finding]:
    then = reply.get("then")
    if not then.text:
        return
    if then.text not in language.series:
        if not language.unread:
            yield then.find(f"reply {key!r}: then: there is no series {then.text!r}")
    elif then.text not in (*registry.INTERLUDES, *registry.DETOURS):
        yield then.find(f"reply {key!r}: then: {then.text!r} cannot follow a reply")
