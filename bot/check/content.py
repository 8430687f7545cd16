"""The content as it stands in the files, for the checks: tolerant of faults; every value knows its file and line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import referrals
from bot.errors import ContentError
from bot.referrals import Directory
from bot.script.loader import Finding
from bot.script.models import AUDIENCES
from bot.yaml_lines import Lines, line_of
from bot.yaml_lines import load as load_yaml

NAMED = ("series", "replies", "recognition", "counsellor", "labels")


@dataclass(frozen=True)
class Node:
    """A value in a YAML file. What is not there, or of another kind than asked, is empty: the form is checked apart."""

    file: str
    lines: Lines = field(repr=False, compare=False)
    path: tuple = ()
    value: Any = field(default=None, repr=False)

    @property
    def line(self) -> int:
        return line_of(self.lines, self.path)

    @property
    def text(self) -> str:
        """The value where it is a text."""
        return self.value if isinstance(self.value, str) else ""

    def get(self, key: str) -> Node:
        """What stands under a key; where nothing does, a node without value at the line of this one."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(self.file, self.lines, (*self.path, key), value)

    def each(self) -> list[Node]:
        """The items of a list."""
        items = self.value if isinstance(self.value, list) else []
        return [Node(self.file, self.lines, (*self.path, place), item) for place, item in enumerate(items)]

    def items(self) -> list[tuple[str, Node]]:
        """Keys and values of a mapping."""
        keys = self.value if isinstance(self.value, dict) else {}
        return [(str(key), Node(self.file, self.lines, (*self.path, key), value)) for key, value in keys.items()]

    def leaves(self) -> Iterator[Node]:
        """Every single value inside."""
        inside = [node for _, node in self.items()] or self.each()
        if not inside:
            yield self
        for node in inside:
            yield from node.leaves()

    def find(self, message: str) -> Finding:
        """A finding at the line of this value."""
        return Finding(self.file, self.line, message)


@dataclass(frozen=True)
class Step:
    """A question of the script."""

    series: str
    node: Node

    @property
    def id(self) -> str:
        return self.node.get("id").text

    @property
    def name(self) -> str:
        return f"{self.series}.{self.id}"

    @property
    def choices(self) -> list[Node]:
        return self.node.get("choices").each()


@dataclass(frozen=True)
class Text:
    """Something that is said or shown: where it stands, what kind it is, and in which slot (series, step, audience)."""

    node: Node
    kind: str
    slot: tuple[str, ...]

    @property
    def said(self) -> str:
        return self.node.text


@dataclass
class Language:
    """All files of one language folder, looked up by name; the first of two with one name counts."""

    code: str
    files: list[Node] = field(default_factory=list)
    series: dict[str, Node] = field(default_factory=dict)
    replies: dict[str, Node] = field(default_factory=dict)
    recognition: dict[str, Node] = field(default_factory=dict)
    counsellor: dict[str, Node] = field(default_factory=dict)
    labels: dict[str, Node] = field(default_factory=dict)
    options: list[Node] = field(default_factory=list)
    unread: bool = False            # a file is no YAML at all: what seems to be missing may stand there
    _texts: list[Text] = field(default_factory=list)

    def steps(self, series: str | None = None) -> list[Step]:
        """The questions of a series, or of all, in their order."""
        return [Step(name, node) for name, steps in self.series.items() if series in (None, name)
                for node in steps.each()]

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps() if step.name == name), None)

    def option_ids(self) -> list[str]:
        return [option.get("id").text for option in self.options]

    def texts(self) -> list[Text]:
        """Everything that a person reads or hears."""
        self._texts = self._texts or [*self._of_steps(), *self._of_replies(), *self._of_options(), *self._of_lists()]
        return self._texts

    def _of_steps(self) -> Iterator[Text]:
        for step in self.steps():
            for audience in AUDIENCES:
                for ask in step.node.get(audience).get("ask").each():
                    yield Text(ask, "ask", (step.series, step.id, audience))
            for part in ("why", "tip"):
                yield Text(step.node.get("counsellor").get(part), part, (step.series, step.id))
            for choice in step.choices:
                yield Text(choice.get("label"), "button", (step.series, step.id, choice.get("id").text))

    def _of_replies(self) -> Iterator[Text]:
        for key, reply in self.replies.items():
            for audience in AUDIENCES:
                for words in reply.get(audience).each():
                    yield Text(words, "reply", (key, audience))

    def _of_options(self) -> Iterator[Text]:
        for option in self.options:
            for part in ("name", "about", "again"):
                yield Text(option.get(part), "name" if part == "name" else "option", (option.get("id").text, part))
            for question in option.get("check").each():
                yield Text(question, "option", (option.get("id").text, "check"))

    def _of_lists(self) -> Iterator[Text]:
        for kind, lines in self.recognition.items():
            for line in lines.each():
                yield Text(line.get("text"), "recognition", (kind,))
        for kind, lines in self.counsellor.items():
            for line in lines.each():
                yield Text(line, "aloud", (kind,))
        for key, label in self.labels.items():
            yield Text(label, "label", (key,))


@dataclass
class Content:
    """Everything the checks look at, read once."""

    root: Path
    today: datetime.date
    languages: dict[str, Language] = field(default_factory=dict)
    domain: Node | None = None
    directory: Directory | None = None
    broken: list[Finding] = field(default_factory=list)      # files that cannot be read

    def intents(self) -> dict[str, Node]:
        """The intents of the domain, with their places."""
        listed = self.domain.get("intents").each() if self.domain else []
        return {next(iter(node.value)) if isinstance(node.value, dict) else str(node.value): node for node in listed}

    def file(self, path: Path) -> Node | None:
        """A YAML file of the project as a node; None, and a finding in `broken`, where it cannot be read."""
        name = path.relative_to(self.root).as_posix()
        try:
            data, lines = load_yaml(path)
        except ContentError as error:
            line = getattr(error, "line", 1)
            self.broken.append(Finding(name, line, str(error).removeprefix(f"{path}:{line}: ")))
            return None
        return Node(name, lines, (), data)


def read(root: Path, today: datetime.date) -> Content:
    """Read script, domain and directory."""
    content = Content(root, today)
    for folder in sorted(path for path in (root / "script").iterdir() if path.is_dir()):
        content.languages[folder.name] = _language(content, folder)
    content.domain = content.file(root / "domain.yml")
    path = root / "referrals" / "directory.yml"
    try:
        content.directory = referrals.load(path)
    except ContentError as error:
        content.broken += [_directory_fault(root, path, fault) for fault in str(error).splitlines()]
    return content


def _language(content: Content, folder: Path) -> Language:
    language = Language(folder.name)
    for path in sorted(folder.glob("*.yml")):
        node = content.file(path)
        if node is None:
            language.unread = True
            continue
        language.files.append(node)
        for kind in NAMED:
            for name, value in node.get(kind).items():
                getattr(language, kind).setdefault(name, value)
        language.options += node.get("options").each()
    return language


def _directory_fault(root: Path, path: Path, fault: str) -> Finding:
    rest = fault.removeprefix(f"{path}:")
    line, _, message = rest.partition(": ")
    name = path.relative_to(root).as_posix()
    return Finding(name, int(line), message) if line.isdigit() else Finding(name, 1, rest)
