"""`perspectief check`: the content is without fault, and each rule finds what is planted, in its file and on its line."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.check import check, hashes, main_check, nlu, organisations, words
from bot.check.content import read
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml

TODAY = datetime.date(2026, 11, 23)
LONG_ID = "a" * 40
MOTIVES, GOAL, OPTIONS, REPLIES = (f"script/nl/{name}.yml" for name in ("motives", "goal", "options", "replies"))
LABELS, RECOGNITION, INTERLUDES = (f"script/nl/{name}.yml" for name in ("labels", "recognition", "interludes"))
CLOSING, HELP = "script/nl/closing.yml", "script/nl/help_question.yml"


class Copy:
    """A copy of the content in which faults can be planted. A part of a path that is a text finds a list item by its id."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("script", "data", "referrals"):
            shutil.copytree(ROOT / folder, root / folder)
        shutil.copy(ROOT / "domain.yml", root)

    def line(self, file: str, *path: str | int) -> int:
        data, lines = load_yaml(self.root / file)
        at: tuple = ()
        for part in path:
            if isinstance(data, list) and isinstance(part, str):
                part = next(n for n, item in enumerate(data) if part in (item.get("id"), item.get("intent")))
            at, data = (*at, part), data[part]
        return lines[at]

    def put(self, file: str, line: int, text: str) -> None:
        """Put a text in place of a line, as far in as the line was."""
        lines = (self.root / file).read_text(encoding="utf-8").split("\n")
        old = lines[line - 1]
        lines[line - 1] = old[:len(old) - len(old.lstrip())] + text
        (self.root / file).write_text("\n".join(lines), encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert old in text
        (self.root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def new(self, known: frozenset[str]) -> list[tuple[str, int, str]]:
        """What the check finds here and not in the project itself."""
        return [(f.file, f.line, f.message) for f in check(self.root, TODAY)[0] if f.message not in known]


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return frozenset(finding.message for finding in check(ROOT, TODAY)[0])


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def found(copy: Copy, known: frozenset[str], *expected: tuple[str, int, str]) -> None:
    """Exactly these findings: file, line, and a part of the message."""
    new = copy.new(known)
    assert [finding[:2] for finding in new] == [finding[:2] for finding in sorted(expected)], new
    assert all(any(part in message for _, _, part in expected) for *_, message in new), new


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
    "a later step in when": (GOAL, ("series", "goal", "reword", "when"), "when: {by_when: [answered]}", "not asked before"),
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
    "a choice twice": (MOTIVES, ("series", "motives", "worked_out", "choices", 2), "- {id: not_yet, label: Nee}", "twice"),
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
    "directive, to the counsellor": (MOTIVES, ask("motives", "talents", who="counsellor"), "- Je kan best iets kiezen.",
                                     "directive wording: 'je kan best'"),
    "directive, in a tip": (MOTIVES, ("series", "motives", "dream", "counsellor", "tip"), "tip: Het is beter te wachten.",
                            "directive wording"),
    "verdict, in a reply": (REPLIES, ("replies", "skip", "client", 0), '- "Je hebt recht op verblijf."', "verdict wording"),
    "verdict, with words between": (REPLIES, ("replies", "skip", "client", 0), '- "Je maakt nu heel weinig kans."',
                                    "verdict wording"),
    "verdict, in a button": (MOTIVES, ("series", "motives", "worked_out", "choices", 1), "- {id: not_yet, label: Kansloos}",
                             "verdict wording"),
    "verdict, in an option": (OPTIONS, ("options", 0, "check", 4), '- "Waar zou je wonen, illegaal of niet, over een jaar?"',
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
    "text that is over 4096 once filled": (REPLIES, ("replies", "ask_help", "counsellor", 0),
                                           f'- "{"Voor {options}. " * 25}"\n#', "4096 can be sent"),
    "number that is not in the directory": (REPLIES, ("replies", "skip", "client", 0), '- "Bel 0470 12 34 56."',
                                            "no number of the directory"),
    "short number that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Bel 1799, dat mag."', "no number"),
    "website that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Kijk op hulp.example.org."', "no website"),
    "abbreviation that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Vraag het aan AGII, of wacht."', "no name"),
    "name that is not": (REPLIES, ("replies", "skip", "client", 0), '- "Vraag het aan Nergensland, of wacht."', "no name"),
    "depth 2 without the client": (OPTIONS, ("series", "options_after", "if_forced", "depth"), "depth: 2", ""),
}
ELSEWHERE = {       # where the finding stands when it is not the planted line
    "a key twice in a file": ("labels", "pause"), "too few checks of an option": ("options", 0, "check"),
    "reply over 4096": ("replies", "skip", "client", 0),
    "depth 2 without the client": ("series", "options_after", "if_forced"),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_error_is_found_where_it_stands(copy, known, rule):
    file, path, planted, message = PLANTED[rule]
    line = copy.line(file, *path)
    where = copy.line(file, *ELSEWHERE.get(rule, path))
    copy.put(file, line, planted)
    found(copy, known, (file, where, message))


def test_one_wording_is_too_few_for_either(copy, known):
    for who, planted in (("client", '- "{check}"'), ("counsellor", '- "{check}"')):
        line = copy.line(INTERLUDES, "series", "option_check", 0, who, "ask", 1)
        copy.put(INTERLUDES, line, f"# {planted}")
    step = ("series", "option_check", 0)
    found(copy, known, (INTERLUDES, copy.line(INTERLUDES, *step, "client", "ask"), "fewer than 2 wordings"),
          (INTERLUDES, copy.line(INTERLUDES, *step, "counsellor", "ask"), "at least 2 items"))


def test_a_missing_field_is_told_at_its_question(copy, known):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "dream", "domain"), "# weg")
    found(copy, known, (MOTIVES, copy.line(MOTIVES, "series", "motives", "dream"), "domain: field required"))


def test_a_file_that_is_no_yaml_gives_one_finding(copy, known):
    copy.put(CLOSING, 4, "closing: [")
    new = copy.new(known)
    assert len(new) == 1 and new[0][0] == CLOSING and "not valid YAML" in new[0][2], new


def test_a_name_in_two_files_is_found(copy, known):
    (copy.root / "script/nl/zz.yml").write_text("language: nl\nreviewed: none\nlabels:\n  skip: Overslaan\n", encoding="utf-8")
    found(copy, known, ("script/nl/zz.yml", 4, "'skip' exists already in script/nl/labels.yml"))


def test_a_question_twice_in_a_series_is_found(copy, known):
    line = copy.line(MOTIVES, "series", "motives", "mine", "id")
    copy.put(MOTIVES, line, "- id: waiting_time")
    found(copy, known, (MOTIVES, line, "'waiting_time' stands there twice"))


def test_a_renamed_reply_is_missing_and_unused(copy, known):
    line = copy.line(REPLIES, "replies", "skip")
    copy.put(REPLIES, line, "skipped:")
    found(copy, known, ("script/nl", 1, "replies: 'skip' is missing: the code uses it"),
          (REPLIES, line, "reply 'skipped': nobody says it"))


def test_a_renamed_series_is_missing_and_unused(copy, known):
    line = copy.line(CLOSING, "series", "closing")
    copy.put(CLOSING, line, "ending:")
    found(copy, known, ("script/nl", 1, "series: 'closing' is missing"), (CLOSING, line, "'ending': nobody asks it"))


def test_a_question_that_the_code_knows_is_missing(copy, known):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "support", "id"), "- id: backing")
    found(copy, known, (MOTIVES, copy.line(MOTIVES, "series", "motives"), "step 'support' is missing"))


