"""Words that are never said, in any language: data/forbidden.yml, which counsellors read and extend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.check.content import Content, Node, Text
from bot.nlu.lexicon import compile_patterns, plain
from bot.script.loader import Finding

FILE = ("data", "forbidden.yml")
SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+|[“”„\"«»]")
LISTS = ("never", "unless")


@dataclass(frozen=True)
class Kind:
    """A kind of wording: what is never said, unless it stands in one of these phrases."""

    name: str
    never: re.Pattern | None
    unless: re.Pattern | None

    def found(self, sentences: list[str]) -> list[str]:
        """The forbidden phrases in plain sentences."""
        phrases = []
        for words in sentences:
            allowed = self.unless.sub(" | ", words) if self.unless else words
            phrases += [match[0] for match in self.never.finditer(allowed)] if self.never else []
        return list(dict.fromkeys(phrases))


def sentences(said: str) -> list[str]:
    """The sentences of a text in plain form: a phrase never runs from one into the next."""
    return [plain(sentence) for sentence in SENTENCE.split(said.replace("%", " percent "))]


def check(content: Content) -> list[Finding]:
    """Directive words, verdicts, scores and false comfort in anything that is said or shown."""
    broken = len(content.broken)
    file = content.file(content.root.joinpath(*FILE))
    if file is None:
        return content.broken[broken:]
    found = list(_form(file))
    for language in content.languages.values():
        kinds = kinds_of(file, language.code)
        if not kinds:
            found.append(file.get("languages").find(f"no forbidden words for the language {language.code!r}"))
        found += [finding for text in language.texts() for finding in _text(text, kinds)]
    return found


def names(content: Content) -> frozenset[str]:
    """Words with a capital that are no organisation, in plain form."""
    file = content.file(content.root.joinpath(*FILE))
    return frozenset(plain(name.text) for name in file.get("names").each()) if file else frozenset()


def kinds_of(file: Node, code: str) -> list[Kind]:
    """The kinds of wording that a language never has."""
    return [Kind(name, *(compile_patterns(node.text for node in kind.get(part).each() if plain(node.text))
                         for part in LISTS)) for name, kind in file.get("languages").get(code).items()]


def _form(file: Node) -> Iterator[Finding]:
    for code, words in file.get("languages").items():
        for name, kind in words.items():
            if not kind.get("never").each():
                yield kind.find(f"{code}: {name}: needs a list never")
            yield from (part.find(f"{code}: {name}: there is no list {key!r}, only: {', '.join(LISTS)}")
                        for key, part in kind.items() if key not in LISTS)
            yield from (phrase.find(f"{code}: {name}: a phrase is empty, or needs quotes")
                        for key in LISTS for phrase in kind.get(key).each() if not plain(phrase.text))


def _text(text: Text, kinds: list[Kind]) -> Iterator[Finding]:
    plainly = sentences(text.said)
    for kind in kinds:
        yield from (text.node.find(f"{'.'.join(text.slot)}: {kind.name} wording: {phrase!r}")
                    for phrase in kind.found(plainly))
