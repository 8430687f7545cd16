"""Feedback on a rehearsal: each finding, and the lines that show it. Pure; the words stand in the scripts."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from bot.rehearsal import feedback
from bot.rehearsal.client import CLOSES, Said
from bot.rehearsal.feedback import Feedback, Finding, instead
from bot.rehearsal.models import OPTIONS, Persona
from bot.script import loader
from tests.rehearsing import persona, said, talk

SCRIPTS = {language: loader.load(language) for language in loader.languages()}
WORDS = {"legal_stay": ["regularis", " legally"], "onward_migration": ["england"], "return": ["going back"],
         "stay_without_status": ["without papers"]}
FOUR = "regularisation, England, going back, or without papers"


def look(*lines: Said | str, of: Persona | None = None) -> Feedback:
    """Feedback on a talk with these lines; a bare name is a line with that move."""
    return feedback.read(talk(of or persona(), *lines), WORDS)


def brief(finding: Finding) -> tuple[str, tuple[int, ...]]:
    return finding.name, finding.lines


def findings(found: Feedback) -> list[Finding]:
    return [found.well, found.next, *found.safety, *found.recognition, *found.listening, *found.options, *found.closing]


# --- the four domains and recognition --------------------------------------------------------------------------------


def test_each_domain_shows_the_lines_that_touched_it():
    found = look("greet", "reflect", "inform", "ask_dream", said("thank", "ask_step"), "ask_loss")
    assert found.domains == {"recognition": (2, 5, 6), "insight": (3,), "reflection": (4,), "own_hands": (5,)}


def test_recognition_before_information_shows_the_first_of_both():
    assert brief(look("greet", "recognise_road", "thank", "inform", "inform").recognition[0]) == ("recognised_first", (2, 4))


def test_recognition_in_the_line_of_the_information_comes_in_time():
    assert brief(look(said("thank", "ask_options")).recognition[0]) == ("recognised_first", (1, 1))


@pytest.mark.parametrize("move", ["inform", "ask_options", "teach_back"])
def test_information_before_recognition_shows_both(move):
    assert brief(look("greet", move, "recognise_road").recognition[0]) == ("informed_first", (3, 2))
    assert brief(look("greet", move).recognition[0]) == ("informed_first", (2,))


def test_without_information_only_the_kinds_are_counted():
    [kinds] = look("recognise_road", "recognise_road", "share_self", "ask_open").recognition
    assert brief(kinds) == ("kinds", (1, 2, 3)) and kinds.values == {"count": 2, "of": 5}


def test_a_second_sentence_counts_as_recognition_too():
    [kinds] = look(said("recognise_person", "thank", "ask_dream")).recognition
    assert kinds.values["count"] == 2


# --- asking and listening --------------------------------------------------------------------------------------------


def test_questions_are_counted_each_and_shown_once_a_line():
    found = look("ask_open", said("ask_closed", "ask_dream", closed=True), "thank", said("ask_open", "ask_open"))
    opened, reflections, closed = found.listening
    assert brief(opened) == ("questions", (1, 4)) and brief(closed) == ("closed_questions", (2,))
    assert opened.values == closed.values == {"open": 3, "closed": 2}
    assert brief(reflections) == ("reflections", ()) and reflections.values == {"reflections": 0, "questions": 5}


def test_a_line_with_an_open_and_a_closed_question_stands_under_both():
    opened, _, closed = look(Said("", "ask_dream", ("ask_dream", "ask_closed"), ("open", "closed"))).listening
    assert opened.lines == closed.lines == (1,)


def test_reflections_are_counted_beside_the_questions():
    reflections = look("reflect", "ask_open", said("reflect", "ask_loss")).listening[1]
    assert brief(reflections) == ("reflections", (1, 3)) and reflections.values == {"reflections": 2, "questions": 2}


def test_asking_leave_and_the_direct_question_about_danger_are_not_counted_against_anybody():
    found = look(said("ask_leave", closed=True), said("ask_safety", closed=True), "ask_open").listening
    assert [each.name for each in found] == ["questions", "reflections"] and found[0].values == {"open": 1, "closed": 0}


def test_without_a_closed_question_nothing_is_said_of_them():
    assert [each.name for each in look("ask_open", "reflect").listening] == ["questions", "reflections"]


def test_the_line_from_which_the_client_was_tired_is_named():
    found = look("ask_loss", "inform", "inform", of=persona(trust=0, energy=2)).listening[-1]
    assert brief(found) == ("tired", (2,)) and found.values == {"line": 2}


# --- the four options ------------------------------------------------------------------------------------------------


def test_options_that_nobody_named():
    [found] = look("ask_open", "ask_dream").options
    assert brief(found) == ("options_untouched", ()) and set(found.values.values()) == {0}


def test_the_four_named_equally_often_or_once_more_are_alike():
    for more in ((), (said("ask_options", text="England?"),)):
        [found] = look(said("ask_options", text=FOUR), "thank", *more).options
        assert brief(found) == ("options_alike", (1, 3) if more else (1,))
    assert found.values == {"legal_stay": 1, "onward_migration": 2, "return": 1, "stay_without_status": 1}


@pytest.mark.parametrize("texts", [(FOUR, "England?", "to England"), ("going back",), (FOUR.replace("England", "there"),)])
def test_an_option_that_is_left_out_or_named_twice_more_makes_them_uneven(texts):
    [found] = look(*(said("ask_options", text=text) for text in texts)).options
    assert brief(found) == ("options_uneven", tuple(range(1, len(texts) + 1)))


def test_they_are_never_alike_where_one_was_pushed():
    assert look(said("ask_options", text=FOUR), said("push_option", text="just go")).options[0].name == "options_uneven"


def test_a_line_about_something_else_that_names_one_of_them_does_not_count():
    assert look(said("recognise_equal", text="who works in England is owed his pay")).options[0].name == "options_untouched"


def test_capitals_do_not_matter_and_a_space_before_a_word_is_its_beginning():
    assert look(said("inform", text="Legally here")).options[0].values["legal_stay"] == 1
    assert look(said("inform", text="illegally here")).options[0].values["legal_stay"] == 0


# --- what closes, and safety -----------------------------------------------------------------------------------------


def test_what_closed_stands_with_its_lines_and_another_wording():
    found = look("greet", *CLOSES, said("thank", "give_advice", text="well, sign up"))
    assert [brief(each) for each in found.closing] == [(move, (n, 7) if move == "give_advice" else (n,))
                                                       for n, move in enumerate(CLOSES, 2)]
    assert [each.instead for each in found.closing] == ["law", "options", "step", "loss", "loss"]


def test_a_talk_that_closed_nothing_has_no_such_finding():
    assert look("ask_open", "reflect", "name_limit", "refer").closing == ()


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("name", feedback.WORDINGS)
def test_another_wording_is_one_line_of_the_script(language, name):
    wording = instead(SCRIPTS[language], name)
    assert wording.strip() and "\n" not in wording and "{" not in wording


DARK = persona(10, 10)


def test_where_nobody_hinted_and_nobody_asked_nothing_is_said_of_safety():
    assert look("ask_dream", "ask_talent", of=DARK).safety == ()


def test_the_direct_question_is_worth_a_word_also_where_nobody_hinted():
    found = look("ask_dream", "ask_safety", of=persona(trust=0))
    assert [brief(each) for each in found.safety] == [("direct_asked", (2,))]


def test_a_dark_hint_that_is_passed_over_is_shown():
    found = look("ask_loss", "ask_loss", "ask_dream", of=DARK)
    assert [brief(each) for each in found.safety] == [("dark_missed", (2,))]


def test_the_direct_question_after_a_dark_hint_is_shown():
    found = look("ask_loss", "ask_loss", "ask_open", said("thank", "ask_safety"), of=DARK)
    assert [brief(each) for each in found.safety] == [("dark_asked", (4,))]


def test_the_direct_question_that_got_its_answer_before_the_hint_was_not_missed():
    found = look("ask_safety", "ask_loss", "ask_loss", of=DARK)
    assert [brief(each) for each in found.safety] == [("dark_asked", (1,))]


# --- what was told, one thing done well, one to try --------------------------------------------------------------------


def test_gists_of_what_was_told_and_of_what_was_not():
    found = look("ask_talent", "ask_dream", of=persona(trust=5))
    assert found.told == ("gist of workshop", "gist of hands") and "gist of brother" in found.untold
    assert len(found.told) + len(found.untold) == len(persona().facts)


@pytest.mark.parametrize(("lines", "well"), [
    ((), ("well_nothing", ())), (("give_advice", "greet"), ("well_tried", ())),
    (("greet", "thank", "name_limit"), ("well_trust", (2,))), (("thank", "ask_motive", "ask_dream"), ("well_told", (2,))),
    (("ask_motive", "thank", "ask_talent"), ("well_told", (3,)))])      # it gave trust too
def test_the_one_line_that_opened_most(lines, well):
    assert brief(look(*lines).well) == well


REFLECTED = ("thank", "reflect", "ask_open")
ALL = ("thank", "reflect", *["recognise_road", "ask_talent"] * 6, "ask_loss", "recognise_road", "ask_loss", "ask_loss", "thank",
       "ask_safety", "reflect", "ask_motive", "recognise_road", "ask_dream", "ask_network", *["reflect", "thank"] * 9)


@pytest.mark.parametrize(("lines", "next_"), [
    (("ask_loss", "ask_loss", "give_verdict"), ("next_safety", (2,))),
    (("greet", "give_verdict", "abuse"), ("next_give_verdict", (2,))), (("greet", "ask_open"), ("next_recognise", (1,))),
    (("thank", said("ask_closed", closed=True)), ("next_open", (2,))),
    (("thank", "ask_open", "ask_dream", "ask_talent"), ("next_reflect", ())),
    (REFLECTED, ("next_untold", ())), ((), ("next_untold", ())), (ALL, ("next_goal", ()))])
def test_one_thing_to_try_is_the_gravest(lines, next_):
    assert brief(look(*lines, of=DARK).next) == next_


@pytest.mark.parametrize("move", CLOSES)
def test_what_closed_is_the_thing_to_try_otherwise(move):
    found = look("thank", move).next
    assert brief(found) == (f"next_{move}", (2,)) and found.instead == feedback.INSTEAD[move]


# --- words -------------------------------------------------------------------------------------------------------------

TALKS = [(), *((move,) for move in CLOSES), ("inform",), ("thank", "inform"), (said("ask_options", text=FOUR),),
         ("thank", said("inform", text="England")), ("thank", said("ask_closed", closed=True)),
         ("thank", "ask_open", "ask_dream"), REFLECTED, ("ask_loss", "ask_loss"), ("ask_loss", "ask_loss", "ask_safety"),
         ("greet",), ALL]
SHOWN = {finding.name: finding for lines in TALKS for finding in findings(look(*lines, of=DARK))}
SHOWN |= {finding.name: finding for moves in (["thank"], ["ask_safety"], ["abuse", "abuse"])
          for finding in findings(look(*moves))}


def test_the_talks_here_show_every_finding_that_the_code_can_make():
    names = set()
    for call in ast.walk(ast.parse(Path(feedback.__file__).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Finding":
            names |= {each.value for each in ast.walk(call.args[0]) if isinstance(getattr(each, "value", None), str)}
    names |= {*CLOSES, *(f"next_{move}" for move in CLOSES)}
    assert names - {"next_"} == set(SHOWN)


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("name", sorted(SHOWN))
def test_every_finding_has_words_that_its_values_fill(language, name):
    words, values = SCRIPTS[language].labels[f"rehearsal_{name}"], SHOWN[name].values
    assert {field for _, field, *_ in string.Formatter().parse(words) if field is not None} <= set(values)
    assert "{" not in words.format(**values)


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_words_by_which_an_option_is_named_are_there_for_each(language):
    for option in OPTIONS:
        pieces = SCRIPTS[language].labels[f"rehearsal_words_{option}"].split(", ")
        assert len(pieces) > 5 and all(piece == piece.casefold() and piece.strip() for piece in pieces)


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_four_options_by_their_own_names_are_alike(language):
    script = SCRIPTS[language]
    words = {option: script.label(f"rehearsal_words_{option}").split(", ") for option in OPTIONS}
    line = said("ask_options", text="; ".join(option.name for option in script.options.values()))
    assert feedback.read(talk(persona(), line), words).options[0].values == dict.fromkeys(OPTIONS, 1)


@pytest.mark.parametrize("language, text, named", [
    ("nl", "Er zijn vier richtingen: wettig verblijf, verder reizen, terugkeren of hier blijven zonder papieren.", OPTIONS),
    ("en", "There are four: legal stay, another country, going back, or staying without papers.", OPTIONS),
    ("fr", "Il y en a quatre : un séjour légal, un autre pays, le retour ou rester sans papiers.", OPTIONS),
    ("nl", "Hoe is het leven zonder wettig verblijf?", ("stay_without_status",)),
    ("en", "What is life without legal residence like?", ("stay_without_status",)),
    ("fr", "Comment voyez-vous la vie sans séjour légal ?", ("stay_without_status",)),
    ("nl", "Blijven met of zonder papieren, wat zie je daarbij?", ("legal_stay", "stay_without_status"))])
def test_a_line_counts_for_the_options_that_it_names(language, text, named):
    words = {option: SCRIPTS[language].label(f"rehearsal_words_{option}").split(", ") for option in OPTIONS}
    counted = feedback.read(talk(persona(), said("ask_options", text=text)), words).options[0].values
    assert counted == {option: int(option in named) for option in OPTIONS}
