"""Languages: what one says, all say. The same keys, buttons, conditions and placeholders; a gap names its file."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.content import Content, Language, Node, Step, Text
from bot.check.placeholders import inside
from bot.script.loader import Finding

FIRST = "nl"        # the language that the others are compared with, where there is one
SAME = ("domain", "minutes", "depth", "expects", "answers", "recognise", "when", "otherwise")
KINDS = {"replies": "reply", "recognition": "recognition", "counsellor": "recognition to say aloud", "labels": "label"}


def check(content: Content) -> list[Finding]:
    """Differences between the languages; nothing where there is only one."""
    if len(content.languages) < 2:
        return []
    codes = sorted(content.languages, key=lambda code: (code != FIRST, code))
    languages = [content.languages[code] for code in codes]
    found: list[Finding] = []
    for language in languages:
        told: set[str] = set()
        for other in languages if not language.unread else ():
            found += _missing(language, other, told)
        if language is not languages[0]:
            found += [*_questions(language, languages[0]), *_placeholders(language, languages[0])]
            found += _replies(language, languages[0])
    return found


def _missing(language: Language, other: Language, told: set[str]) -> list[Finding]:
    """What `other` has and this language has not, at the file that should hold it; a whole file is one finding.

    `told` grows by what is found, so that it is not said again because of a third language.
    """
    files = {node.file: node for node in language.files}
    found: list[Finding] = []
    gone: dict[str, list[str]] = {}
    for what, there in [gap for gap in _gaps(language, other) if gap[0] not in told]:
        told.add(what)
        file = there.file.replace(f"script/{other.code}/", f"script/{language.code}/")
        if file not in files:
            gone.setdefault(file, []).append(what)
        elif there.path[0] == "series" and there.path[1] in language.series:
            found.append(language.series[there.path[1]].find(f"{what} is missing ({other.code} has it)"))
        else:
            parent = files[file].get(there.path[0])
            found.append(parent.find(f"{what} is missing ({other.code} has it)"))
    return found + [Finding(file, 1, f"the file is missing ({other.code} has it): {_some(what)}")
                    for file, what in gone.items()]


def _gaps(language: Language, other: Language) -> Iterator[tuple[str, Node]]:
    for kind, what in KINDS.items():
        yield from ((f"{what} {name!r}", node) for name, node in getattr(other, kind).items()
                    if name not in getattr(language, kind))
    ids = language.option_ids()
    yield from ((f"option {option.get('id').text!r}", option) for option in other.options
                if option.get("id").text not in ids)
    names = {step.name for step in language.steps()}
    for name, series in other.series.items():
        if name not in language.series:
            yield f"series {name!r}", series
        else:
            yield from ((f"series {name}: step {step.id!r}", step.node) for step in other.steps(name)
                        if step.id and step.name not in names)


def _some(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _questions(language: Language, first: Language) -> Iterator[Finding]:
    firsts = {step.name: step for step in first.steps()}
    for step in language.steps():
        like = firsts.get(step.name)
        if like is None:
            continue
        for part in SAME:
            mine, other = step.node.get(part), like.node.get(part)
            if _sorted(mine.value) != _sorted(other.value):
                yield mine.find(f"{step.name}: {part} is {_told(mine)}, in {first.code} {_told(other)}")
        yield from _buttons(step, like, first.code)
    for name, series in language.series.items():
        mine = [step.id for step in language.steps(name)]
        other = [step.id for step in first.steps(name)]
        if mine != other and sorted(mine) == sorted(other):
            yield series.find(f"series {name!r}: its questions stand in another order than in {first.code}")


def _buttons(step: Step, like: Step, first: str) -> Iterator[Finding]:
    mine = {choice.get("id").text: choice for choice in step.choices}
    other = {choice.get("id").text: choice for choice in like.choices}
    place = step.node.get("choices")
    yield from (place.find(f"{step.name}: choice {id!r} is missing ({first} has it)") for id in other if id not in mine)
    yield from (node.find(f"{step.name}: {first} has no choice {id!r}") for id, node in mine.items() if id not in other)
    for id in mine.keys() & other.keys():
        intent, like_intent = mine[id].get("intent"), other[id].get("intent")
        if intent.text != like_intent.text:
            yield intent.find(f"{step.name}: choice {id!r}: intent is {_told(intent)}, in {first} {_told(like_intent)}")


def _replies(language: Language, first: Language) -> Iterator[Finding]:
    for key, reply in language.replies.items():
        if key in first.replies:
            then, like = reply.get("then"), first.replies[key].get("then")
            if then.text != like.text:
                yield then.find(f"reply {key!r}: then is {_told(then)}, in {first.code} {_told(like)}")


def _placeholders(language: Language, first: Language) -> Iterator[Finding]:
    """A slot quotes the same in each language; what stands in every variant of a reply, stands there in each."""
    mine, other = _slots(language), _slots(first)
    for slot, texts in mine.items():
        like = other.get(slot)
        if not like:
            continue
        name, ever, expected = ".".join(slot), _ever(texts), _ever(like)
        if ever != expected:
            yield texts[0].node.find(f"{name}: placeholders {_listed(ever)}, in {first.code} {_listed(expected)}")
        elif texts[0].kind == "reply":
            always = set.intersection(*(set(inside(text.said)) for text in like))
            yield from (text.node.find(f"{name}: {{{gone}}} is missing, in {first.code} each variant has it")
                        for text in texts for gone in sorted(always - set(inside(text.said))))


def _slots(language: Language) -> dict[tuple[str, ...], list[Text]]:
    slots: dict[tuple[str, ...], list[Text]] = {}
    for text in language.texts():
        if text.said:
            slots.setdefault((text.kind, *text.slot), []).append(text)
    return slots


def _ever(texts: list[Text]) -> set[str]:
    return {name for text in texts for name in inside(text.said)}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    return sorted(map(str, value)) if isinstance(value, list) else value


def _told(node: Node) -> str:
    return "none" if node.value is None else str(node.value)
