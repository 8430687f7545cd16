"""Settings: defaults, the .env file, the environment, and what cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError


def load(folder: Path, dotenv: str = "", **environ: str) -> settings.Settings:
    path = folder / ".env"
    path.write_text(dotenv, encoding="utf-8")
    return settings.load({f"PERSPECTIEF_{key}": value for key, value in environ.items()}, dotenv=path)


def test_everything_has_a_default(tmp_path):
    chosen = settings.load({}, dotenv=tmp_path / "none")
    assert (chosen.host, chosen.port, chosen.language) == ("127.0.0.1", 8000, "nl")
    assert (chosen.retention_days, chosen.record_months) == (30, 12)
    assert chosen.data == settings.ROOT / "var"


def test_dotenv_is_read_with_comments_blank_lines_and_quotes(tmp_path):
    chosen = load(tmp_path, "# poort\n\n PERSPECTIEF_PORT = 9000\nPERSPECTIEF_TOKEN='a=b'\n")
    assert (chosen.port, chosen.token) == (9000, "a=b")


def test_the_environment_wins_over_dotenv(tmp_path):
    assert load(tmp_path, "PERSPECTIEF_PORT=9000", PORT="9001").port == 9001


def test_an_empty_value_means_the_default(tmp_path):
    assert load(tmp_path, "PERSPECTIEF_LANGUAGE=", PORT="").port == 8000


def test_a_line_without_equals_sign_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"\.env:2"):
        load(tmp_path, "PERSPECTIEF_PORT=9000\nPERSPECTIEF_HOST")


@pytest.mark.parametrize(("key", "value"), [("PORT", "http"), ("PORT", "70000"), ("PORT", "-1"),
                                            ("RETENTION_DAYS", "0"), ("RECORD_MONTHS", "een jaar")])
def test_what_cannot_be_used_is_named_with_its_value(tmp_path, key, value):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, **{key: value})
    assert f"PERSPECTIEF_{key}" in str(caught.value) and value in str(caught.value)


def test_secrets_do_not_show_when_printed(tmp_path):
    chosen = load(tmp_path, TOKEN="geheim-woord", DATABASE_URL="postgresql://u:geheim-woord@h/db")
    assert "geheim-woord" not in repr(chosen)
    assert "geheim-woord" not in repr([chosen.token, chosen.database_url])
    assert chosen.token == "geheim-woord"


def test_an_unset_token_is_random_and_long(tmp_path):
    first, second = load(tmp_path).token, load(tmp_path).token
    assert first != second and len(first) >= 20
    assert first not in repr([first])


def test_the_database_lives_in_the_data_folder(tmp_path):
    elsewhere = tmp_path / "elders"
    assert load(tmp_path, DATA=str(elsewhere)).database_url == f"sqlite:///{elsewhere / 'perspectief.db'}"
    assert load(tmp_path, DATABASE_URL="sqlite:///x.db").database_url == "sqlite:///x.db"


def test_a_relative_data_folder_stands_in_the_project_wherever_it_is_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(tmp_path, DATA="gegevens").data == settings.ROOT / "gegevens"


def test_settings_cannot_be_changed_afterwards(tmp_path):
    chosen = load(tmp_path)
    with pytest.raises(AttributeError):
        chosen.port = 1
