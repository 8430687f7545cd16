"""The counsellor's page in a real browser: nothing from elsewhere, usable by keyboard, on a phone, and by everyone."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from bot.channels.web.app import create
from tests import web_fakes

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
if BROWSER is None:
    missing = "no Chromium or Chrome was found; get one with: apt-get install chromium"
    if os.environ.get("PERSPECTIEF_BROWSER_REQUIRED"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing, allow_module_level=True)

pytestmark = pytest.mark.browser
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
TALK, HARD, PAUSED, ENDED, FIRST = "talk-vol", "talk-zwaar", "talk-stil", "talk-klaar", "talk-begin"
SCREENS = {
    "start": "/", "talk": f"/talk/{TALK}?said=1", "hard": f"/talk/{HARD}?said=1", "paused": f"/talk/{PAUSED}",
    "ended": f"/talk/{ENDED}", "summary": f"/talk/{TALK}/summary", "directory": "/directory?language=nl",
    "delete": f"/talk/{TALK}/delete", "missing": "/nergens", "first": f"/talk/{FIRST}",
}


class Site:
    """The application on a free port of this machine, with a few talks in it."""

    def __init__(self, folder) -> None:
        self.engine, settings = web_fakes.build(folder)
        self.token = str(settings.token)
        filling = threading.Thread(target=lambda: asyncio.run(self._fill()))     # playwright's loop runs in this one
        filling.start()
        filling.join()
        listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{listener.getsockname()[1]}"
        self.base = f"http://{self.host}"
        self._server = uvicorn.Server(uvicorn.Config(create(self.engine, settings), log_level="warning", ws="none",
                                                     loop="asyncio"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    async def _fill(self) -> None:
        for conversation in (TALK, PAUSED, ENDED):
            await web_fakes.walk(self.engine, conversation)
        await web_fakes.walk(self.engine, HARD, 2)
        await web_fakes.walk(self.engine, FIRST, 1)
        await self.engine.turn(HARD, text="ik wil niet meer leven")
        await self.engine.turn(PAUSED, choice="pause")
        await self.engine.turn(ENDED, choice="goal_order.next:none_now")
        await self.engine.turn(ENDED, text="Ik kan kiezen")

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    found = Site(tmp_path_factory.mktemp("page"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=OPTIONS)
        yield started
        started.close()


@contextmanager
def opened(browser: Browser, site: Site, size=LAPTOP, **given) -> Iterator[Page]:
    """A page that is let in, and that saw no request to another host and no complaint of the browser."""
    context = browser.new_context(viewport=size, **given)
    page = context.new_page()
    elsewhere, complaints = [], []
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(site.base) else None)
    page.on("console", lambda message: complaints.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.base}/?token={site.token}")
    yield page
    context.close()
    assert not elsewhere and not complaints


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_accessible_and_fits(browser, site, name, size):
    with opened(browser, site, size) as page:
        page.goto(site.base + SCREENS[name])
        page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
        found = [(fault["id"], [node["target"] for node in fault["nodes"]])
                 for fault in Axe().run(page).response["violations"]]
        assert not found
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_long_words_fit_on_a_phone(browser, site):
    with opened(browser, site, PHONE) as page:
        page.goto(f"{site.base}/talk/{FIRST}")
        page.fill("#text", "Ik-" * 60 + "w" * 300)
        page.click(".noteline button")
        for path in ("", "/summary"):
            page.goto(f"{site.base}/talk/{FIRST}{path}")
            page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.innerText || document.activeElement.id).trim()")


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(most):
        if focused(page).startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {words!r}; it is at {focused(page)!r}")


def test_a_card_with_the_keyboard_alone(browser, site):
    with opened(browser, site) as page:
        tab_to(page, "10 minuten")
        page.keyboard.press("Enter")
        page.wait_for_url("**/talk/talk-*")
        assert page.locator("#wording").count() == 1
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        assert page.locator(".others").get_attribute("open") is not None
        page.keyboard.press("n")
        page.keyboard.type("Ik zoek een plek")
        before = page.locator("#wording").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_function("(before) => document.querySelector('#wording')?.innerText !== before", arg=before)
        assert "Ik zoek een plek" in page.locator(".notes").inner_text()
        tab_to(page, "Overslaan")
        page.keyboard.press("Enter")
        page.wait_for_load_state()


def test_the_skip_link_leads_to_the_question(browser, site):
    with opened(browser, site) as page:
        page.goto(f"{site.base}/talk/{PAUSED}")
        page.keyboard.press("Tab")
        assert focused(page) == "Naar de vraag"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_what_has_the_focus_can_be_seen(browser, site):
    with opened(browser, site) as page:
        for _ in range(6):
            page.keyboard.press("Tab")
            width, style = page.evaluate("(() => { const s = getComputedStyle(document.activeElement);"
                                         " return [parseFloat(s.outlineWidth), s.outlineStyle]; })()")
            assert width >= 2 and style != "none"


def test_single_keys_can_be_turned_off(browser, site):
    with opened(browser, site) as page:
        page.goto(f"{site.base}/talk/{TALK}")
        page.evaluate("document.activeElement.blur()")
        page.locator("#keys summary").click()
        page.locator("#keys-switch input").uncheck()
        page.reload()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        assert page.locator(".others").get_attribute("open") is None


def test_without_javascript_everything_still_works(browser, site):
    with opened(browser, site, java_script_enabled=False) as page:
        page.click("button[value=ten]")
        page.fill("#text", "Zonder script")
        page.click(".noteline button")
        assert "Zonder script" in page.locator(".notes").inner_text()
        page.click(".notes .edit summary")
        page.fill(".notes .edit textarea", "Veranderd zonder script")
        page.click(".notes .edit button")
        assert "Veranderd zonder script" in page.locator(".notes").inner_text()
        page.click("footer a[href$='/delete']")
        page.click("button.danger")
        assert "is gewist" in page.inner_text("main")


def test_a_double_click_notes_a_line_once(browser, site):
    with opened(browser, site) as page:
        page.goto(f"{site.base}/talk/{FIRST}")
        page.fill("#text", "Precies een keer")
        page.dblclick(".noteline button")
        page.wait_for_url("**said=1")
        said = [given["text"] for conversation, given in site.engine.said if conversation == FIRST]
        assert said.count("Precies een keer") == 1


def test_on_a_touch_screen_no_keyboard_covers_the_question(browser, site):
    with opened(browser, site, PHONE, is_mobile=True, has_touch=True) as page:
        page.goto(f"{site.base}/talk/{FIRST}")
        assert page.evaluate("document.activeElement === document.body")