def test_a_missing_kind_of_recognition_is_found(copy, known):
    line = copy.line(RECOGNITION, "recognition", "thanks")
    text = (copy.root / RECOGNITION).read_text(encoding="utf-8").split("\n")
    end = copy.line(RECOGNITION, "counsellor")
    (copy.root / RECOGNITION).write_text("\n".join(text[:line - 1] + text[end - 1:]), encoding="utf-8")
    found(copy, known, ("script/nl", 1, "recognition: 'thanks' is missing"))


def test_the_short_path_needs_a_question(copy, known):
    copy.put(CLOSING, copy.line(CLOSING, "series", "closing", "last_time", "minutes"), "minutes: [30]")
    found(copy, known, (CLOSING, copy.line(CLOSING, "series", "closing"), "no question for a talk of ten minutes"))


def test_a_question_with_a_choice_needs_choices(copy, known):
    copy.put(MOTIVES, copy.line(MOTIVES, "series", "motives", "talents", "expects"), "expects: choice")
    found(copy, known, (MOTIVES, copy.line(MOTIVES, "series", "motives", "talents"), "offers none"))


def test_there_are_always_the_four(copy, known):
    line = copy.line(OPTIONS, "options", "return", "id")
    copy.put(OPTIONS, line, "- id: legal_stay")
    found(copy, known, (OPTIONS, line, "option 'legal_stay' stands there twice"),
          (OPTIONS, copy.line(OPTIONS, "options", 0), "option 'return' is missing"))


