"""The counsellor's page on a fake engine: who may come in, every screen, and that words stay words."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.script import loader
from bot.script.flow import rotated
from tests import web_fakes
from tests.web_fakes import TALK, Browser


@pytest.fixture
def browser(tmp_path) -> Browser:
    return Browser(tmp_path).enter()


# --- who may come in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/?token=é", f"/talk/{TALK}", "/directory", "/nothing"])
def test_without_the_cookie_every_page_is_locked(tmp_path, path):
    answer = Browser(tmp_path).get(path)
    assert answer.status_code == 403 and "op slot" in answer.text


def test_the_address_with_the_token_leaves_a_cookie_and_loses_the_token(tmp_path):
    browser = Browser(tmp_path)
    answer = browser.get(f"/?token={browser.token}")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and browser.token not in cookie
    assert browser.get("/").status_code == 200


def test_an_invented_cookie_does_not_open_it(tmp_path):
    browser = Browser(tmp_path)
    browser.cookies.set("perspectief", "zelf.verzonnen")
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize("csrf", [None, "", "0" * 64])
@pytest.mark.parametrize("path", ["/talk", f"/talk/{TALK}", f"/talk/{TALK}/delete", f"/talk/{TALK}/notes/x", "/lock"])
def test_a_form_of_another_page_does_nothing(browser, csrf, path):
    browser.walk(2)
    said = len(browser.engine.said)
    token = {} if csrf is None else {"csrf": csrf}
    answer = browser.send("POST", path, data={"text": "x", "minutes": "ten", **token})
    assert answer.status_code == 403 and len(browser.engine.said) == said


def test_the_form_token_of_another_browser_does_nothing(browser):
    other = browser.csrf()
    browser.cookies.clear()
    browser.enter()
    assert browser.csrf() != other
    assert browser.send("POST", "/talk", data={"csrf": other, "minutes": "ten"}).status_code == 403


def test_locking_the_device(browser):
    assert "afgesloten" in browser.post("/lock").text
    assert browser.get("/").status_code == 403


def test_headers_allow_nothing_from_elsewhere(browser):
    headers = browser.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


# --- screens --------------------------------------------------------------------------------------------------------


def test_a_talk_of_ten_minutes_begins(browser):
    answer = browser.post("/talk", minutes="ten")
    assert answer.status_code == 303 and re.fullmatch(r"/talk/talk-[0-9a-f]{16}", answer.headers["location"])
    conversation, first = browser.engine.said[0]
    assert first["text"] == "/start" and first["audience"] == "counsellor"
    assert browser.engine.said[1] == (conversation, {"text": None, "choice": "welcome.moment:ten", "language": None,
                                                     "audience": None})
    assert browser.get(answer.headers["location"]).status_code == 200


def test_the_start_page_lists_talks_by_time_and_only_those_beside_a_counsellor(browser):
    browser.walk(2)
    asyncio.run(browser.engine.turn("van-een-client", text="/start", audience="client"))
    asyncio.run(browser.engine.turn("van-een-client", choice="welcome.moment:ten"))
    page = browser.get("/").text
    assert f"/talk/{TALK}" in page and "van-een-client" not in page
    assert re.search(r"(maan|dins|woens|donder|vrij|zater|zon)dag \d+ \w+ \d{4}, \d\d:\d\d", page)


def test_the_conversation_of_a_client_is_not_opened_here(browser):
    asyncio.run(browser.engine.turn("van-een-client", text="/start", audience="client"))
    for path in ("", "/summary", "/summary.pdf", "/ladder.svg", "/delete"):
        assert browser.get(f"/talk/van-een-client{path}").status_code == 404
    assert browser.post("/talk/van-een-client", text="x").status_code == 404


@pytest.mark.parametrize("steps", range(len(web_fakes.ANSWERS) + 1))
def test_the_talk_screen_at_every_step(browser, steps):
    browser.walk(steps)
    page = browser.get(f"/talk/{TALK}").text
    card = browser.engine.turns[TALK].replies[-1].card
    assert card.why in page and card.tip in page and "Wat zegt je cliënt?" in page
    assert all(f'value="go:{phase}"' in page for phase in ("welcome", "motives", "options", "goal", "closing"))


def test_the_language_of_the_page(browser):
    browser.walk(3)
    for path in ("/", f"/talk/{TALK}", f"/talk/{TALK}/summary", "/directory", "/nothing"):
        assert '<html lang="nl">' in browser.get(path).text


def test_no_label_is_missing_on_any_screen(browser):
    browser.walk()
    talk = f"/talk/{TALK}"
    for path in ("/", f"{talk}?said=1", f"{talk}/summary", f"{talk}/delete", "/directory", "/nothing"):
        words = re.sub(r"<[^>]*>", " ", browser.get(path).text)
        assert not re.search(r"\bpage_\w+", words), path


def test_noting_leads_back_to_the_talk_with_a_reading(browser):
    browser.walk(2)
    answer = browser.post(f"/talk/{TALK}", text="Een eigen restaurant")
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"]).text
    assert "een droom voor later" in page and "Een eigen restaurant" in page and "Zeg bijvoorbeeld" in page


def test_a_line_noted_at_another_question_waits_on_the_page(browser):
    browser.walk(2)
    first = browser.post(f"/talk/{TALK}", text="Een eigen restaurant", place="motives.dream|")
    again = browser.post(f"/talk/{TALK}", text="Een eigen restaurant", place="motives.dream|")
    assert first.status_code == 303 and again.status_code == 409
    assert "nog niet bewaard" in again.text and ">Een eigen restaurant</textarea>" in again.text
    assert [given["text"] for _, given in browser.engine.said].count("Een eigen restaurant") == 1


def test_an_empty_line_changes_nothing(browser):
    browser.walk(2)
    said = len(browser.engine.said)
    assert browser.post(f"/talk/{TALK}", text="   ").status_code == 303
    assert len(browser.engine.said) == said


def test_an_unknown_button_is_refused_in_plain_words(browser):
    browser.walk(2)
    answer = browser.post(f"/talk/{TALK}", choice="no:such")
    assert answer.status_code == 400 and "bewaard" in answer.text


def test_a_hard_moment_stands_out_and_its_numbers_can_be_rung(browser):
    browser.walk(2)
    page = browser.get(browser.post(f"/talk/{TALK}", text="Ik wil niet meer leven").headers["location"]).text
    assert 'class="messages urgent"' in page and "Eerst dit" in page
    assert 'href="tel:1813"' in page and 'href="tel:112"' in page and "nog niet nagebeld" in page


def test_referrals_are_links_with_the_year_of_their_source(browser):
    browser.walk(2)
    browser.post(f"/talk/{TALK}", choice="ask_legal")
    page = browser.get(f"/talk/{TALK}").text
    assert 'href="tel:078154324"' in page and "bron van 2021" in page and "urgent" not in page


def test_paused_and_ended(browser):
    browser.walk()
    browser.post(f"/talk/{TALK}", choice="pause")
    assert "ligt even stil" in browser.get(f"/talk/{TALK}").text
    browser.post(f"/talk/{TALK}", choice="resume")
    browser.post(f"/talk/{TALK}", choice="goal_order.next:none_now")
    browser.post(f"/talk/{TALK}", text="Dat ik kan kiezen")
    page = browser.get(f"/talk/{TALK}").text
    assert "is afgerond" in page and "Dank je voor dit gesprek." in page


def test_all_four_options_in_the_order_of_the_conversation(browser):
    script = loader.load("nl")
    for conversation in ("talk-a", "talk-b", "talk-c", "talk-d"):
        browser.walk(6, conversation)
        page = browser.get(f"/talk/{conversation}").text
        rows = re.findall(r'<th role="rowheader" scope="row">([^<]+)</th>', page)
        names = [script.options[option].name for option in rotated(conversation, script.options)]
        assert [row.casefold() for row in rows] == [name.casefold() for name in names]


def test_the_summary_and_its_paper(browser):
    browser.walk()
    page = browser.get(f"/talk/{TALK}/summary").text
    assert "Een eigen restaurant" in page and "De schulden thuis" in page and TALK not in re.sub(r'"[^"]*"', "", page)
    paper = browser.get(f"/talk/{TALK}/summary.pdf")
    assert paper.headers["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert browser.get(f"/talk/{TALK}/ladder.svg").content.startswith(b"<svg")


def test_the_directory_and_its_choices(browser):
    everything = browser.get("/directory").text
    entries = browser.engine.services.directory.entries
    assert everything.count("<h3>") == len(entries) and "nog niet nagebeld" in everything
    some = browser.get("/directory?topic=shelter&region=ghent&language=nl").text
    assert 0 < some.count("<h3>") < len(entries)
    for odd in ("topic=x&region=y&language=z", "language=" + "a" * 500, "topic=&region=&language="):
        assert browser.get(f"/directory?{odd}").status_code == 200


def test_deleting_a_talk_asks_first(browser):
    browser.walk(3)
    assert "Dit gesprek wissen?" in browser.get(f"/talk/{TALK}/delete").text
    assert browser.get(f"/talk/{TALK}").status_code == 200
    assert browser.post(f"/talk/{TALK}/delete").headers["location"] == "/?gone=1"
    assert browser.get(f"/talk/{TALK}").status_code == 404 and not browser.notes()


@pytest.mark.parametrize("path", ["/nothing", "/talk/nobody", "/talk/nobody/summary", "/talk/nobody/notes/x/delete"])
def test_what_is_not_there_is_said_in_plain_words(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 404 and "staat hier niet" in answer.text


def test_an_unforeseen_fault_is_said_in_plain_words_and_logs_no_words(browser, caplog):
    browser.walk(2)
    browser.engine.fault = ValueError("mijn geheim")
    answer = browser.post(f"/talk/{TALK}", text="mijn geheim")
    assert answer.status_code == 500 and "is bewaard" in answer.text
    assert "geheim" not in answer.text and "geheim" not in caplog.text


def test_too_much_text_is_said_in_plain_words(browser):
    browser.walk(2)
    assert "te lang" in browser.post(f"/talk/{TALK}", text="a" * 300_000).text
