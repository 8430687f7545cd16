"""`perspectief check`: every fault of the content at once, with file and line, in seconds and without training."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from bot.check import content as files
from bot.check import (
    flow,
    form,
    languages,
    nlu,
    options,
    organisations,
    placeholders,
    rehearsal,
    sizes,
    stories,
    words,
)
from bot.check.content import Content
from bot.script.loader import Finding
from bot.settings import ROOT

GROUPS = (form, flow, placeholders, words, options, sizes, organisations, languages, nlu, stories, rehearsal)


def check(root: Path = ROOT, today: datetime.date | None = None) -> tuple[list[Finding], list[Finding]]:
    """Look at script, directory, examples, lexicons and rules.

    Args:
        root: folder of the project.
        today: for what is older than two years; the day itself when not given.

    Returns:
        Errors, which keep the content from being used as it is, and notices: what a person has to look at some day.
    """
    content = files.read(Path(root), today or datetime.date.today())
    errors = [finding for group in GROUPS for finding in group.check(content)]
    return sorted(dict.fromkeys(errors), key=_place), _notices(content)


def main_check(print: Callable[[str], object], root: Path = ROOT) -> int:
    """Print errors, notices and their counts; 1 where there are errors, else 0."""
    errors, notices = check(root)
    for finding in errors:
        print(str(finding))
    for finding in notices:
        print(f"{finding} (notice)")
    print(f"{len(errors)} errors, {len(notices)} notices")
    return 1 if errors else 0


def _notices(content: Content) -> list[Finding]:
    """What nobody has checked in the directory, and what is old."""
    if content.directory is None:
        return []
    return [Finding(Path(notice.file).relative_to(content.root).as_posix(), notice.line, notice.message)
            for notice in content.directory.findings(content.today)]


def _place(finding: Finding) -> tuple[str, int]:
    return finding.file, finding.line
