"""`perspectief check` on the rehearsal room: written clients, authored talks, the rules that move them, open and closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.rehearsal import loader
from bot.settings import ROOT
from tests.checking import Copy, found

CLIENT, TALK = "script/nl/personas/market_cloth.yml", "script/nl/talks/papers_papers.yml"
RULES, QUESTIONS = "rehearsal/rules.yml", "rehearsal/questions.yml"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    made = Copy(tmp_path)
    (tmp_path / "rehearsal").mkdir()
    for file in (RULES, QUESTIONS):
        shutil.copy(ROOT / file, tmp_path / file)
    return made


def fact(name: str, *path: str | int) -> tuple:
    return ("persona", "facts", name, *path)


CARD = "library_card"
WHY = ("talk", "lines", 1)

# name of the rule: file, key path of the line that is planted on, what is planted, where it is found, what is said
PLANTED = {
    "no fact about a fear": (CLIENT, fact("too_old_for_it", "topic"), "topic: gain", ("persona",), "no fact about fear"),
    "a fact after one that is not there": (
        CLIENT, fact("the_burnt_stall", "trust"), "trust: 4\n      after: [the_flood]", ("persona",),
        "'the_burnt_stall' comes after 'the_flood', which does not exist"),
    "facts that wait for one another": (
        CLIENT, fact("the_burnt_stall", "trust"), "trust: 4\n      after: [why_the_grandchildren]", ("persona",),
        "never come out: the_burnt_stall, why_the_grandchildren"),
    "a fact twice": (CLIENT, fact(CARD, "id"), "- id: the_burnt_stall", ("persona",), "two facts have the same id"),
    "trust that nobody reaches": (CLIENT, fact(CARD, "trust"), "trust: 11", fact(CARD, "trust"), "less than or equal to 10"),
    "a topic that nobody asks": (CLIENT, fact(CARD, "topic"), "topic: weather", fact(CARD, "topic"), "unexpected value"),
    "no hint": (CLIENT, fact(CARD, "hint"), "# weg", fact(CARD), "hint: field required"),
    "a fact without words": (CLIENT, fact(CARD, "gist"), 'gist: ""', fact(CARD, "gist"), "at least 1 char"),
    "a style that nobody has": (CLIENT, ("persona", "style"), "style: funny", ("persona", "style"), "unexpected value"),
    "an option that is none": (CLIENT, ("persona", "options", "return"), "home:", ("persona", "options"), "unexpected value"),
    "an id that is not the file's": (CLIENT, ("persona", "id"), "id: cloth", ("persona", "id"), "not the name of its file"),
    "another language than the folder": (CLIENT, ("language",), "language: fr", ("language",), "stands in the folder"),
    "reviewed left out": (CLIENT, ("reviewed",), "# weg", (), "reviewed: field required"),
    "a client that is no YAML": (CLIENT, ("persona", "style"), "style: [", ("persona", "age"), "not valid YAML"),
    "a line of the counsellor without a why": (TALK, (*WHY, "why"), "# weg", WHY, "a move and a why"),
    "a move that is none": (TALK, (*WHY, "move"), "move: nod", (*WHY, "move"), "unexpected value"),
    "an id that is not the talk's": (TALK, ("talk", "id"), "id: other", ("talk", "id"), "not the name of its file"),
    "a rule for what is no move": (RULES, ("moves", "greet"), "nod: {trust: 1, energy: 0}", (),
                                   "missing ['greet'], unknown ['nod']"),
    "a rule that is no number": (RULES, ("moves", "greet"), "greet: {trust: much, energy: 0}", ("moves", "greet"),
                                 "not a valid integer"),
    "what wears off and is no move": (RULES, ("wears_off",), "wears_off: [nod]", (), "unknown moves: ['nod']"),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_error_is_found_where_it_stands(copy, rule):
    file, path, planted, where, message = PLANTED[rule]
    line = copy.line(file, *where)
    copy.put(file, copy.line(file, *path), planted)
    found(copy, (file, line, message))


@pytest.mark.parametrize(("file", "path"), [(CLIENT, fact(CARD, "trust")), (CLIENT, ("persona", "age")),
                                            (TALK, ("talk", "about")), (RULES, ("closed_needs",))])
def test_an_unknown_key_is_found_on_its_line(copy, file, path):
    number = copy.line(file, *path)
    lines = (copy.root / file).read_text(encoding="utf-8").split("\n")
    old = lines[number - 1]
    lines.insert(number, old[:len(old) - len(old.lstrip())] + "mood: glad")
    (copy.root / file).write_text("\n".join(lines), encoding="utf-8")
    found(copy, (file, number + 1, "mood: extra fields not permitted"))


def test_a_reply_under_another_name_is_missing_and_unknown(copy):
    line = copy.line(CLIENT, "persona", "replies", "greeted")
    copy.put(CLIENT, line, "saluted:")
    found(copy, (CLIENT, copy.line(CLIENT, "persona", "replies"), "replies.greeted: field required"),
          (CLIENT, line, "replies.saluted: extra fields"))


def test_without_planted_errors_there_is_nothing_to_find(copy):
    assert copy.new() == []


def test_everything_is_told_at_once(copy):
    rules = ("trust that nobody reaches", "a style that nobody has", "a line of the counsellor without a why",
             "a rule that is no number")
    places = [(PLANTED[rule][0], copy.line(PLANTED[rule][0], *PLANTED[rule][3]), PLANTED[rule][4]) for rule in rules]
    for rule in rules:
        file, path, planted, *_ = PLANTED[rule]
        copy.put(file, copy.line(file, *path), planted)
    found(copy, *places)


@pytest.mark.parametrize(("old", "new", "message"), [("  facts: [", "  fact: [", "each language has the lists"),
                                                     ("nl:", "nl: [", "not valid YAML")])
def test_a_list_of_questions_that_cannot_be_used_is_found(copy, old, new, message):
    copy.replace(QUESTIONS, old, new)
    [(file, _, said)] = copy.new()
    assert file == QUESTIONS and message in said


@pytest.mark.parametrize(("rule", "read"), [("trust that nobody reaches", loader.personas),
                                             ("a move that is none", loader.talks)])
def test_the_room_does_not_open_with_such_an_error_and_says_file_and_line(copy, rule, read):
    file, path, planted, where, message = PLANTED[rule]
    line = copy.line(file, *where)
    copy.put(file, copy.line(file, *path), planted)
    with pytest.raises(ContentError) as refused:
        read("nl", copy.root / "script")
    assert f"{file}:{line}: " in str(refused.value) and message in str(refused.value)


def test_rules_that_cannot_be_used_say_file_and_line(copy):
    line = copy.line(RULES, "moves", "greet")
    copy.put(RULES, line, "greet: {trust: much, energy: 0}")
    with pytest.raises(ContentError, match=f"^{RULES}:{line}: moves.greet.trust: "):
        loader.rules(copy.root / RULES)
