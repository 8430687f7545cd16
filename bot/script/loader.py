"""The script of one language: everything that is said, read from script/<language>/*.yml."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.errors import ContentError
from bot.script.models import ContentFile, Option, RecognitionLine, Reply, Step
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml

FOLDER = ROOT / "script"


@dataclass(frozen=True)
class Finding:
    """One fault in the content: where it stands and what is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class Script:
    """All content of one language, looked up by name."""

    language: str
    series: dict[str, list[Step]] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    recognition: dict[str, list[RecognitionLine]] = field(default_factory=dict)
    recognition_aloud: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """The step `series.id`.

        Raises:
            ContentError: no such step.
        """
        try:
            return self.steps[name]
        except KeyError as error:
            raise ContentError(f"script/{self.language}: there is no step {name!r}") from error

    def reply(self, key: str) -> Reply:
        """The reply `key`.

        Raises:
            ContentError: no such reply.
        """
        try:
            return self.replies[key]
        except KeyError as error:
            raise ContentError(f"script/{self.language}: there is no reply {key!r}") from error

    def label(self, key: str) -> str:
        """A short label (button, heading); the key itself where the script has none."""
        return self.labels.get(key, key)


@dataclass
class Source:
    """One file as read: its content and the line of each key path."""

    file: str
    content: ContentFile
    lines: dict[tuple, int]

    def line(self, *path: object) -> int:
        """Line of a key path, or of its nearest parent that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def languages(folder: Path = FOLDER) -> list[str]:
    """Languages that have a script, in alphabetical order."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def read(folder: Path) -> tuple[list[Source], list[Finding]]:
    """Read every file of one language folder; faults of form come back as findings, all of them."""
    sources: list[Source] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yml")):
        name = f"{folder.parent.name}/{folder.name}/{path.name}"
        try:
            data, lines = load_yaml(path)
            sources.append(Source(name, ContentFile.parse_obj(data), lines))
        except ContentError as error:
            findings.append(Finding(name, getattr(error, "line", 1), str(error)))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            findings.append(Finding(name, mark.line + 1 if mark else 1, f"not readable as YAML: {error}"))
        except ValidationError as error:
            findings.extend(_explain(name, lines, error))
    return sources, findings


def _explain(name: str, lines: dict[tuple, int], error: ValidationError) -> list[Finding]:
    found = []
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if part != "__root__")
        line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
        found.append(Finding(name, line, f"{'.'.join(map(str, path))}: {fault['msg']}"))
    return found


def assemble(language: str, sources: list[Source]) -> tuple[Script, list[Finding]]:
    """Put the files of a language together; a name used twice is a finding."""
    script = Script(language)
    findings: list[Finding] = []
    for source in sources:
        content = source.content
        for kind, into in (("replies", script.replies), ("recognition", script.recognition),
                           ("counsellor", script.recognition_aloud), ("labels", script.labels),
                           ("series", script.series)):
            for key, value in getattr(content, kind).items():
                if key in into:
                    findings.append(Finding(source.file, source.line(kind, key), f"{kind}: {key!r} exists already"))
                into[key] = [step.copy(update={"series": key}) for step in value] if kind == "series" else value
        script.options.update({option.id: option for option in content.options})
    for series, steps in script.series.items():
        for step in steps:
            if step.name in script.steps:
                findings.append(Finding(f"script/{language}", 1, f"series {series}: step {step.id!r} stands there twice"))
            script.steps[step.name] = step
    return script, findings


def load(language: str, folder: Path = FOLDER) -> Script:
    """Load the script of one language.

    Raises:
        ContentError: lists every fault of form, with file and line.
    """
    if not (folder / language).is_dir():
        raise ContentError(f"script/{language}: no such language; there are: {', '.join(languages(folder))}")
    sources, findings = read(folder / language)
    script, more = assemble(language, sources)
    if findings or more:
        raise ContentError("\n".join(str(finding) for finding in findings + more))
    return script
