"""Helpers to test `perspectief check`: a copy of the content, faults planted in it, and what is found of them."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.check import check
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml

TODAY = datetime.date(2026, 11, 23)
MOTIVES, GOAL, OPTIONS, REPLIES = (f"script/nl/{name}.yml" for name in ("motives", "goal", "options", "replies"))
LABELS, RECOGNITION, INTERLUDES = (f"script/nl/{name}.yml" for name in ("labels", "recognition", "interludes"))
CLOSING, HELP = "script/nl/closing.yml", "script/nl/help_question.yml"


class Copy:
    """A copy of the content, in Dutch alone, to plant faults in. A text in a path finds an item of a list by its id."""

    def __init__(self, root: Path, examples: bool = False) -> None:
        self.root = root
        folders = ("script/nl", "data/lexicon", "data/stories", "referrals")
        for folder in (*folders, "data/nlu/nl") if examples else folders:
            shutil.copytree(ROOT / folder, root / folder)
        for file in ("domain.yml", "data/forbidden.yml"):
            shutil.copy(ROOT / file, root / file)

    def line(self, file: str, *path: str | int) -> int:
        data, lines = load_yaml(self.root / file)
        at: tuple = ()
        for part in path:
            if isinstance(data, list) and isinstance(part, str):
                part = next(n for n, item in enumerate(data) if part in (item.get("id"), item.get("intent")))
            at, data = (*at, part), data[part]
        return lines[at]

    def put(self, file: str, line: int, text: str) -> None:
        """Put a text in place of a line, as far in as the line was."""
        lines = (self.root / file).read_text(encoding="utf-8").split("\n")
        old = lines[line - 1]
        lines[line - 1] = old[:len(old) - len(old.lstrip())] + text
        (self.root / file).write_text("\n".join(lines), encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert old in text
        (self.root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def new(self) -> list[tuple[str, int, str]]:
        """What the check finds here, and not in a copy without planted faults."""
        return [(f.file, f.line, f.message) for f in check(self.root, TODAY)[0] if f.message not in _known()]


@cache
def _known() -> frozenset[str]:
    with tempfile.TemporaryDirectory() as folder:
        return frozenset(finding.message for finding in check(Copy(Path(folder), examples=True).root, TODAY)[0])


def found(copy: Copy, *expected: tuple[str, int, str]) -> None:
    """Exactly these findings: file, line, and a part of the message."""
    new = copy.new()
    assert [finding[:2] for finding in new] == [finding[:2] for finding in sorted(expected)], new
    assert all(any(part in message for _, _, part in expected) for *_, message in new), new