def test_the_four_are_equally_long(copy, known):
    line = copy.line(OPTIONS, "options", "return", "about")
    copy.put(OPTIONS, line, 'about: "Je gaat weer wonen in het land waar je vandaan komt. ' + "Daar is je familie. " * 5 + '"')
    found(copy, known, (OPTIONS, copy.line(OPTIONS, "options", "return"), "option 'return': the four differ"))


def test_recognition_needs_general_lines(copy, known):
    lines, _ = load_yaml(copy.root / RECOGNITION)
    general = [n for n, line in enumerate(lines["recognition"]["hope"]) if "words" not in line]
    for number in sorted((copy.line(RECOGNITION, "recognition", "hope", n) for n in general[4:]), reverse=True):
        copy.put(RECOGNITION, number, "# weg")
    found(copy, known, (RECOGNITION, copy.line(RECOGNITION, "recognition", "hope"), "4 general lines"))


def test_the_counsellors_card_is_one_text(copy, known):
    card = ("series", "motives", "dream", "counsellor")
    copy.put(MOTIVES, copy.line(MOTIVES, *card, "why"), f'why: "{"Wat telt. " * 220}"')
    copy.put(MOTIVES, copy.line(MOTIVES, *card, "tip"), f'tip: "{"Luister. " * 220}"')
    found(copy, known, (MOTIVES, copy.line(MOTIVES, *card), "the counsellor's card has"))


@pytest.mark.parametrize("said", [
    "Bel 112.", "Bel 1813 of 106.", "Bel 02 212 30 00.", "Bel +32 2 212 30 00.", "Kijk op www.caw.be.", "Vraag het aan CAW.",
    "Het was in 2014.", "Over 10 minuten, of 30.", "Je woont in België, of in Europa.", "Zeg: Dank je.", "Vraag 1 tot 5."])
def test_what_the_directory_has_may_be_said(copy, known, said):
    copy.put(REPLIES, copy.line(REPLIES, "replies", "skip", "client", 0), f'- "{said}"')
    found(copy, known)


def test_numbers_are_read_in_groups():
    assert organisations.numbers("bel 0470 12 34 56 of 116 000, in 1999 of om 12 30") == ["0470 12 34 56", "116", "000"]


# --- words, in three languages ---------------------------------------------------------------------------------------

