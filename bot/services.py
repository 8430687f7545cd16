"""What actions and the NLG share: scripts, directory, record. Put together once, by the app or on first use."""

from __future__ import annotations

from dataclasses import dataclass

from bot import referrals, settings
from bot.errors import SettingsError
from bot.referrals import Directory
from bot.script import loader
from bot.script.loader import Script
from bot.settings import Settings
from bot.store import database
from bot.store.record import Record


@dataclass(frozen=True)
class Services:
    """Everything below the engine. `scripts` maps a language to its script."""

    settings: Settings
    scripts: dict[str, Script]
    directory: Directory
    record: Record

    def script(self, language: str | None) -> Script:
        """The script of a language, or of the default language when that one does not exist."""
        return self.scripts.get(language or "") or self.scripts[self.settings.language]

    def words(self, step: str, choice: str) -> list[str]:
        """Patterns by which a button of a step is meant in words, of every language: people mix them."""
        steps = (script.steps[step] for script in self.scripts.values() if step in script.steps)
        return [word for found in steps for own in found.choices if own.id == choice for word in own.words]


_services: Services | None = None


def build(chosen: Settings, engine=None) -> Services:
    """Load scripts and directory and open the database.

    Raises:
        ContentError, StoreError: with what is wrong and where.
    """
    scripts = {language: loader.load(language) for language in loader.languages()}
    if chosen.language not in scripts:
        raise SettingsError(f"PERSPECTIEF_LANGUAGE={chosen.language!r}: there is a script for {', '.join(scripts)}")
    return Services(chosen, scripts, referrals.load(), Record(engine or database.of(chosen)))


def use(services: Services) -> None:
    """Make these the services of this process."""
    global _services
    _services = services


def current() -> Services:
    """The services of this process; under `rasa run actions` they are built from the environment on first use."""
    if _services is None:
        use(build(settings.load()))
    return _services
