"""Rasa's own commands work on the files as they stand: validate, test, run actions, shell."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from bot.settings import ROOT
from bot.training import ensure_model
from tests import processes

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
STORIES = sorted((ROOT / "data" / "stories").glob("*.yml"))
NEVER_PREDICTED = {"inform", "navigate"}    # buttons and the context gate give these; no example does


class Rasa:
    """A command of Rasa's, begun; what it said once it ended."""

    def __init__(self, folder: Path, *command: str) -> None:
        self.output = folder / "output.txt"
        self.process = processes.start("-m", "rasa", *command, output=self.output)

    def ended(self) -> str:
        """What it said; fails when it failed."""
        code = self.process.wait(processes.DEADLINE)
        said = self.output.read_text(encoding="utf-8")
        assert code == 0, said[-3000:]
        return said


@pytest.fixture(scope="module")
def model() -> str:
    return str(ensure_model(lambda line: None))


@pytest.fixture(scope="module")
def begun(model: str, tmp_path_factory: pytest.TempPathFactory):
    """Both slow commands at once."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("validate", "core")}
    commands = {"validate": ["data", "validate"],
                "core": ["test", "core", "--stories", "tests/stories", "--fail-on-prediction-errors", "--no-plot",
                         "--model", model, "--out", str(folders["core"])]}
    running = {name: Rasa(folders[name], *command) for name, command in commands.items()}
    yield running
    for command in running.values():
        processes.end(command.process)


def steps(kind: str, files: list[Path] = STORIES) -> list[list[dict]]:
    """The steps of every rule, or of every story."""
    read = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    return [entry["steps"] for content in read for entry in content.get(kind) or []]


def test_the_test_stories_are_predicted_without_a_fault(begun: dict[str, Rasa]) -> None:
    said = begun["core"].ended()
    report = json.loads((begun["core"].output.parent / "story_report.json").read_text(encoding="utf-8"))
    count = len(steps("stories", sorted((ROOT / "tests" / "stories").glob("*.yml"))))
    assert report["accuracy"] == 1.0 and f"{count} / {count}" in said and count >= 6


def test_rasa_finds_the_data_valid_and_no_conflict(begun: dict[str, Rasa]) -> None:
    said = begun["validate"].ended()
    assert "No story structure conflicts found" in said
    warned = re.findall(r"UserWarning: (.*)", said)
    about = {name for line in warned for name in re.findall(r"The intent '(\w+)' is listed .* not found in the NLU", line)}
    assert about == NEVER_PREDICTED and len(warned) == len(NEVER_PREDICTED), warned
    assert not re.search(r"\b(ERROR|CRITICAL|[Cc]ontradict)", said)


@pytest.mark.slow
def test_the_shell_welcomes_beside_the_action_server(model: str, tmp_path: Path, engine) -> None:
    port = processes.free_port()
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert "127.0.0.1:5055/webhook" in endpoints
    (tmp_path / "endpoints.yml").write_text(endpoints.replace("5055", str(port)), encoding="utf-8")
    environment = processes.environment(PERSPECTIEF_DATA=str(tmp_path), PYTHONUNBUFFERED="1")
    actions = processes.start("-m", "rasa", "run", "actions", "--port", str(port), output=tmp_path / "actions.txt",
                              env=environment)
    shell = None
    try:
        processes.wait_until(lambda: actions.poll() is not None or is_healthy(port), "the action server answers")
        assert actions.poll() is None, (tmp_path / "actions.txt").read_text(encoding="utf-8")[-3000:]
        shell = processes.start("-m", "rasa", "shell", "--model", model, "--endpoints",
                                str(tmp_path / "endpoints.yml"), "--port", str(processes.free_port()),
                                output=tmp_path / "shell.txt", env=environment, stdin=subprocess.PIPE)
        shell.stdin.write(b"/greet\n")
        shell.stdin.flush()
        step = engine.services.script("nl").step("welcome.moment")
        expected = [step.client.ask[0].partition(".")[0], *(choice.label for choice in step.choices)]    # the rest wraps
        output = tmp_path / "shell.txt"
        processes.wait_until(lambda: shell.poll() is not None or any(
            words in output.read_text(encoding="utf-8") for words in (expected[-1], "Traceback")), "the shell welcomes")
        said = output.read_text(encoding="utf-8")
        assert all(words in said for words in expected), said[-3000:]
    finally:
        for process in filter(None, (shell, actions)):
            processes.end(process)


def is_healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok"}
    except httpx.TransportError:
        return False


def test_every_action_stands_in_the_domain_and_the_reverse() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == set(DOMAIN["actions"])


def test_every_intent_has_a_rule_and_every_rule_an_intent() -> None:
    asked = {step["intent"] for rule in steps("rules") for step in rule if "intent" in step}
    assert asked == set(DOMAIN["intents"])


def test_every_form_has_its_question_and_a_rule_for_what_follows() -> None:
    followed = {step["action"] for rule in steps("rules") for step in rule if "action" in step}
    assert set(DOMAIN["forms"]) <= followed
    assert {f"validate_{form}" for form in DOMAIN["forms"]} <= set(DOMAIN["actions"])


def test_the_stories_show_the_main_path_and_the_ten_minute_path_form_by_form() -> None:
    def forms(name: str) -> list[str]:
        first = steps("stories", [ROOT / "data" / "stories" / f"{name}.yml"])[0]
        entered = [step["active_loop"] for step in first if step.get("active_loop")]
        return [form.removesuffix("_form") for form in entered]
    assert forms("main_path") == ["welcome", "help_question", "motives", "options", "goal", "closing"]
    assert forms("ten_minute_path") == ["welcome", "help_question", "motives", "goal", "closing"]
