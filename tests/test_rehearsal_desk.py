"""The trainer's desk: rehearsals that run, and those that were saved. Lines are read by their names (see ByName)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.rehearsal import loader as files
from bot.rehearsal.desk import MOST_RUNNING, Desk, Rehearsal
from bot.rehearsal.models import OPTIONS
from bot.rehearsal.saved import MOST_LINES
from bot.script import loader
from tests.rehearsing import ByName, persona, talk

SCRIPTS = {language: loader.load(language) for language in loader.languages()}
LINES = ("greet: dag", "thank+ask_motive: dank je, waarom?", "ask_loss: mis je iemand??", "", "give_advice: je moet gaan")


class Other(ByName):
    """Another model: it takes greetings for abuse."""

    async def read(self, text):
        return await super().read(text.replace("greet:", "abuse:", 1))


def desk(folder: Path, *clients, understanding=None) -> Desk:
    """A desk with these clients in each language."""
    made = Desk(SCRIPTS, understanding or ByName(), folder / "rehearsals")
    made.personas = {language: {client.id: client for client in clients or (persona(),)} for language in SCRIPTS}
    return made


def held(at: Desk, *lines: str, seed: int = 7) -> Rehearsal:
    """A rehearsal with these lines."""
    rehearsal = at.begin("nl", "weaver", seed)
    for line in lines:
        rehearsal = asyncio.run(at.say(rehearsal.id, line))
    return rehearsal


def said(at: Desk, rehearsal: Rehearsal) -> list[str]:
    return [line.answer.text for line in at.talk(rehearsal).exchanges]


def refusal(do, *what) -> RequestError:
    """How something is refused."""
    with pytest.raises(RequestError) as refused:
        found = do(*what)
        if asyncio.iscoroutine(found):
            asyncio.run(found)
    return refused.value


# --- running -----------------------------------------------------------------------------------------------------------


def test_a_talk_follows_from_persona_seed_and_lines(tmp_path):
    at = desk(tmp_path)
    assert said(at, held(at, *LINES)) == said(at, held(at, *LINES)) != said(at, held(at, *LINES, seed=8))
    assert held(at, "  ").lines[0].move == "silence"


def test_without_a_seed_chance_decides(tmp_path):
    assert len({desk(tmp_path).begin("nl", "weaver").seed for _ in range(20)}) > 10


def test_taking_a_line_back_is_as_if_it_was_never_said(tmp_path):
    at = desk(tmp_path)
    whole = held(at, *LINES)
    assert said(at, at.back(whole.id)) == said(at, held(at, *LINES[:-1]))
    begun = at.begin("nl", "weaver", 1)
    assert at.back(begun.id) == begun


@pytest.mark.parametrize(("language", "name"), [("nl", "nobody"), ("xx", "weaver"), ("nl", ""), ("nl", "../weaver")])
def test_a_client_that_is_not_there_is_refused(tmp_path, language, name):
    found = refusal(desk(tmp_path).begin, language, name)
    assert (found.status, found.code) == (404, "unknown_persona")


def test_a_rehearsal_that_never_ran_is_refused(tmp_path):
    at = desk(tmp_path)
    for do, *what in ((at.find, "x"), (at.say, "x", "greet"), (at.back, "x"), (at.save, "x", "name")):
        assert refusal(do, *what).code == "unknown_rehearsal"


def test_only_so_many_rehearsals_run_and_the_one_touched_longest_ago_goes_first(tmp_path):
    at = desk(tmp_path)
    running = [at.begin("nl", "weaver", number) for number in range(MOST_RUNNING)]
    at.find(running[0].id)
    at.begin("nl", "weaver", 0)
    assert at.find(running[0].id) == running[0] and refusal(at.find, running[1].id).status == 404


def test_a_rehearsal_has_only_so_many_lines(tmp_path):
    at = desk(tmp_path)
    full = held(at, *["greet"] * MOST_LINES)
    assert refusal(at.say, full.id, "greet").code == "too_long"
    assert len(at.find(full.id).lines) == MOST_LINES


def test_two_lines_at_once_are_both_kept(tmp_path):
    class Slow(ByName):
        async def read(self, text):
            await asyncio.sleep(0)
            return await super().read(text)

    at = desk(tmp_path, understanding=Slow())
    begun = at.begin("nl", "weaver", 1)

    async def both():
        await asyncio.gather(at.say(begun.id, "greet: een"), at.say(begun.id, "thank: twee"))

    asyncio.run(both())
    assert {line.text for line in at.find(begun.id).lines} == {"greet: een", "thank: twee"}


@pytest.mark.parametrize("language", SCRIPTS)
def test_feedback_knows_the_options_by_the_words_of_the_language(tmp_path, language):
    at = desk(tmp_path)
    rehearsal = at.begin(language, "weaver", 1)
    names = "; ".join(option.name for option in SCRIPTS[language].options.values())
    rehearsal = asyncio.run(at.say(rehearsal.id, f"ask_options: {names}?"))
    assert at.feedback(rehearsal).options[0].values == dict.fromkeys(OPTIONS, 1)


# --- saved ---------------------------------------------------------------------------------------------------------------


def test_a_saved_rehearsal_plays_again_the_same(tmp_path):
    at = desk(tmp_path)
    first = held(at, *LINES)
    at.save(first.id, "les-een")
    again, lines = asyncio.run(desk(tmp_path).replay("les-een"))
    assert lines == [] and again.lines == first.lines and (again.seed, again.persona) == (first.seed, "weaver")


def test_a_saved_rehearsal_is_marked_as_practice_and_lies_in_a_closed_folder(tmp_path):
    at = desk(tmp_path)
    at.save(held(at, *LINES).id, "les-een")
    file = tmp_path / "rehearsals" / "les-een.yml"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["practice"] is True
    assert file.parent.stat().st_mode & 0o077 == 0


@settings(deadline=None, max_examples=30)
@given(st.text(min_size=1, max_size=200))
def test_whatever_was_typed_is_kept_as_it_was(tmp_path_factory, text):
    at = desk(tmp_path_factory.mktemp("desk"))
    first = held(at, text)
    assert at.save(first.id, "les").rehearsal.lines == first.lines


def test_a_change_of_the_model_says_which_lines_are_answered_otherwise(tmp_path):
    at = desk(tmp_path)
    at.save(held(at, "other: euh", "greet: dag", "ask_talent: wat kan je?", "end: tot dan").id, "les")
    _, lines = asyncio.run(desk(tmp_path, understanding=Other()).replay("les"))
    assert lines == [2, 3]          # what is taken for abuse now, and what is not told any more after it


def test_a_change_of_the_client_says_which_lines_are_answered_otherwise(tmp_path):
    at = desk(tmp_path)
    at.save(held(at, *LINES).id, "les")
    other = persona()
    words = other.replies.copy(update={"advised": ["Nee."]})
    _, lines = asyncio.run(desk(tmp_path, other.copy(update={"replies": words})).replay("les"))
    assert lines == [5]


@pytest.mark.parametrize("name", ["", "Les", "../x", "a/b", "les een", "é", ".les", "-les", "x" * 61, "les.yml", "a\x00"])
def test_a_name_that_is_not_safe_as_that_of_a_file_is_refused(tmp_path, name):
    at = desk(tmp_path)
    first = held(at, *LINES)
    for do, *what in ((at.save, first.id, name), (at.saved, name), (at.replay, name), (at.delete, name)):
        found = refusal(do, *what)
        assert (found.status, found.code) == (400, "bad_name")
    assert not (tmp_path / "rehearsals").exists()


def test_a_name_that_is_taken_is_refused_and_the_earlier_rehearsal_stays(tmp_path):
    at = desk(tmp_path)
    first = held(at, *LINES)
    at.save(first.id, "les")
    assert (refusal(at.save, held(at, "greet: dag").id, "les").status, at.saved("les").rehearsal.lines) == (409, first.lines)


def test_a_deleted_rehearsal_is_gone_and_its_name_is_free(tmp_path):
    at = desk(tmp_path)
    for _ in range(2):
        at.save(held(at, *LINES).id, "les")
        at.delete("les")
        assert refusal(at.saved, "les").status == 404 and at.shelf() == ([], {})
    at.delete("les")


def test_the_shelf_has_the_saved_ones_by_name_and_nothing_else(tmp_path):
    at = desk(tmp_path)
    for name in ("b", "a"):
        at.save(held(at, *LINES).id, name)
    (tmp_path / "rehearsals" / "NOTES.yml").write_text("x", encoding="utf-8")
    (tmp_path / "rehearsals" / "folder.yml").mkdir()
    fit, unfit = at.shelf()
    assert [one.name for one in fit] == ["a", "b"] and unfit == {}


# --- old or broken -------------------------------------------------------------------------------------------------------


BROKEN = {      # key path, what stands there, what is said
    "a client that is gone": (("persona",), "fisher", "persona: there is no 'fisher' in 'nl'"),
    "a language that is gone": (("language",), "it", "persona: there is no 'weaver' in 'it'"),
    "a move that is gone": (("lines", 1, "move"), "ask_fate", "lines.2.move: there is no move 'ask_fate'"),
    "a move of a sentence that is gone": (("lines", 1, "moves", 0), "nod", "lines.2.moves.1: there is no move 'nod'"),
    "a form that is none": (("lines", 1, "questions"), ["half"], "lines.2.questions.1: unexpected value"),
    "no answer": (("lines", 2, "answer"), None, "lines.3.answer: none is not"),
    "lines that are none": (("lines",), "x", "lines: value is not"),
    "too many lines": (("lines",), [{}] * (MOST_LINES + 1), "lines: "),
    "no number": (("seed",), "x", "seed: value is not"),
    "an unknown key": (("grade",), 9, "grade: extra fields"),
    "no practice": (("practice",), False, "practice: unexpected value"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_does_not_fit_any_more_is_said_with_its_key(tmp_path, fault):
    path, planted, message = BROKEN[fault]
    at, file = desk(tmp_path), tmp_path / "rehearsals" / "les.yml"
    at.save(held(at, *LINES).id, "les")
    at.save(held(at, *LINES).id, "whole")
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    place = content
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = planted
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    for do in (at.saved, at.replay):
        assert refusal(do, "les").code == "broken_rehearsal" and message in refusal(do, "les").message
    fit, unfit = at.shelf()
    assert [one.name for one in fit] == ["whole"] and message in unfit["les"]


@pytest.mark.parametrize("content", [b"", b"lines: [", b"- x", b"5", b"\xff\xfe\x00", b"a: 1\na: 2", b"lines: &a [*a]"])
def test_a_file_that_is_none_of_a_rehearsal_is_said_to_be_so_and_can_be_deleted(tmp_path, content):
    at = desk(tmp_path)
    at.save(held(at, *LINES).id, "les")
    (tmp_path / "rehearsals" / "les.yml").write_bytes(content)
    assert refusal(at.replay, "les").code == "broken_rehearsal" and str(tmp_path) not in at.shelf()[1]["les"]
    at.delete("les")
    assert at.shelf() == ([], {})


# --- the clients of the project ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_written_client_can_be_brought_to_tell_everything(language):
    topics = [f"ask_{topic}" for topic in ("motive", "dream", "loss", "gain", "talent", "network", "options", "plan_b", "goal",
                                           "step", "safety")]
    for client in files.personas(language).values():
        lines = [line for _ in range(6) for topic in topics for line in ("recognise_road", "thank", "recognise_person", topic)]
        assert {fact.id for fact in client.facts} <= set(talk(client, *lines).told), client.id