FORBIDDEN = {
    "nl": ["U moet wachten.", "Moet je niet gaan?", "Je zou moeten bellen.", "Het is beter om te gaan.", "Je maakt geen kans.",
           "Dit dossier is kansrijk.", "Normaal gezien heb je papieren.", "Meestal lukt dat.", "Het zal moeilijk worden.",
           "Je krijgt papieren.", "Illegalen wonen hier.", "Niveau 2 is klaar.", "Ik begrijp hoe je je voelt.", "Goed zo!"],
    "en": ["You must wait.", "You should call.", "You have to go.", "You’d better go.", "You have the right to stay.",
           "You have a very good chance.", "She is illegal.", "It will be difficult.", "In your case it works.",
           "Level 2 reached.", "Everything will be fine.", "I know how you feel.", "Well done!"],
    "fr": ["Vous devez attendre.", "Tu dois partir.", "Il faut que vous partiez.", "Vous avez droit au séjour.",
           "Vous avez des chances.", "Un clandestin.", "Séjour illégal.", "N’ayez pas trop d’espoir.", "Niveau 2.",
           "Tout ira bien.", "Je comprends ce que vous ressentez.", "Bravo !"],
}
ALLOWED = {
    "nl": ["Je moet niets.", "Niets moet.", "Wat moet. Je kiest zelf.", "Zonder wettig verblijf.", "Goed. Zo is het gezegd."],
    "en": ["You don’t have to choose.", "You do not have to answer.", "Without legal residence.", "What should happen? You choose."],
    "fr": ["Vous ne devez rien choisir.", "Sans séjour légal.", "Vous n’êtes pas obligé de répondre.", "Que devez ? Vous choisissez."],
}


def phrases(language: str, said: str) -> list[str]:
    content = read(ROOT, TODAY)
    kinds = words.kinds_of(content.file(ROOT.joinpath(*words.FILE)), language)
    return [phrase for kind in kinds for phrase in kind.found(words.sentences(said))]


@pytest.mark.parametrize("language", FORBIDDEN)
def test_what_is_never_said(language):
    assert [said for said in FORBIDDEN[language] if not phrases(language, said)] == []
    assert [said for said in ALLOWED[language] if phrases(language, said)] == []


def test_the_list_of_forbidden_words_is_checked_too(copy, known):
    line = copy.line("data/forbidden.yml", "languages", "nl", "score", "never")
    copy.put("data/forbidden.yml", line, "nooit: [punten]")
    kind = copy.line("data/forbidden.yml", "languages", "nl", "score")
    found(copy, known, ("data/forbidden.yml", kind, "needs a list never"), ("data/forbidden.yml", line, "no list 'nooit'"))


# --- a second language -----------------------------------------------------------------------------------------------

@pytest.fixture
def second(copy) -> Copy:
    """The Dutch script once more, as if it were Italian: every key is there, and no words are forbidden yet."""
    shutil.rmtree(copy.root / "script")
    shutil.copytree(ROOT / "script" / "nl", copy.root / "script" / "nl")
    shutil.copytree(ROOT / "script" / "nl", copy.root / "script" / "it")
    for path in (copy.root / "script" / "it").glob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace("language: nl", "language: it", 1), encoding="utf-8")
    copy.replace("data/forbidden.yml", "languages:\n", 'languages:\n  it: {score: {never: [punteggio]}}\n')
    return copy


IN_SECOND = {
    "reply": ("replies.yml", ("replies", "skip"), None, "reply 'skip' is missing (nl has it)"),
    "label": ("labels.yml", ("labels", "brings"), "# weg", "label 'brings' is missing (nl has it)"),
    "step": ("motives.yml", ("series", "motives", "needs_beneath"), None, "step 'needs_beneath' is missing (nl has it)"),
    "choice": ("motives.yml", ("series", "motives", "worked_out", "choices", 1), "# weg", "choice 'not_yet' is missing"),
    "intent of a choice": ("motives.yml", ("series", "motives", "worked_out", "choices", 1),
                           "- {id: not_yet, label: Non, intent: thank}", "intent is thank, in nl none"),
    "minutes": ("motives.yml", ("series", "motives", "talents", "minutes"), "minutes: [60]", "minutes is [60]"),
    "when": ("goal.yml", ("series", "goal", "reword", "when"), "when: {concrete: [answered]}", "when is"),
    "then": ("replies.yml", ("replies", "express_anger", "then"), "then: distress_check", "then is distress_check"),
    "placeholder of a question": ("motives.yml", ask("motives", "talents"), '- "Chi {talents}?"', ""),
    "placeholder of a reply": ("replies_program.yml", ("replies", "options_four", "client"), 'client: ["Quattro."]',
                               "placeholders none, in nl {lines}"),
    "placeholder of one variant": ("replies.yml", ("replies", "talk_to_human", "client", 1), None, "{lines} is missing"),
}


