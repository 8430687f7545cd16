"""`perspectief check` on the rest: forbidden words, languages side by side, examples, lexicons, directory, rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.check import check, hashes, nlu, words
from bot.check.content import read
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml
from tests.checking import MOTIVES, TODAY, Copy, found


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path, examples=True)


# --- words, in three languages ---------------------------------------------------------------------------------------

FORBIDDEN = {
    "nl": ["U moet wachten.", "Moet je niet gaan?", "Je zou moeten bellen.", "Het is beter om te gaan.",
           "Je maakt geen kans.", "Dit dossier is kansrijk.", "Normaal gezien heb je papieren.", "Meestal lukt dat.",
           "Het zal moeilijk worden.", "Je krijgt papieren.", "Illegalen wonen hier.", "Niveau 2 is klaar.",
           "Ik begrijp hoe je je voelt.", "Goed zo!"],
    "en": ["You must wait.", "You should call.", "You have to go.", "You’d better go.", "You have the right to stay.",
           "You have a very good chance.", "She is illegal.", "It will be difficult.", "In your case it works.",
           "Level 2 reached.", "Everything will be fine.", "I know how you feel.", "Well done!"],
    "fr": ["Vous devez attendre.", "Tu dois partir.", "Il faut que vous partiez.", "Vous avez droit au séjour.",
           "Vous avez des chances.", "Un clandestin.", "Séjour illégal.", "N’ayez pas trop d’espoir.", "Niveau 2.",
           "Tout ira bien.", "Je comprends ce que vous ressentez.", "Bravo !"],
}
ALLOWED = {
    "nl": ["Je moet niets.", "Niets moet.", "Wat moet. Je kiest zelf.", "Zonder wettig verblijf.",
           "Goed. Zo is het gezegd."],
    "en": ["You don’t have to choose.", "You do not have to answer.", "Without legal residence.",
           "What should happen? You choose."],
    "fr": ["Vous ne devez rien choisir.", "Sans séjour légal.", "Vous n’êtes pas obligé de répondre.",
           "Que devez ? Vous choisissez."],
}


@pytest.mark.parametrize("language", FORBIDDEN)
def test_what_is_never_said(language):
    kinds = words.kinds_of(read(ROOT, TODAY).file(ROOT.joinpath(*words.FILE)), language)

    def phrases(said: str) -> list[str]:
        return [phrase for kind in kinds for phrase in kind.found(words.sentences(said))]

    assert [said for said in FORBIDDEN[language] if not phrases(said)] == []
    assert [said for said in ALLOWED[language] if phrases(said)] == []


def test_the_list_of_forbidden_words_is_checked_too(copy):
    line = copy.line("data/forbidden.yml", "languages", "nl", "score", "never")
    copy.put("data/forbidden.yml", line, "nooit: [punten]")
    kind = copy.line("data/forbidden.yml", "languages", "nl", "score")
    found(copy, ("data/forbidden.yml", kind, "needs a list never"), ("data/forbidden.yml", line, "no list 'nooit'"))


# --- a second language -----------------------------------------------------------------------------------------------

@pytest.fixture
def second(copy) -> Copy:
    """The Dutch script once more, as if it were Italian: every key is there, and no words are forbidden yet."""
    shutil.copytree(copy.root / "script" / "nl", copy.root / "script" / "it")
    for path in (copy.root / "script" / "it").rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace("language: nl", "language: it", 1), encoding="utf-8")
    copy.replace("data/forbidden.yml", "languages:\n", 'languages:\n  it: {score: {never: [punteggio]}}\n')
    return copy


IN_SECOND = {
    "label": ("labels.yml", ("labels", "brings"), "# weg", "label 'brings' is missing (nl has it)"),
    "choice": ("motives.yml", ("series", "motives", "worked_out", "choices", 1), "# weg",
               "choice 'not_yet' is missing"),
    "intent of a choice": ("motives.yml", ("series", "motives", "worked_out", "choices", 1),
                           "- {id: not_yet, label: Non, intent: thank}", "intent is thank, in nl none"),
    "minutes": ("motives.yml", ("series", "motives", "talents", "minutes"), "minutes: [60]", "minutes is [60]"),
    "when": ("goal.yml", ("series", "goal", "reword", "when"), "when: {concrete: [answered]}", "when is"),
    "then": ("replies.yml", ("replies", "express_anger", "then"), "then: distress_check", "then is distress_check"),
    "placeholder": ("replies_program.yml", ("replies", "options_four", "client"), 'client: ["Quattro."]',
                    "placeholders none, in nl {lines}"),
}


def test_a_copy_in_another_language_is_equal(second):
    found(second)


@pytest.mark.parametrize("rule", IN_SECOND)
def test_a_difference_between_languages_is_found(second, rule):
    file, path, planted, message = IN_SECOND[rule]
    file = f"script/it/{file}"
    line = second.line(file, *path)
    where = {"label": ("labels",), "choice": (*path[:3], "choices")}.get(rule, path)
    second.put(file, line, planted)
    found(second, (file, second.line(file, *where), message))


def test_a_file_that_is_missing_is_named(second):
    (second.root / "script/it/closing.yml").unlink()
    found(second, ("script/it/closing.yml", 1, "the file is missing (nl has it): series 'closing'"))


def test_a_question_that_is_missing_is_named_with_its_file(second):
    file = "script/it/motives.yml"
    second.put(file, second.line(file, "series", "motives", "needs_beneath", "id"), "- id: bisogni")
    nl = second.line(MOTIVES, "series", "motives")
    found(second, (file, second.line(file, "series", "motives"), "step 'needs_beneath' is missing (nl has it)"),
          (MOTIVES, nl, "step 'bisogni' is missing (it has it)"))


def test_each_variant_of_a_reply_fills_the_same(second):
    file = "script/it/replies_program.yml"
    line = second.line(file, "replies", "referrals", "client")
    second.put(file, line, 'client: ["Ecco:\\n{lines}", "Ecco."]')
    found(second, (file, line, "{lines} is missing, in nl each variant has it"))


def test_the_order_of_questions_is_the_same(second):
    file = "script/it/closing.yml"
    for old, new in (("id: how_leave", "id: x"), ("id: what_next", "id: how_leave"), ("id: x", "id: what_next")):
        second.replace(file, old, new)
    new = second.new()
    assert (file, second.line(file, "series", "closing"),
            "series 'closing': its questions stand in another order than in nl") in new


# --- examples, lexicons, directory, stories --------------------------------------------------------------------------

ABOUT = "data/nlu/nl/about.yml"


def test_an_example_twice_and_one_under_two_intents_are_found(copy):
    data, _ = load_yaml(copy.root / ABOUT)
    line = copy.line(ABOUT, "nlu", "greet", "examples")
    copy.replace(ABOUT, "  examples: |\n", "  examples: |\n    - zo dag allemaal hier\n    - Zo dag  allemaal hier\n")
    thank = copy.line(ABOUT, "nlu", "thank", "examples")
    text = (copy.root / ABOUT).read_text(encoding="utf-8").split("\n")
    text.insert(thank, "    - zo, dag allemaal hier!")
    (copy.root / ABOUT).write_text("\n".join(text), encoding="utf-8")
    assert data["nlu"][0]["intent"] == "greet"
    found(copy, (ABOUT, line + 2, "stands there twice"),
          (ABOUT, thank + 1, "stands here under thank, and under greet"))


def test_an_unknown_intent_and_one_without_examples_are_found(copy):
    line = copy.line(ABOUT, "nlu", "insult", "intent")
    copy.put(ABOUT, line, "- intent: insults")
    content = read(copy.root, TODAY)
    found(copy, (ABOUT, line, "there is no intent 'insults'"),
          ("domain.yml", content.intents()["insult"].line, "intent 'insult' has no examples in data/nlu/nl"))


def test_an_example_of_the_evaluation_samples_is_refused(copy, capsys):
    line = copy.line(ABOUT, "nlu", "greet", "examples")
    data, _ = load_yaml(copy.root / ABOUT)
    first = data["nlu"][0]["examples"].split("\n")[0][2:]
    table = copy.root / "samples.tsv"
    table.write_text(f"context\tutterance\texpected\nopen\t{first.upper()} !\tgreet\n", encoding="utf-8")
    hashes.main([str(table)])
    (copy.root / "data" / "eval_hashes.txt").write_text(capsys.readouterr().out, encoding="utf-8")
    found(copy, (ABOUT, line + 1, "stands in the evaluation samples"))


def test_samples_are_read_from_training_files_too():
    assert len(hashes.sentences(ROOT / ABOUT)) > 100
    assert nlu.fingerprint("Ça va?") == nlu.fingerprint("ca VA") != nlu.fingerprint("👍")


@pytest.mark.parametrize(("planted", "message"), [("stopping: []", "'stopping' is not a known list"),
                                                  ("law: stop", "'law' is not a known list"),
                                                  ("law: [no]", "is no phrase"), ("law: ]", "not valid YAML")])
def test_a_lexicon_that_does_not_load_is_found(copy, planted, message):
    (copy.root / "data/lexicon/zz.yml").write_text(f"language: zz\nreviewed: none\n{planted}", encoding="utf-8")
    found(copy, ("data/lexicon/zz.yml", 3, message))


def test_a_directory_that_does_not_load_is_found(copy):
    line = copy.line("referrals/directory.yml", "entries", 0, "confidence")
    copy.put("referrals/directory.yml", line, "confidence: sure")
    found(copy, ("referrals/directory.yml", line, "unexpected value"))


def test_what_nobody_has_checked_is_a_notice():
    _, notices = check(ROOT, TODAY)
    data, lines = load_yaml(ROOT / "referrals/directory.yml")
    unchecked = [(lines["entries", n, "verified"], entry["id"]) for n, entry in enumerate(data["entries"])
                 if entry["verified"] is None]
    told = [(notice.line, notice.message.partition(":")[0]) for notice in notices if "nobody" in notice.message]
    assert told == unchecked and {notice.file for notice in notices} == {"referrals/directory.yml"}


def test_an_intent_without_a_rule_is_found(copy):
    copy.replace("data/stories/about.yml", "- intent: insult\n", "- intent: thank\n")
    found(copy, ("domain.yml", read(copy.root, TODAY).intents()["insult"].line, "intent 'insult' has no rule"))


def test_a_reply_by_name_has_to_be_registered(copy):
    text = "\n- rule: tell dream by name\n  steps:\n  - intent: tell_dream\n  - action: action_reply\n"
    path = copy.root / "data/stories/about.yml"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + text, encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines()) - 1
    found(copy, ("data/stories/about.yml", line, "would say a reply 'tell_dream'"))
