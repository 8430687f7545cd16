"""Templates with the words of the script: every page gets its labels, its language and its form token here."""

from __future__ import annotations

import datetime
import hashlib
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.channels.web.guide import language_name
from bot.channels.web.prose import Prose, is_aloud, site_name, tel
from bot.script.loader import Script
from bot.services import Services

FOLDER = Path(__file__).resolve().parent
STATIC = FOLDER / "static"
ZONE = "Europe/Brussels"


class Renderer:
    """Renders templates; knows the scripts, and the form token of a request."""

    def __init__(self, services: Services, csrf: Callable[[Request], str]) -> None:
        self._services = services
        self._csrf = csrf
        self._environment = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True,
                                        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        prose = Prose.of(services.directory)
        self._environment.filters.update(
            prose=prose.html, tel=tel, site=site_name, capitalize_first=lambda text: text[:1].upper() + text[1:],
            language_name=language_name)
        self._environment.tests.update(aloud=is_aloud)
        self._environment.globals.update(version=fingerprint())

    def page(self, request: Request, template: str, *, language: str | None = None, status: int = 200,
             **values: Any) -> HTMLResponse:
        """One page in a language of the scripts (the default one where it has none)."""
        script, default = self._services.script(language), self._services.script(None)

        def label(key: str, **fill: Any) -> str:
            words = script.labels.get(key) or default.label(key)    # `perspectief check` names what is missing
            return words.format(**fill) if fill else words

        html = self._environment.get_template(template).render(
            t=label, lang=script.language, csrf=self._csrf(request), **values)
        return HTMLResponse(html, status)


def fingerprint() -> str:
    """Changes when a style sheet or script changes, so that browsers fetch it again."""
    found = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def moment(iso: str, script: Script) -> str:
    """A stored time (UTC) as people here say it, with the day of the week."""
    try:
        zone: datetime.tzinfo | None = zoneinfo.ZoneInfo(ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        zone = None     # the machine's own
    local = datetime.datetime.fromisoformat(iso).astimezone(zone)
    return format_datetime(local, "EEEE d MMMM y, HH:mm", locale=script.language)
