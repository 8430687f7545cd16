"""`perspectief check` on the script: the content is without fault, and what is planted is found where it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.check import check, main_check, organisations
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml
from tests.checking import (
    CLOSING,
    GOAL,
    HELP,
    INTERLUDES,
    LABELS,
    MOTIVES,
    OPTIONS,
    RECOGNITION,
    REPLIES,
    TODAY,
    Copy,
    found,
)

LONG_ID = "a" * 40


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_the_content_has_no_errors():
    errors, _ = check(ROOT, TODAY)
    assert [str(error) for error in errors] == []


def ask(*step: str, who: str = "client") -> tuple:
    return ("series", *step, who, "ask", 0)


# name of the rule: file, key path of the line that is planted on, what is planted, what is found there
PLANTED = {
    "empty field": (MOTIVES, ("series", "motives", "dream", "counsellor", "why"), 'why: ""', "at least 1 char"),
    "an unknown key": (MOTIVES, ("series", "motives", "dream", "recognise"), "thanks: dream", "extra fields"),
    "unquoted yes as an id": (MOTIVES, ("series", "motives", "worked_out", "choices", 0), "- {id: yes, label: Ja}",
                              "need quotes"),
    "unquoted no in when": (GOAL, ("series", "goal", "reword", "when"), "when: {concrete: [no]}", "need quotes"),
    "unquoted no as a label": (LABELS, ("labels", "skip"), "skip: No", "need quotes"),
    "unquoted yes as a key": (LABELS, ("labels", "skip"), "yes: Overslaan", "need quotes"),
    "another language than the folder": (GOAL, ("language",), "language: fr", "stands in the folder"),
    "reviewed left empty": (GOAL, ("reviewed",), 'reviewed: ""', "reviewed: is empty"),
    "a key twice in a file": (LABELS, ("labels", "skip"), "pause: Overslaan", ""),
    "a word that fits everything": (RECOGNITION, ("recognition", "road", 0), '- {text: "Dank je.", words: [" "]}',
                                    "fits everything"),
    "unknown step in when": (GOAL, ("series", "goal", "reword", "when"), "when: {nowhere: [answered]}", "no step"),
    "a later step in when": (GOAL, ("series", "goal", "reword", "when"), "when: {by_when: [answered]}",
                             "not asked before"),
    "a code that no answer gives": (GOAL, ("series", "goal", "reword", "when"), "when: {concrete: [maybe]}",
                                    "never counts as 'maybe'"),
    "the id of a need, which counts as its intent": (HELP, ("series", "help_question", "behind_health", "when"),
                                                     "when: {request: [health]}", "never counts as 'health'"),
    "no code in when": (GOAL, ("series", "goal", "reword", "when"), "when: {concrete: []}", "never asked"),
    "unknown intent in answers": (MOTIVES, ("series", "motives", "dream", "answers"), "answers: [fly]", "no intent"),
    "unknown intent of a choice": (MOTIVES, ("series", "motives", "worked_out", "choices", 1),
                                   "- {id: not_yet, label: Nog niet, intent: fly}", "no intent"),
    "two choices with one intent": (MOTIVES, ("series", "motives", "worked_out", "choices", 1),
                                    "- {id: not_yet, label: Nog niet, intent: affirm}", "two choices mean"),
    "a choice twice": (MOTIVES, ("series", "motives", "worked_out", "choices", 2), "- {id: not_yet, label: Nee}",
                       "twice"),
    "unknown intent of an option": (OPTIONS, ("options", 0, "intent"), "intent: fly", "no intent"),
    "unknown then": (REPLIES, ("replies", "express_anger", "then"), "then: nowhere", "no series"),
    "then leads to a phase": (REPLIES, ("replies", "express_anger", "then"), "then: motives", "cannot follow"),
    "nothing fills it in a reply": (REPLIES, ("replies", "skip", "client", 0), '- "Goed, {option}."', "nothing fills"),
    "nothing fills it in a label": (LABELS, ("labels", "skip"), 'skip: "{year}"', "nothing fills"),
    "nothing fills it in a tip": (MOTIVES, ("series", "motives", "dream", "counsellor", "tip"), 'tip: "Over {item}."',
                                  "nothing fills"),
    "nothing fills it in a question": (MOTIVES, ask("motives", "talents"), '- "Wat is {nowhere}?"', "nothing fills"),
    "a goal step quoted before it is told": (GOAL, ask("goal_step", "what"), '- "Na {item}?"', "nothing fills"),
    "an answer quoted without when": (MOTIVES, ask("motives", "talents"), '- "Je zei {dream}. Wat kan je?"',
                                      "ask for it in when"),
    "braces that are no placeholder": (MOTIVES, ask("motives", "still_matters"), '- "Je zei {Dream}. En nu?"',
                                       "is no placeholder"),
    "directive, to the client": (MOTIVES, ask("motives", "talents"), '- "Je moet iets kiezen. Wat kan jij goed?"',
                                 "directive wording: 'je moet'"),
    "directive, to the counsellor": (MOTIVES, ask("motives", "talents", who="counsellor"), "- Je kan best kiezen.",
                                     "directive wording: 'je kan best'"),
    "directive, in a tip": (MOTIVES, ("series", "motives", "dream", "counsellor", "tip"), "tip: Het is beter zo.",
                            "directive wording"),
    "verdict, in a reply": (REPLIES, ("replies", "skip", "client", 0), '- "Je hebt recht op verblijf."',
                            "verdict wording"),
    "verdict, with words between": (REPLIES, ("replies", "skip", "client", 0), '- "Je maakt nu heel weinig kans."',
                                    "verdict wording"),
    "verdict, in a button": (MOTIVES, ("series", "motives", "worked_out", "choices", 1),
                            "- {id: not_yet, label: Geen kans}",
                             "verdict wording"),
    "verdict, in an option": (OPTIONS, ("options", 0, "check", 4), '- "Waar woon je, illegaal of niet, over een jaar?"',
                              "verdict wording"),
    "illegal, for a person": (LABELS, ("labels", "dream"), 'dream: "De illegale droom"', "verdict wording"),
    "score": (REPLIES, ("replies", "skip", "client", 0), '- "Je bent op 40% van je pad."', "score wording"),
    "false comfort, in recognition": (RECOGNITION, ("recognition", "road", 0), '- {text: "Alles komt goed."}',
                                      "comfort wording"),
    "praise, said aloud": (RECOGNITION, ("counsellor", "road", 0), '- "Goed zo, dank je."', "comfort wording"),
    "one option named in a shared question": (OPTIONS, ask("options_after", "plan_b"),
                                              '- "Wat als terug naar het land van herkomst niet lukt?"', "more often"),
    "too few checks of an option": (OPTIONS, ("options", 0, "check", 4), "# weg", "at least 5 items"),
    "label over 40 characters": (MOTIVES, ("series", "motives", "worked_out", "choices", 1),
                                 f"- {{id: not_yet, label: {'Nog niet' * 6}}}", "characters on a button"),
    "control over 40 characters": (LABELS, ("labels", "skip"), f"skip: {'Overslaan' * 5}", "characters on a button"),
    "id over 64 bytes": (HELP, ("series", "help_question", "behind_shelter", "recognise"),
                         f"choices: [{{id: {LONG_ID}, label: Iets}}]", "64 can be sent"),
    "reply over 4096": (REPLIES, ("replies", "skip", "client", 0), f'- "{"Dat mag. " * 460}"', "4096 can be sent"),
    "text that is over 4096 once filled": ("script/nl/replies_options.yml", ("replies", "choose_option", "client", 0),
                                           f'- "{"Stel: {option}. " * 25}"', "4096 can be sent"),
    "number that is not in the directory": (REPLIES, ("replies", "skip", "client", 0), '- "Bel 0470 12 34 56."',
                                            "no number of the directory"),
    "short number that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Bel 1799, dat mag."', "no number"),
    "website that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Kijk op hulp.example.org."',
                            "no website"),
    "abbreviation that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Vraag het aan AGII, of wacht."',
                                   "no name"),
    "name that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Vraag het aan Nergensland."', "no name"),
    "depth 2 without the client": (OPTIONS, ("series", "options_after", "if_forced", "depth"), "depth: 2", ""),
}
ELSEWHERE = {       # where the finding stands when it is not the planted line
    "a key twice in a file": ("labels", "pause"), "too few checks of an option": ("options", 0, "check"),
    "reply over 4096": ("replies", "skip", "client", 0),
    "depth 2 without the client": ("series", "options_after", "if_forced"),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_error_is_found_where_it_stands(copy, rule):
    file, path, planted, message = PLANTED[rule]
    line = copy.line(file, *path)
    where = copy.line(file, *ELSEWHERE.get(rule, path))
    copy.put(file, line, planted)
    found(copy, (file, where, message))


def test_one_wording_is_too_few_for_either(copy):
    for who, planted in (("client", '- "{check}"'), ("counsellor", '- "{check}"')):
        line = copy.line(INTERLUDES, "series", "option_check", 0, who, "ask", 1)
        copy.put(INTERLUDES, line, f"# {planted}")
    step = ("series", "option_check", 0)
    found(copy, (INTERLUDES, copy.line(INTERLUDES, *step, "client", "ask"), "fewer than 2 wordings"),
          (INTERLUDES, copy.line(INTERLUDES, *step, "counsellor", "ask"), "at least 2 items"))


def test_a_missing_field_is_told_at_its_question(copy):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "dream", "domain"), "# weg")
    found(copy, (MOTIVES, copy.line(MOTIVES, "series", "motives", "dream"), "domain: field required"))


def test_a_file_that_is_no_yaml_gives_one_finding(copy):
    copy.put(CLOSING, 4, "closing: [")
    new = copy.new()
    assert len(new) == 1 and new[0][0] == CLOSING and "not valid YAML" in new[0][2], new


def test_a_name_in_two_files_is_found(copy):
    text = "language: nl\nreviewed: none\nlabels:\n  skip: Overslaan\n"
    (copy.root / "script/nl/zz.yml").write_text(text, encoding="utf-8")
    found(copy, ("script/nl/zz.yml", 4, "'skip' exists already in script/nl/labels.yml"))


def test_a_question_twice_in_a_series_is_found(copy):
    line = copy.line(MOTIVES, "series", "motives", "mine", "id")
    copy.put(MOTIVES, line, "- id: waiting_time")
    found(copy, (MOTIVES, line, "'waiting_time' stands there twice"))


def test_a_renamed_reply_is_missing_and_unused(copy):
    line = copy.line(REPLIES, "replies", "skip")
    copy.put(REPLIES, line, "skipped:")
    found(copy, ("script/nl", 1, "replies: 'skip' is missing: the code uses it"),
          (REPLIES, line, "reply 'skipped': nobody says it"))


def test_a_renamed_series_is_missing_and_unused(copy):
    line = copy.line(CLOSING, "series", "closing")
    copy.put(CLOSING, line, "ending:")
    found(copy, ("script/nl", 1, "series: 'closing' is missing"), (CLOSING, line, "'ending': nobody asks it"))


def test_a_question_that_the_code_knows_is_missing(copy):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "support", "id"), "- id: backing")
    found(copy, (MOTIVES, copy.line(MOTIVES, "series", "motives"), "step 'support' is missing"))


def test_a_missing_kind_of_recognition_is_found(copy):
    line = copy.line(RECOGNITION, "recognition", "thanks")
    text = (copy.root / RECOGNITION).read_text(encoding="utf-8").split("\n")
    end = copy.line(RECOGNITION, "counsellor")
    (copy.root / RECOGNITION).write_text("\n".join(text[:line - 1] + text[end - 1:]), encoding="utf-8")
    found(copy, ("script/nl", 1, "recognition: 'thanks' is missing"))


def test_the_short_path_needs_a_question(copy):
    copy.put(CLOSING, copy.line(CLOSING, "series", "closing", "last_time", "minutes"), "minutes: [30]")
    found(copy, (CLOSING, copy.line(CLOSING, "series", "closing"), "no question for a talk of ten minutes"))


def test_a_question_with_a_choice_needs_choices(copy):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "talents", "expects"), "expects: choice")
    found(copy, (MOTIVES, copy.line(MOTIVES, "series", "motives", "talents"), "offers none"))


def test_there_are_always_the_four(copy):
    line = copy.line(OPTIONS, "options", "return", "id")
    copy.put(OPTIONS, line, "- id: legal_stay")
    found(copy, (OPTIONS, line, "option 'legal_stay' stands there twice"),
          (OPTIONS, copy.line(OPTIONS, "options", 0), "option 'return' is missing"))


def test_the_four_are_equally_long(copy):
    line = copy.line(OPTIONS, "options", "return", "about")
    copy.put(OPTIONS, line, f'about: "Je gaat weer wonen in het land waar je vandaan komt. {"Daar is familie. " * 5}"')
    found(copy, (OPTIONS, copy.line(OPTIONS, "options", "return"), "option 'return': the four differ"))


def test_recognition_needs_general_lines(copy):
    lines, _ = load_yaml(copy.root / RECOGNITION)
    general = [n for n, line in enumerate(lines["recognition"]["hope"]) if "words" not in line]
    for number in sorted((copy.line(RECOGNITION, "recognition", "hope", n) for n in general[4:]), reverse=True):
        copy.put(RECOGNITION, number, "# weg")
    found(copy, (RECOGNITION, copy.line(RECOGNITION, "recognition", "hope"), "4 general lines"))


def test_the_counsellors_card_is_one_text(copy):
    card = ("series", "motives", "dream", "counsellor")
    copy.put(MOTIVES, copy.line(MOTIVES, *card, "why"), f'why: "{"Wat telt. " * 220}"')
    copy.put(MOTIVES, copy.line(MOTIVES, *card, "tip"), f'tip: "{"Luister. " * 220}"')
    found(copy, (MOTIVES, copy.line(MOTIVES, *card), "the counsellor's card has"))


def test_what_the_directory_has_may_be_said(copy):
    said = ("Bel 112. Bel 1813 of 106. Bel 02 212 30 00. Bel +32 2 212 30 00. Kijk op www.caw.be. Vraag het aan CAW. "
            "Het was in 2014. Over 10 minuten, of 30. Je woont in België, of in Europa. Zeg: Dank je. Vraag 1 tot 5.")
    copy.put(REPLIES, copy.line(REPLIES, "replies", "skip", "client", 0), f'- "{said}"')
    found(copy)


def test_numbers_are_read_in_groups():
    assert organisations.numbers("bel 0470 12 34 56 of 116 000, in 1999 of om 12 30") == ["0470 12 34 56", "116", "000"]


# --- all at once, and the command ------------------------------------------------------------------------------------

def test_everything_is_told_at_once(copy):
    rules = ("empty field", "verdict, in a reply", "control over 40 characters")
    places = []
    for rule in rules:
        file, path, planted, message = PLANTED[rule]
        places.append((file, copy.line(file, *path), message))
        copy.put(file, places[-1][1], planted)
    found(copy, *places)


def test_faults_of_form_hide_no_fault_of_words_in_the_same_file(copy):
    places = []
    for rule in ("empty field", "directive, to the client", "unknown intent of a choice"):
        file, path, planted, message = PLANTED[rule]
        places.append((file, copy.line(file, *path), message))
        copy.put(file, places[-1][1], planted)
    found(copy, *places)


def test_the_command_prints_errors_notices_and_counts(copy):
    copy.put(LABELS, copy.line(LABELS, "labels", "skip"), f"skip: {'Overslaan' * 5}")
    printed: list[str] = []
    assert main_check(printed.append, copy.root) == 1
    line = copy.line(LABELS, "labels", "skip")
    assert any(text.startswith(f"{LABELS}:{line}: ") for text in printed)
    assert any(text.startswith("referrals/directory.yml:") and text.endswith("(notice)") for text in printed)
    assert "errors" in printed[-1] and "notices" in printed[-1]


def test_no_model_and_no_rasa_is_needed():
    code = ("import sys; from bot.check import check; check(); "
            "sys.exit(any(name.startswith(('rasa', 'tensorflow')) for name in sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
