"""The trainer plays the client, on the real engine: what stands beside each answer, back, save, and that nothing is left."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import retention
from bot.rehearsal import PREFIX, as_client
from bot.script import loader
from bot.store.tracker_store import ShortTrackerStore
from tests import web_fakes
from tests.rehearsing import Room, chat, words
from tests.test_conversations import play, talking

SCRIPTS = {language: loader.load(language) for language in loader.languages()}
NL = SCRIPTS["nl"].labels


@pytest.fixture
def room(engine, settings, loop) -> Room:
    return Room(engine, settings, loop).enter()


def begin(room: Room, language: str = "nl") -> str:
    """The address of a new talk, at its first question."""
    return room.post("/rehearsal/client", language=language).headers["location"]


def id_of(here: str) -> str:
    """Of the conversation behind an address."""
    return PREFIX + here.rpartition("/")[2]


def kept(room: Room, here: str) -> bool:
    """Whether the clients' record knows of a talk, or the raw conversation is there."""
    known = {name for name, *_ in room.engine.services.record.conversations()}
    return id_of(here) in known or room.run(room.engine.current, id_of(here)) is not None


def held(room: Room, *lines: str | dict[str, str], language: str = "nl") -> str:
    """The address of a talk in which this was typed, or pressed."""
    here = begin(room, language)
    for line in lines:
        assert room.post(here, **(line if isinstance(line, dict) else {"text": line})).status_code == 303
    return here


THIRTY = {"choice": "welcome.moment:thirty"}


# --- beside each answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_talk_begins_at_its_first_question_with_its_buttons_and_the_counsellors_card(room, language):
    page = room.get(begin(room, language)).text
    card = SCRIPTS[language].step("welcome.moment").counsellor
    assert 'value="welcome.moment:thirty"' in page and f'<html lang="{language}">' in page
    assert card.ask[0] in words(page) and card.why in words(page) and card.tip in words(page)


def test_beside_an_answer_stands_how_it_was_understood_which_rule_and_what_acted(room):
    here = held(room, THIRTY, "mag ik hier werken?")
    turn = room.run(room.engine.current, id_of(here))
    page = words(room.get(here).text)
    assert f"{turn.state.intent} {round(100 * turn.state.confidence)} %" in page and turn.state.intent == "ask_legal"
    assert f"„{as_client.rules()['ask_legal']}”" in page and f"{NL['rehearsal_law']}: sure" in page
    acted = room.run(room.engine.acted, id_of(here))
    assert acted and " → ".join(acted) in page and turn.state.step in page
    assert all(words(reply.text) in page for reply in turn.replies)


@pytest.mark.parametrize("language", SCRIPTS)
def test_what_was_pressed_stands_there_in_the_words_of_its_button(room, language):
    page = room.get(held(room, THIRTY, language=language)).text
    assert f"<p>{SCRIPTS[language].step('welcome.moment').choice('thirty').label}</p>" in page
    assert "<p>welcome.moment:thirty</p>" not in page


def test_a_hard_moment_shows_its_tier(room):
    page = words(room.get(held(room, THIRTY, "ik wil niet meer leven")).text)
    assert "express_crisis" in page and f"{NL['rehearsal_safety']}: sure" in page and "1813" in page


@pytest.mark.parametrize("intent", ["express_crisis", "ask_legal", "report_danger", "bot_challenge", "pause", "insult"])
def test_each_interruption_has_the_name_of_a_rule(intent):
    assert as_client.rules()[intent]


def test_an_empty_line_says_nothing(room):
    here = begin(room)
    room.post(here, text="  \n ")
    assert len(chat(room.get(here).text)) == 1


def test_a_button_that_is_not_there_is_refused_in_plain_words_and_the_talk_goes_on(room):
    here = begin(room)
    answer = room.post(here, choice="no:such")
    assert answer.status_code == 400 and NL["page_error_400"] in words(answer.text)
    assert room.post(here, **THIRTY).status_code == 303 and len(chat(room.get(here).text)) == 2


def test_html_in_a_line_is_shown_as_typed(room):
    typed = '<script>alert("hoi")</script> & ik heb honger'
    page = room.get(held(room, THIRTY, typed)).text
    assert "<script>alert" not in page and typed in chat(page)


def test_no_label_is_missing(room):
    page = words(room.get(held(room, THIRTY, "pauze")).text)
    assert "rehearsal_" not in page.replace(PREFIX, "") and "page_" not in page


# --- back and save -------------------------------------------------------------------------------------------------------


