"""What holds of the project as a whole: sizes, layers, what the README names, and the lock."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.cli import COMMANDS
from bot.settings import ROOT, SETTINGS

MOST_LINES, MOST_IN_FUNCTION, MOST_IN_SCRIPT = 300, 50, 500
CODE = sorted(path for folder in ("bot", "actions", "evaluation", "bench") for path in (ROOT / folder).rglob("*.py"))
PUBLIC = [path for path in CODE if path.relative_to(ROOT).parts[0] in ("bot", "actions")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOWEST = [path for path in CODE if re.match(r"bot/(script/|store/|referral)", str(path.relative_to(ROOT)))]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_modules_are_short() -> None:
    assert {named(path): lines(path) for path in CODE if lines(path) > MOST_LINES} == {}


def test_functions_are_short() -> None:
    long = {f"{named(path)}:{node.name}": node.end_lineno - node.lineno + 1 for path in CODE
            for node in ast.walk(tree(path)) if isinstance(node, FUNCTIONS)
            and node.end_lineno - node.lineno + 1 > MOST_IN_FUNCTION}
    assert long == {}


def test_files_of_the_script_are_short() -> None:
    assert {named(path): lines(path) for path in (ROOT / "script").rglob("*.yml") if lines(path) > MOST_IN_SCRIPT} == {}


def public(path: Path) -> Iterator[ast.AST]:
    """Classes and functions of a module, and the module itself, whose name does not begin with an underscore."""
    module = tree(path)
    yield module
    for node in module.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", PUBLIC, ids=named)
def test_what_is_public_says_what_it_is(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        return
    silent = [getattr(node, "name", "the module") for node in public(path) if not ast.get_docstring(node)]
    assert silent == []


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: a relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def reaching(paths: list[Path], forbidden: tuple[str, ...]) -> dict[str, list[str]]:
    """Files that import something forbidden, and what."""
    found = {named(path): sorted(name for name in imported(path)
                                 if any(name == up or name.startswith(f"{up}.") for up in forbidden)) for path in paths}
    return {path: names for path, names in found.items() if names}


def test_script_directory_and_record_know_nobody() -> None:
    assert len(LOWEST) >= 6
    assert reaching(LOWEST, ("actions", "bot.channels", "bot.engine", "bot.app", "bot.cli", "bot.nlg", "bot.services",
                             "bot.rasa_runtime")) == {}


def test_actions_know_no_channel_and_no_engine() -> None:
    assert reaching(sorted((ROOT / "actions").glob("*.py")), ("bot.channels", "bot.engine", "bot.app", "bot.cli")) == {}


def test_the_engine_and_what_lies_below_know_no_channel() -> None:
    below = [path for path in CODE if path.is_relative_to(ROOT / "bot") and not path.is_relative_to(ROOT / "bot/channels")
             and path.name != "cli.py"]
    assert reaching(below, ("bot.channels",)) == {}


def test_the_program_needs_neither_tests_nor_bench_nor_evaluation() -> None:
    assert reaching(PUBLIC, ("tests", "bench", "evaluation")) == {}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_stands_in_the_readme_with_its_default(setting) -> None:
    row = next((line for line in README.splitlines() if line.startswith(f"| `{setting.key}`")), "")
    assert row and setting.default in row


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"\| `perspectief {command}\b", README)


def test_every_target_of_make_that_is_told_of_exists_and_the_two_commands_are_told_of() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test"} <= told <= targets


def test_ci_calls_make_test_and_lets_no_browser_test_be_skipped() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^PERSPECTIEF_BROWSER_REQUIRED=1 make test$", text, re.MULTILINE)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_lock_has_hashes_for_every_package_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE)[1:]
    assert len(packages) > 100
    assert [package.splitlines()[0] for package in packages
            if not re.match(r"[\w.\-\[\]]+==\S+ ", package) or "--hash=sha256:" not in package] == []
    assert not re.search(r"://|--index|--find-links|@ ", text)


def test_the_version_is_the_same_everywhere() -> None:
    declared = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert bot.__version__ == declared


def test_every_package_is_declared() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = set(re.findall(r'"([^"]+)"', re.search(r"^packages = \[(.+)\]$", text, re.MULTILINE)[1]))
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in PUBLIC if path.name == "__init__.py"}
    assert declared == there


def test_nothing_that_is_made_is_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        return
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [name for name in kept if re.search(r"__pycache__|\.pyc$|\.tar\.gz$|\.db$|^\.env$|^models/|^var/", name)] == []
