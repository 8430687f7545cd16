"""The trainer's pages: choose, talk, look back, save, compare, step through. The clients are the project's own."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path

import pytest

from bot.channels.web import rehearsal as pages
from bot.rehearsal import loader as files
from bot.rehearsal.saved import MOST_LINES
from bot.script import loader
from tests.rehearsing import ByName, chat, words
from tests.web_fakes import Browser

SCRIPTS = {language: loader.load(language) for language in loader.languages()}
CLIENTS = {language: files.personas(language) for language in SCRIPTS}
TALKS = {language: files.talks(language) for language in SCRIPTS}
NL = SCRIPTS["nl"].labels
FIRST = next(iter(CLIENTS["nl"].values()))
SHOUT = '<script>alert("hoi")</script> & {name} \'x\''


@pytest.fixture
def browser(tmp_path, monkeypatch) -> Browser:
    monkeypatch.setattr(pages.moves, "load", ByName)
    return Browser(tmp_path).enter()


def begin(browser: Browser, persona: str = FIRST.id, seed: str = "7", language: str = "nl") -> str:
    """The address of a new rehearsal."""
    return browser.post("/rehearsal", language=language, persona=persona, seed=seed).headers["location"]


def held(browser: Browser, *lines: str, **chosen: str) -> str:
    """The address of a rehearsal with these lines."""
    here = begin(browser, **chosen)
    for line in lines:
        assert browser.post(here, text=line).status_code == 303
    return here


def saved(browser: Browser, name: str, *lines: str) -> Path:
    """A saved rehearsal, as a file."""
    browser.post(held(browser, *lines), do="save", name=name)
    return Path(browser.engine.services.settings.data) / "rehearsals" / f"{name}.yml"


# --- choose ------------------------------------------------------------------------------------------------------------


def test_without_the_cookie_the_room_is_locked(tmp_path):
    for path in ("/rehearsal", "/rehearsal/x", "/rehearsal/client/x", "/rehearsal/compare?one=a&two=b"):
        assert Browser(tmp_path).get(path).status_code == 403


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_room_shows_the_clients_and_talks_of_a_language(browser, language):
    page = words(browser.get(f"/rehearsal?language={language}").text)
    for client in CLIENTS[language].values():
        assert client.title in page and client.request in page
    assert all(talk.title in page for talk in TALKS[language].values())
    assert SCRIPTS[language].labels["rehearsal_mark"] in page and SCRIPTS[language].labels["rehearsal_saved_none"] in page


def test_a_language_that_is_not_there_gives_the_usual_one(browser):
    for language in ("xx", "", "../en"):
        assert '<html lang="nl">' in browser.get(f"/rehearsal?language={language}").text


@pytest.mark.parametrize("language", SCRIPTS)
def test_no_label_is_missing_on_any_screen(browser, language):
    client = next(iter(CLIENTS[language]))
    here = held(browser, "thank+ask_motive: waarom?", "give_advice: doe dat", "", persona=client, language=language)
    browser.post(here, do="save", name="een")
    talk = next(iter(TALKS[language]))
    for path in (f"/rehearsal?language={language}", here, f"{here}?live=1&big=1", f"{here}?changed=1", f"{here}?changed=0",
                 f"{here}/feedback", f"/rehearsal/talks/{language}/{talk}?line=99",
                 f"/rehearsal/cases/{language}/{client}?assign=1", "/rehearsal/compare?one=een&two=een"):
        answer = browser.get(path)
        assert answer.status_code == 200 and not re.search(r"\b(rehearsal|page)_\w+", words(answer.text)), path
        assert f'<html lang="{language}">' in answer.text


def test_an_assigned_case_shows_one_client_and_nothing_for_the_trainer(browser):
    page = words(browser.get(f"/rehearsal/cases/nl/{FIRST.id}?seed=42&assign=1").text)
    assert FIRST.title in page and FIRST.request in page and f"/rehearsal/cases/nl/{FIRST.id}?seed=42" in page
    assert FIRST.road not in page and FIRST.moves not in page and not any(fact.gist in page for fact in FIRST.facts)
    task = browser.get(f"/rehearsal/cases/nl/{FIRST.id}?seed=42").text
    assert NL["rehearsal_assign"] not in words(task) and 'name="seed" value="42"' in task
    assert all(other.title not in words(task) for other in CLIENTS["nl"].values() if other is not FIRST)


@pytest.mark.parametrize("path", ["/rehearsal/cases/nl/nobody", "/rehearsal/cases/xx/" + FIRST.id])
def test_a_case_that_is_not_there_cannot_be_assigned(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/rehearsal", "/rehearsal/x", "/rehearsal/saved/x", "/rehearsal/client", "/rehearsal/client/x"])
def test_a_form_of_another_page_does_nothing(browser, path):
    assert browser.send("POST", path, data={"persona": FIRST.id, "csrf": "0" * 64}).status_code == 403


def test_two_who_open_the_room_at_once_share_one_desk(browser, monkeypatch):
    made, both = [], threading.Barrier(2, timeout=30)
    monkeypatch.setattr(pages.moves, "load", lambda: (both.wait(), ByName())[1])
    desk = pages.Desk
    monkeypatch.setattr(pages, "Desk", lambda *given: made.append(desk(*given)) or made[-1])

    async def open_() -> None:
        async with browser._client() as client:
            await asyncio.gather(client.get("/rehearsal"), client.get("/rehearsal"))

    asyncio.run(open_())
    assert len(made) == 1


# --- talk ----------------------------------------------------------------------------------------------------------------


def test_the_client_opens_and_answers_each_line(browser):
    here = begin(browser)
    assert chat(browser.get(here).text)[0] in FIRST.opens
    browser.post(here, text="greet: dag, ik ben van het onthaal")
    _, mine, answer = chat(browser.get(here).text)
    assert mine == "greet: dag, ik ben van het onthaal" and answer in FIRST.replies.greeted


def test_an_empty_line_is_a_silence(browser):
    assert chat(browser.get(held(browser, "   ")).text)[1] == "…"


def test_the_same_seed_and_lines_give_the_same_talk(browser):
    lines = ("greet: dag", "recognise_road: wat een weg", "ask_dream: en toen?")
    first, again, other = (chat(browser.get(held(browser, *lines, seed=seed)).text) for seed in ("41", "41", "42"))
    assert first == again and first != other


@pytest.mark.parametrize("seed", ["", "x", "-1", "1.5", "9" * 5000])
def test_a_number_that_is_none_leaves_it_to_chance(browser, seed):
    assert browser.get(begin(browser, seed=seed)).status_code == 200


def test_what_a_line_did_is_shown_only_when_it_is_asked_for_and_goes_on_being_shown(browser):
    here = held(browser, "thank+ask_motive: dank je, waarom?")
    hidden, shown = browser.get(here).text, words(browser.get(f"{here}?live=1").text)
    for label in ("rehearsal_move_thank", "rehearsal_form_open", "rehearsal_trust_up"):
        assert NL[label] not in words(hidden) and NL[label] in shown
    following = browser.post(here, text="abuse: ach", live="1").headers["location"]
    assert NL["rehearsal_trust_down"] in words(browser.get(following).text)


def test_large_for_a_group_goes_on_being_large(browser):
    here = begin(browser)
    assert 'class="rehearsal big"' not in browser.get(here).text and 'class="rehearsal big"' in browser.get(f"{here}?big=1").text
    page = browser.get(browser.post(here, text="greet: dag", big="1", live="1").headers["location"]).text
    assert 'class="rehearsal big"' in page and 'name="big" value="1"' in page and 'name="live" value="1"' in page


def test_the_last_line_can_be_taken_back(browser):
    here = held(browser, "greet: dag", "abuse: weg jij")
    before = chat(browser.get(here).text)
    browser.post(here, do="back")
    assert chat(browser.get(here).text) == before[:3]


def test_html_in_a_line_is_shown_as_typed(browser):
    here = held(browser, f"give_advice: {SHOUT}")
    browser.post(here, do="save", name="een")
    for path in (here, f"{here}/feedback", "/rehearsal/compare?one=een&two=een"):
        page = browser.get(path).text
        assert "<script>alert" not in page and SHOUT in words(page).replace("„", "").replace("”", "")


def test_a_talk_that_is_full_is_said_in_plain_words(browser):
    here = begin(browser)
    for _ in range(MOST_LINES):
        browser.post(here, text="greet: dag")
    answer = browser.post(here, text="greet: dag")
    assert answer.status_code == 400 and NL["page_error_400"] in words(answer.text)


# --- look back -------------------------------------------------------------------------------------------------------------


def test_the_look_back_shows_the_lines_and_another_wording(browser):
    page = words(browser.get(held(browser, "ask_talent: wat kan je?", "give_advice: je moet gaan") + "/feedback").text)
    assert "2. „give_advice: je moet gaan”" in page and NL["rehearsal_give_advice"] in page
    assert NL["rehearsal_instead"] in page and SCRIPTS["nl"].step("goal_step.what").counsellor.ask[0].splitlines()[0] in page
    assert NL["rehearsal_no_grade"] in page and FIRST.title in page


def test_the_look_back_says_what_was_told_and_what_was_not(browser):
    talents = [fact for fact in FIRST.facts if fact.topic == "talent" and not fact.after]
    here = held(browser, *["recognise_road: wat een weg", "thank: dank je"] * 5, "ask_talent: wat kan je?")
    told, _, untold = browser.get(f"{here}/feedback").text.partition(NL["rehearsal_untold"])
    assert talents[0].gist in words(told) and talents[0].gist not in words(untold)


def test_a_rehearsal_without_a_line_has_a_look_back_too(browser):
    assert NL["rehearsal_well_nothing"] in words(browser.get(begin(browser) + "/feedback").text)


# --- saved -----------------------------------------------------------------------------------------------------------------


def test_a_saved_rehearsal_stands_in_the_room_and_plays_again(browser):
    saved(browser, "les-een", "greet: dag", "ask_open: hoe gaat het?")
    assert "les-een" in browser.get("/rehearsal").text
    again = browser.post("/rehearsal/saved/les-een", do="replay").headers["location"]
    page = browser.get(again).text
    assert NL["rehearsal_replay_same"] in words(page) and "greet: dag" in chat(page)


def test_what_is_answered_otherwise_now_is_named_and_marked(browser):
    file = saved(browser, "les", "greet: dag", "inform: er zijn vier wegen", "thank: dank je")
    content = file.read_text(encoding="utf-8").replace("says: 'greet: dag'", "says: 'abuse: dag'")
    file.write_text(content, encoding="utf-8")
    page = browser.get(browser.post("/rehearsal/saved/les", do="replay").headers["location"]).text
    assert NL["rehearsal_replay_changed"].format(lines="1") in words(page) and page.count('class="client changed"') == 1


@pytest.mark.parametrize("name", ["", "Met Hoofdletter", "../weg", "é"])
def test_a_name_that_does_not_work_is_said_and_the_talk_stays(browser, name):
    answer = browser.post(held(browser, "greet: dag"), do="save", name=name)
    assert answer.status_code == 400 and NL["rehearsal_bad_name"] in words(answer.text) and "greet: dag" in chat(answer.text)


def test_a_name_that_is_taken_is_said_and_the_earlier_one_stays(browser):
    file = saved(browser, "les", "greet: dag")
    before = file.read_bytes()
    answer = browser.post(held(browser, "abuse: weg"), do="save", name="les")
    assert answer.status_code == 409 and NL["rehearsal_name_taken"] in words(answer.text) and file.read_bytes() == before


def test_two_attempts_stand_side_by_side(browser):
    saved(browser, "eerst", "give_advice: je moet gaan")
    saved(browser, "later", "ask_open: hoe gaat het?")
    page = words(browser.get("/rehearsal/compare?one=eerst&two=later").text)
    assert page.index("eerst") < page.index("je moet gaan") < page.index("later") < page.index("hoe gaat het?")


def test_a_saved_rehearsal_can_be_deleted(browser):
    file = saved(browser, "les", "greet: dag")
    gone = browser.post("/rehearsal/saved/les", do="delete").headers["location"]
    assert NL["rehearsal_gone"] in words(browser.get(gone).text) and not file.exists()


def test_one_that_does_not_fit_any_more_is_named_with_what_and_can_only_be_deleted(browser):
    file = saved(browser, "oud", "greet: dag")
    saved(browser, "goed", "greet: dag")
    file.write_text(file.read_text(encoding="utf-8").replace(FIRST.id, "niemand"), encoding="utf-8")
    for answer, status in ((browser.get("/rehearsal"), 200), (browser.post("/rehearsal/saved/oud", do="replay"), 400),
                           (browser.get("/rehearsal/compare?one=oud&two=goed"), 400)):
        assert answer.status_code == status and "persona: there is no 'niemand' in 'nl'" in words(answer.text)
        assert NL["rehearsal_unfit"] in words(answer.text) and "goed" in answer.text
    browser.post("/rehearsal/saved/oud", do="delete")
    assert not file.exists() and "niemand" not in browser.get("/rehearsal").text


# --- step through, and what is not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "talk"), [(language, talk) for language in TALKS for talk in TALKS[language].values()],
                         ids=lambda value: getattr(value, "id", value))
def test_an_authored_talk_waits_before_each_line_of_the_counsellor(browser, language, talk):
    path, ask = f"/rehearsal/talks/{language}/{talk.id}", SCRIPTS[language].labels["rehearsal_what_would_you_say"]
    first = words(browser.get(path).text)
    assert (talk.lines[0].says in first) == (talk.lines[0].who == "client")
    for upto, following in enumerate(talk.lines[1:], 1):
        page = words(browser.get(f"{path}?line={upto}").text)
        assert (ask in page) == (following.who == "counsellor") and talk.lines[upto - 1].says in page
        assert not following.why or following.why not in page
    end = words(browser.get(f"{path}?line={len(talk.lines)}").text)
    assert SCRIPTS[language].labels["rehearsal_step_end"] in end and all(line.why in end for line in talk.lines if line.why)


@pytest.mark.parametrize("line", ["", "x", "-1", "0", "99", "9" * 5000, "²"])
def test_a_line_that_is_not_there_opens_the_talk_all_the_same(browser, line):
    assert browser.get(f"/rehearsal/talks/nl/{next(iter(TALKS['nl']))}?line={line}").status_code == 200


@pytest.mark.parametrize("path", ["/rehearsal/x", "/rehearsal/x/feedback", "/rehearsal/client/x", "/rehearsal/talks/nl/x",
                                  "/rehearsal/compare?one=x&two=y"])
def test_what_is_not_there_is_said_in_plain_words(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 404 and NL["page_error_404"] in words(answer.text)


def test_a_form_about_what_is_not_there_is_answered_in_plain_words(browser):
    for path, fields, status in (("/rehearsal", {"persona": "x"}, 404), ("/rehearsal/x", {"text": "dag"}, 404),
                                 ("/rehearsal/x", {"do": "save", "name": "een"}, 404), ("/rehearsal/saved/x", {}, 404),
                                 ("/rehearsal/saved/X", {"do": "delete"}, 400), ("/rehearsal/client/x", {"text": "dag"}, 404)):
        answer = browser.post(path, **fields)
        assert answer.status_code == status and NL[f"page_error_{status}"] in words(answer.text)


def test_numbers_in_the_address_that_are_none_change_nothing(browser):
    here = held(browser, "greet: dag")
    for changed in ("", "x", "9" * 5000, "1,,x"):
        assert browser.get(f"{here}?changed={changed}").status_code == 200


def test_a_rehearsal_never_comes_into_the_clients_record(browser):
    saved(browser, "les", "greet: dag", "ask_loss: wie mis je?")
    browser.post("/rehearsal/saved/les", do="replay")
    assert browser.engine.services.record.conversations() == [] and browser.engine.said == []