def test_a_step_back_leaves_what_went_before_as_it_was(room):
    here = held(room, THIRTY, "gaat wel", "ik heb een dak nodig")
    before = room.get(here).text
    room.post(here, text="we slapen op straat")
    room.post(here, do="back")
    assert room.get(here).text == before


def test_back_from_the_first_question_is_the_first_question(room):
    here = begin(room)
    before = room.get(here).text
    room.post(here, do="back")
    assert room.get(here).text == before


@pytest.mark.parametrize(("language", "lines"), [
    ("nl", (THIRTY, "gaat wel", "ik heb een dak nodig", "mag ik hier werken?", {"choice": "skip"}, "ik wil niet meer leven")),
    ("en", (THIRTY, "so so", "I need a place to sleep", "what are my chances to stay?", {"choice": "go_back"})),
    ("fr", (THIRTY, "ça va", "j'ai besoin d'un toit", {"choice": "go:options"}, "1", "ben jij een robot?"))])
def test_a_saved_talk_is_a_golden_conversation_that_plays_the_same(room, settings, loop, language, lines):
    here = held(room, *lines, language=language)
    assert NL["rehearsal_saved_golden"] in words(room.post(here, do="save", name=f"golden-{language}").text) or language != "nl"
    file = settings.data / "rehearsals" / "conversations" / f"golden-{language}.yml"
    conversation = yaml.safe_load(file.read_text(encoding="utf-8"))
    room.post(here, do="leave")
    assert conversation["practice"] is True and len(conversation["turns"]) == 1 + len(lines)
    assert play(talking(room.engine, loop, file, conversation), conversation) == conversation["turns"]
    room.run(room.engine.forget, id_of(here))


def test_a_name_that_does_not_work_or_is_taken_is_said(room, settings):
    here = held(room, THIRTY)
    folder = settings.data / "rehearsals" / "conversations"
    for name in ("", "../weg", "Met Hoofdletter"):
        answer = room.post(here, do="save", name=name)
        assert answer.status_code == 400 and NL["rehearsal_bad_name"] in words(answer.text)
    room.post(here, do="save", name="eens")
    before = (folder / "eens.yml").read_bytes()
    answer = room.post(held(room, "hallo"), do="save", name="eens")
    assert answer.status_code == 409 and NL["rehearsal_name_taken"] in words(answer.text)
    assert (folder / "eens.yml").read_bytes() == before


# --- nothing is left -------------------------------------------------------------------------------------------------------


def test_while_it_runs_it_is_no_talk_of_the_counsellors_page(room):
    here = held(room, THIRTY, "gaat wel")
    assert kept(room, here) and id_of(here) not in room.get("/").text
    assert room.get(f"/talk/{id_of(here)}").status_code == 404


def test_after_it_is_left_neither_record_nor_raw_conversation_has_it(room):
    here = held(room, THIRTY, "gaat wel")
    gone = room.post(here, do="leave").headers["location"]
    assert not kept(room, here)
    assert gone == "/rehearsal?gone=1" and room.get(here).status_code == 404


def test_the_talk_touched_longest_ago_makes_room_and_leaves_nothing(room, monkeypatch):
    monkeypatch.setattr(as_client, "MOST_RUNNING", 2)
    first, second = begin(room), begin(room)
    room.post(first, **THIRTY)
    third = begin(room)
    assert [kept(room, here) for here in (first, second, third)] == [True, False, True]
    assert room.get(second).status_code == 404 and room.get(first).status_code == 200


def test_when_the_program_ends_nothing_is_left(room):
    here = held(room, THIRTY, "gaat wel")

    async def serve() -> None:
        async with room.app.router.lifespan_context(room.app):
            pass

    room.run(serve)
    assert not kept(room, here)


def test_what_a_program_that_broke_off_left_behind_goes_within_a_day_and_nothing_else(tmp_path):
    fake, settings = web_fakes.build(tmp_path)
    record, now = fake.services.record, datetime.now(timezone.utc)
    store = ShortTrackerStore(record.engine, Domain.empty())
    for talked, told in ((f"{PREFIX}ab12", f"{PREFIX}cd34"), ("client-1", "client-2")):
        asyncio.run(store.save(DialogueStateTracker.from_events(talked, [UserUttered("hallo")])))
        record.file(told, phase="motives", step="motives.dream", text="een tuin")

    def there() -> set[str]:
        later = (now + timedelta(days=9)).timestamp()
        return {*store.silent_since(later), *(name for name, *_ in record.conversations())}

    retention.purge(settings, now + timedelta(hours=1))
    assert there() == {f"{PREFIX}ab12", f"{PREFIX}cd34", "client-1", "client-2"}
    retention.purge(settings, now + timedelta(hours=25))
    assert there() == {"client-1", "client-2"}