def test_a_copy_in_another_language_is_equal(second, known):
    found(second, known)


@pytest.mark.parametrize("rule", ["label", "choice", "intent of a choice", "minutes", "when", "then", "placeholder of a reply"])
def test_a_difference_between_languages_is_found(second, known, rule):
    file, path, planted, message = IN_SECOND[rule]
    file = f"script/it/{file}"
    line = second.line(file, *path)
    where = {"label": ("labels",), "choice": (*path[:3], "choices")}.get(rule, path)
    second.put(file, line, planted)
    found(second, known, (file, second.line(file, *where), message))


def test_a_file_that_is_missing_is_named(second, known):
    (second.root / "script/it/closing.yml").unlink()
    found(second, known, ("script/it/closing.yml", 1, "series 'closing' is missing (nl has it)"))


def test_a_question_that_is_missing_is_named_with_its_file(second, known):
    file = "script/it/motives.yml"
    second.put(file, second.line(file, "series", "motives", "needs_beneath", "id"), "- id: bisogni")
    nl = second.line(MOTIVES, "series", "motives")
    found(second, known, (file, second.line(file, "series", "motives"), "step 'needs_beneath' is missing (nl has it)"),
          (MOTIVES, nl, "step 'bisogni' is missing (it has it)"))


def test_each_variant_of_a_reply_fills_the_same(second, known):
    file = "script/it/replies_program.yml"
    line = second.line(file, "replies", "referrals", "client")
    second.put(file, line, 'client: ["Ecco:\\n{lines}", "Ecco."]')
    found(second, known, (file, line, "{lines} is missing, in nl each variant has it"))


def test_the_order_of_questions_is_the_same(second, known):
    file = "script/it/closing.yml"
    for old, new in (("id: how_leave", "id: x"), ("id: what_next", "id: how_leave"), ("id: x", "id: what_next")):
        second.replace(file, old, new)
    new = second.new(known)
    assert (file, second.line(file, "series", "closing"),
            "series 'closing': its questions stand in another order than in nl") in new


# --- examples, lexicons, directory, stories --------------------------------------------------------------------------

ABOUT = "data/nlu/nl/about.yml"


def test_an_example_twice_and_one_under_two_intents_are_found(copy, known):
    data, _ = load_yaml(copy.root / ABOUT)
    line = copy.line(ABOUT, "nlu", "greet", "examples")
    copy.replace(ABOUT, "  examples: |\n", "  examples: |\n    - zo dag allemaal hier\n    - Zo dag  allemaal hier\n")
    thank = copy.line(ABOUT, "nlu", "thank", "examples")
    text = (copy.root / ABOUT).read_text(encoding="utf-8").split("\n")
    text.insert(thank, "    - zo, dag allemaal hier!")
    (copy.root / ABOUT).write_text("\n".join(text), encoding="utf-8")
    assert data["nlu"][0]["intent"] == "greet"
    found(copy, known, (ABOUT, line + 2, "stands there twice"), (ABOUT, thank + 1, "stands here under thank, and under greet"))


def test_an_unknown_intent_and_one_without_examples_are_found(copy, known):
    line = copy.line(ABOUT, "nlu", "insult", "intent")
    copy.put(ABOUT, line, "- intent: insults")
    content = read(copy.root, TODAY)
    found(copy, known, (ABOUT, line, "there is no intent 'insults'"),
          ("domain.yml", content.intents()["insult"].line, "intent 'insult' has no examples in data/nlu/nl"))


def test_an_example_of_the_evaluation_samples_is_refused(copy, known, capsys):
    line = copy.line(ABOUT, "nlu", "greet", "examples")
    data, _ = load_yaml(copy.root / ABOUT)
    first = data["nlu"][0]["examples"].split("\n")[0][2:]
    table = copy.root / "samples.tsv"
    table.write_text(f"context\tutterance\texpected\nopen\t{first.upper()} !\tgreet\n", encoding="utf-8")
    hashes.main([str(table)])
    (copy.root / "data" / "eval_hashes.txt").write_text(capsys.readouterr().out, encoding="utf-8")
    found(copy, known, (ABOUT, line + 1, "stands in the evaluation samples"))


