"""The model is trained when what it is made of changed, and only then."""

from __future__ import annotations

import subprocess

import pytest

from bot import training
from bot.errors import TrainingError

FILES = ("config.yml", "domain.yml", "requirements.lock", "data/nlu/nl/feeling.yml", "data/stories/flow.yml",
         "bot/nlu/classifier.py", "script/nl/welcome.yml", "referrals/directory.yml", "data/lexicon/nl.yml", "bot/engine.py",
         "tests/nlu/development.yml")


@pytest.fixture
def project(tmp_path):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FILES[:6])
def test_the_model_depends_on(project, name):
    before = training.fingerprint(project)
    (project / name).write_text("# changed", encoding="utf-8")
    assert training.fingerprint(project) != before


@pytest.mark.parametrize("name", FILES[6:])
def test_the_model_does_not_depend_on(project, name):
    before = training.fingerprint(project)
    (project / name).write_text("# changed", encoding="utf-8")
    assert training.fingerprint(project) == before


def test_a_new_file_and_a_file_that_went_count(project):
    before = training.fingerprint(project)
    extra = project / "data" / "nlu" / "nl" / "more.yml"
    extra.write_text("# more", encoding="utf-8")
    assert training.fingerprint(project) != before
    extra.unlink()
    assert training.fingerprint(project) == before


def test_a_renamed_file_counts(project):
    before = training.fingerprint(project)
    (project / "data/nlu/nl/feeling.yml").rename(project / "data/nlu/nl/other.yml")
    assert training.fingerprint(project) != before


def test_compiled_python_does_not_count(project):
    before = training.fingerprint(project)
    (project / "bot" / "nlu" / "__pycache__").mkdir()
    (project / "bot" / "nlu" / "__pycache__" / "gate.cpython-310.pyc").write_bytes(b"compiled")
    assert training.fingerprint(project) == before


def test_the_same_files_elsewhere_give_the_same_fingerprint(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    elsewhere.mkdir()
    for name in FILES:
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_bytes((project / name).read_bytes())
    assert training.fingerprint(elsewhere) == training.fingerprint(project)


@pytest.fixture
def models(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setattr(training, "MODELS", folder)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return folder


def no_process(*args, **kwargs):
    raise AssertionError("a process was started")


class FakeTraining:
    """Stands in for the training process; ends at once, with or without a model."""

    def __init__(self, models, returncode: int) -> None:
        self.models, self.returncode = models, returncode

    def __call__(self, command, **kwargs):
        if self.returncode == 0:
            (self.models / f"{command[-1]}.tar.gz").write_bytes(b"a model")
        return self

    def poll(self) -> int:
        return self.returncode


def test_a_model_that_fits_is_taken_as_it_is(models, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", no_process)
    training.model_path().write_bytes(b"a model")
    said = []
    assert training.ensure_model(said.append) == training.model_path()
    assert said == []


def test_training_replaces_the_old_model(models, monkeypatch):
    (models / "old.tar.gz").write_bytes(b"an old model")
    monkeypatch.setattr(subprocess, "Popen", FakeTraining(models, 0))
    path = training.ensure_model(lambda line: None)
    assert [found.name for found in models.glob("*.tar.gz")] == [path.name]


def test_failed_training_names_its_log_and_keeps_the_old_model(models, monkeypatch):
    (models / "old.tar.gz").write_bytes(b"an old model")
    monkeypatch.setattr(subprocess, "Popen", FakeTraining(models, 1))
    with pytest.raises(TrainingError, match=r"models/train\.log"):
        training.ensure_model(lambda line: None)
    assert (models / "old.tar.gz").is_file()
