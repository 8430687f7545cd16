"""Served without TensorFlow: the same talk, word for word, as with the whole of it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from bot import lean
from bot.settings import ROOT
from tests import processes
from tests.lean_talk import SAID


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """The same talk in two processes at once: with the stand-in, and with the real TensorFlow."""
    def begun(kind: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-m", "tests.lean_talk", kind, str(tmp_path_factory.mktemp(kind))],
                                cwd=ROOT, env=processes.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, start_new_session=True)
    both = {kind: begun(kind) for kind in ("lean", "whole")}
    try:
        said = {kind: process.communicate(timeout=processes.DEADLINE) for kind, process in both.items()}
    finally:
        for process in both.values():
            processes.end(process)
    assert all(process.returncode == 0 for process in both.values()), said
    return {kind: json.loads(output.splitlines()[-1]) for kind, (output, _) in said.items()}


def test_replies_steps_and_readings_are_the_same_with_and_without(talks: dict[str, dict]) -> None:
    assert len(talks["lean"]["turns"]) == len(SAID) >= 15
    for words, lean_turn, whole_turn in zip(SAID, talks["lean"]["turns"], talks["whole"]["turns"], strict=True):
        assert lean_turn == whole_turn, words


def test_the_talk_says_something_everywhere_and_uses_the_classifier(talks: dict[str, dict]) -> None:
    turns = talks["lean"]["turns"]
    assert all(any(reply["text"] for reply in turn["replies"]) for turn in turns)
    assert len({turn["state"]["step"] for turn in turns}) >= 6
    assert {"ask_legal", "bot_challenge", "change_language"} <= {turn["state"]["intent"] for turn in turns}
    assert any(turn["state"]["safety"] == "sure" for turn in turns)


def test_the_stand_in_is_there_when_asked_for_and_else_nothing_is_changed(talks: dict[str, dict]) -> None:
    assert talks["lean"]["tensorflow"] == {"real": False, "version": "0", "finders": ["bot.lean"], "sum": None}
    assert talks["whole"]["tensorflow"] == {"real": True, "version": version("tensorflow"), "finders": [], "sum": 3.0}


@pytest.mark.parametrize("name", lean.NEED_TENSORFLOW)
@pytest.mark.parametrize("part", ["pipeline", "policies"])
def test_a_component_that_computes_with_tensorflow_needs_it(tmp_path, part: str, name: str) -> None:
    parts = {"pipeline": "[{name: bot.nlu.classifier.IntentClassifier}]", "policies": "[{name: RulePolicy}]"}
    parts[part] = f"[{{name: some.package.{name}, epochs: 1}}]"
    config = tmp_path / "config.yml"
    config.write_text("\n".join(f"{key}: {value}" for key, value in parts.items()), encoding="utf-8")
    assert lean.needs_tensorflow(config)


def test_the_configuration_of_the_project_needs_none() -> None:
    assert not lean.needs_tensorflow()


def test_there_is_no_stand_in_where_tensorflow_is_needed_or_there_already(monkeypatch) -> None:
    before = list(sys.meta_path)
    monkeypatch.setattr(lean, "needs_tensorflow", lambda: True)
    assert not lean.serve_lean()
    monkeypatch.setattr(lean, "needs_tensorflow", lambda: False)
    monkeypatch.setitem(sys.modules, "tensorflow", lean)
    assert not lean.serve_lean()
    assert sys.meta_path == before