def test_samples_are_read_from_training_files_too():
    assert len(hashes.sentences(ROOT / ABOUT)) > 100
    assert nlu.fingerprint("Ça va?") == nlu.fingerprint("ca VA") != nlu.fingerprint("👍")


@pytest.mark.parametrize(("planted", "message"), [("stopping: []", "'stopping' is not a known list"),
                                                  ("law_not: [no]", "is no phrase")])
def test_a_lexicon_that_does_not_load_is_found(copy, known, planted, message):
    line = copy.line("data/lexicon/nl.yml", "law_not")
    copy.put("data/lexicon/nl.yml", line, planted)
    found(copy, known, ("data/lexicon/nl.yml", line, message))


def test_a_directory_that_does_not_load_is_found(copy, known):
    line = copy.line("referrals/directory.yml", "entries", 0, "confidence")
    copy.put("referrals/directory.yml", line, "confidence: sure")
    found(copy, known, ("referrals/directory.yml", line, "unexpected value"))


def test_what_nobody_has_checked_is_a_notice():
    errors, notices = check(ROOT, TODAY)
    data, lines = load_yaml(ROOT / "referrals/directory.yml")
    unchecked = [(lines["entries", n, "verified"], entry["id"]) for n, entry in enumerate(data["entries"])
                 if entry["verified"] is None]
    told = [(notice.line, notice.message.partition(":")[0]) for notice in notices if "nobody" in notice.message]
    assert told == unchecked and {notice.file for notice in notices} == {"referrals/directory.yml"}


def test_an_intent_without_a_rule_is_found(copy, known):
    copy.replace("data/stories/about.yml", "- intent: insult\n", "- intent: thank\n")
    found(copy, known, ("domain.yml", read(copy.root, TODAY).intents()["insult"].line, "intent 'insult' has no rule"))


def test_a_reply_by_name_has_to_be_registered(copy, known):
    text = "\n- rule: tell dream by name\n  steps:\n  - intent: tell_dream\n  - action: action_reply\n"
    path = copy.root / "data/stories/about.yml"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + text, encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines()) - 1
    found(copy, known, ("data/stories/about.yml", line, "would say a reply 'tell_dream'"))


# --- all at once, and the command ------------------------------------------------------------------------------------

def test_everything_is_told_at_once(copy, known):
    rules = ("empty field", "verdict, in a reply", "control over 40 characters")
    places = []
    for rule in rules:
        file, path, planted, message = PLANTED[rule]
        places.append((file, copy.line(file, *path), message))
        copy.put(file, places[-1][1], planted)
    found(copy, known, *places)


def test_faults_of_form_hide_no_fault_of_words_in_the_same_file(copy, known):
    places = []
    for rule in ("empty field", "directive, to the client", "unknown intent of a choice"):
        file, path, planted, message = PLANTED[rule]
        places.append((file, copy.line(file, *path), message))
        copy.put(file, places[-1][1], planted)
    found(copy, known, *places)


def test_the_command_prints_errors_notices_and_counts(copy):
    copy.put(LABELS, copy.line(LABELS, "labels", "skip"), f"skip: {'Overslaan' * 5}")
    printed: list[str] = []
    assert main_check(printed.append, copy.root) == 1
    line = copy.line(LABELS, "labels", "skip")
    assert any(text.startswith(f"{LABELS}:{line}: ") for text in printed)
    assert any(text.startswith("referrals/directory.yml:") and text.endswith("(notice)") for text in printed)
    assert "errors" in printed[-1] and "notices" in printed[-1]


def test_no_model_and_no_rasa_is_needed():
    code = "import sys; from bot.check import check; check(); sys.exit(any(m.startswith(('rasa', 'tensorf')) for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
