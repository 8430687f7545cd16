"""How a message is read: tiers of safety and law, what answers the open question, and what may interrupt it."""

from __future__ import annotations

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import incoming
from bot.errors import RequestError
from bot.nlu import lexicon
from bot.nlu.reading import FALLBACK, Reading, Thresholds, read

LEXICON = lexicon.load()
OPEN = {"kind": "open", "answers": ["need_family"]}
WHEN = {"kind": "when", "answers": []}
YES_NO = {"kind": "yes_no", "answers": []}
CHOICE = {"kind": "choice", "answers": []}
OPTION = {"kind": "option", "answers": []}
STORY = "ik werkte jaren in een keuken en daarna verkocht ik brood op de markt"


def understood(text: str, pending: dict | None = None, /, **probabilities: float) -> Reading:
    return read(text, probabilities or {"tell_dream": 0.5}, pending, LEXICON, Thresholds())


def safety(text: str, **probabilities: float) -> tuple[str | None, str]:
    found = understood(text, **probabilities)
    return found.safety, found.intent if found.safety else ""


# --- safety ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "ik wil dood", "Ik denk aan zelfmoord.", "ik ga een einde maken aan mijn leven", "ik wil niet meer leven",
    "ik wil mezelf iets aandoen", "heb geen zin om te leven", "IK WIL STERVEN!!!",
    "vandaag at ik rijst met mijn broer en ik dacht de hele tijd: ik wil dood",
])
def test_crisis_words_count_at_any_confidence(text):
    assert safety(text, tell_dream=0.99, express_crisis=0.0) == ("sure", "express_crisis")
    assert safety(text, greet=0.02) == ("sure", "express_crisis")


@pytest.mark.parametrize("text", [
    "i want to die", "I'm going to kill myself", "je veux mourir", "j'ai envie d'en finir", "suicide",
])
def test_english_and_french_words_count_in_a_dutch_talk(text):
    assert safety(text) == ("sure", "express_crisis")


@pytest.mark.parametrize("text", [
    "mijn vriend wil zichzelf doden", "mijn zus snijdt in haar armen", "hij wil dood", "she wants to die",
    "ma soeur veut mourir",
])
def test_crisis_of_someone_else_counts(text):
    assert safety(text)[0] == "sure"


@pytest.mark.parametrize("text", [
    "ik ben doodmoe", "ik ga dood van de honger", "mijn moeder is gestorven", "mijn broer is dood", "mort de fatigue",
    "een film over zelfmoord", "I was dead tired", "ik ben doodop van het werk",
])
def test_idioms_and_grief_are_never_sure(text):
    assert safety(text)[0] != "sure"
    assert safety(text, express_crisis=0.9)[0] == "maybe"


@pytest.mark.parametrize("text", ["ik wil niet dood", "ik wil niet sterven", "ik dacht vroeger aan zelfmoord"])
def test_a_denial_is_maybe_at_most(text):
    assert safety(text)[0] in (None, "maybe")
    assert safety(text, express_crisis=0.95)[0] == "maybe"


@pytest.mark.parametrize("text", ["ik wil afscheid nemen", "niemand zal mij missen", "iedereen is beter af zonder mij"])
def test_hints_ask_softly(text):
    assert safety(text) == ("maybe", "express_crisis")


@pytest.mark.parametrize(("text", "kind"), [
    ("mijn man slaat mij", "violence"), ("mijn baas heeft mijn paspoort afgepakt", "exploitation"),
    ("mijn dochter kan niet ademen", "medical"), ("hij slaat zijn kind", "child"), ("il me frappe", "violence"),
    ("my boss took my passport", "exploitation"),
])
def test_danger_is_sure_and_its_kind_is_known(text, kind):
    found = understood(text)
    assert (found.safety, found.intent, found.extra["danger"]) == ("sure", "report_danger", kind)


def test_danger_far_away_is_no_danger_here():
    assert safety("in mijn land werd ik bedreigd door soldaten")[0] == "maybe"
    assert safety("in mijn land werd ik bedreigd door soldaten", report_danger=0.3)[0] == "sure"


@pytest.mark.parametrize(("probabilities", "tier"), [
    ({"express_crisis": 0.95, "tell_loss": 0.05}, ("sure", "express_crisis")),
    ({"express_crisis": 0.5, "report_danger": 0.45, "tell_loss": 0.05}, ("sure", "express_crisis")),
    ({"report_danger": 0.95, "tell_loss": 0.05}, ("sure", "report_danger")),
    ({"express_crisis": 0.3, "tell_loss": 0.7}, ("maybe", "express_crisis")),
    ({"express_crisis": 0.1, "report_danger": 0.12, "tell_loss": 0.78}, ("maybe", "report_danger")),
    ({"express_crisis": 0.1, "tell_loss": 0.9}, (None, "")),
])
def test_the_classifier_alone_has_two_tiers(probabilities, tier):
    assert safety("het is zwaar voor mij", **probabilities) == tier


@pytest.mark.parametrize("pending", [None, OPEN, WHEN, YES_NO, CHOICE, OPTION])
def test_no_open_question_hides_a_crisis(pending):
    found = understood("ik wil dood", pending, need_family=0.9)
    assert (found.intent, found.reading, found.safety) == ("express_crisis", "express_crisis", "sure")


def test_a_hint_keeps_the_classifiers_own_reading():
    found = understood("niemand zal mij missen", OPEN, tell_loss=0.8)
    assert (found.intent, found.reading, found.safety) == ("express_crisis", "tell_loss", "maybe")


# --- law ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "probabilities", "law"), [
    ("mag dat van de wet", {"ask_legal": 0.8}, "sure"),
    ("mag dat van de wet", {"ask_legal": 0.3, "share_rumour": 0.3, "tell_dream": 0.2}, "sure"),
    ("mag dat van de wet", {"ask_legal": 0.3, "tell_dream": 0.5}, "maybe"),
    ("heb ik recht op werk", {"ask_legal": 0.3, "tell_dream": 0.1}, "sure"),
    ("heb ik recht op werk", {"tell_dream": 0.9}, "maybe"),
    ("ik wil leren koken", {"tell_dream": 0.9, "ask_legal": 0.01}, None),
])
def test_law_has_two_tiers(text, probabilities, law):
    assert understood(text, **probabilities).law == law


def test_a_rumour_is_told_from_a_question():
    assert understood("is het waar", share_rumour=0.5, ask_legal=0.3).intent == "share_rumour"


def test_a_legal_question_interrupts_an_open_question():
    found = understood("heb ik recht op een advocaat", OPEN, ask_legal=0.9)
    assert (found.intent, found.law, found.extra["law_topic"]) == ("ask_legal", "sure", "lawyer")


def test_a_legal_question_inside_a_long_answer_keeps_the_answer():
    text = f"{STORY}, mag ik werken?"
    found = understood(text, OPEN, ask_legal=0.6, tell_talent=0.3)
    assert (found.intent, found.law) == ("inform", "maybe")
    assert understood(text, OPEN, ask_legal=0.9, tell_talent=0.05).intent == "ask_legal"
    assert understood("mag ik werken?", OPEN, ask_legal=0.6, tell_talent=0.3).intent == "ask_legal"


# --- the open question ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "probabilities", "pending", "intent"), [
    # what the step lists as an answer does not interrupt
    ("mijn zus", {"need_family": 0.95}, OPEN, "inform"),
    ("eten", {"need_food": 0.95}, OPEN, "need_food"),
    ("eten", {"need_food": 0.3}, OPEN, "inform"),
    # "later" says when
    ("later", {"pause": 0.9}, WHEN, "inform"),
    ("misschien later", {"pause": 0.9}, WHEN, "inform"),
    ("dat zie ik later wel eens", {"pause": 0.9}, WHEN, "pause"),
    ("later", {"pause": 0.9}, OPEN, "pause"),
    # to stop
    ("stop", {"tell_dream": 0.5}, OPEN, "pause"),
    ("stop", {"tell_dream": 0.5}, WHEN, "pause"),
    ("Ik wil stoppen!", {"greet": 0.1}, CHOICE, "pause"),
    ("hij riep stop en toen liep ik naar de andere kant van de straat", {"pause": 0.6}, OPEN, "inform"),
    ("ik wil nu echt even stoppen want ik kan er niet meer goed bij", {"pause": 0.8}, OPEN, "pause"),
    ("volgende", {"tell_dream": 0.5}, OPEN, "skip"),
    ("terug", {"choose_return": 0.8}, OPTION, "go_back"),
    # long stories interrupt less easily than short messages
    ("ik ben kwaad", {"express_anger": 0.5}, OPEN, "express_anger"),
    (STORY, {"express_anger": 0.5}, OPEN, "inform"),
    (STORY, {"express_anger": 0.8}, OPEN, "express_anger"),
    # telling stays telling, and plain answers pass
    (STORY, {"tell_talent": 0.2}, OPEN, "tell_talent"),
    ("ja", {"affirm": 0.3}, YES_NO, "affirm"),
    ("geen idee", {"dont_know": 0.2}, CHOICE, "dont_know"),
    ("kweet", {"insult": 0.2}, YES_NO, "inform"),
    ("terugkeren", {"choose_return": 0.2}, OPTION, "inform"),
    ("terugkeren", {"choose_return": 0.9}, OPTION, "inform"),
    ("terugkeren", {"choose_return": 0.9}, OPEN, "choose_return"),
    # not understood
    ("blauw", {FALLBACK: 0.5}, OPEN, "inform"),
    ("blauw", {"greet": 0.1}, OPEN, "inform"),
    ("blauw", {"greet": 0.1}, None, FALLBACK),
    ("hallo", {"greet": 0.9}, None, "greet"),
])
def test_the_open_question_decides(text, probabilities, pending, intent):
    assert understood(text, pending, **probabilities).intent == intent


def test_nothing_from_the_classifier_is_not_understood():
    assert read("blauw", {}, None, LEXICON, Thresholds()).intent == FALLBACK


def test_an_answer_keeps_the_reading_of_the_classifier():
    found = understood("mijn zus", OPEN, need_family=0.95)
    assert (found.intent, found.reading, found.confidence) == ("inform", "need_family", 0.95)


@pytest.mark.parametrize(("text", "extra"), [
    ("ik wil papieren", {"procedure": True}), ("ik wil papieren om een restaurant te openen", {}),
    ("doe de vier stoelen", {"exercise": "chairs"}), ("kan het in het Frans", {"language": "fr"}),
])
def test_what_else_is_found(text, extra):
    assert understood(text).extra == extra


@given(st.text(max_size=60), st.floats(0, 1), st.sampled_from([None, OPEN, WHEN, YES_NO]))
def test_every_message_has_a_reading(text, confidence, pending):
    found = understood(text, pending, tell_dream=confidence, pause=1 - confidence)
    assert found.intent and found.safety in (None, "maybe", "sure") and found.law in (None, "maybe", "sure")


# --- before it is read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [
    ("  hallo \n", "hallo"), ("een\x00 woord\x1b", "een woord"), ("twee\nregels\thier", "twee\nregels\thier"),
    ("cafe\u0301", "café"), ("\u202egedraaid", "gedraaid"), ("\ufeff", ""), ("می\u200cخواهم", "می\u200cخواهم"),
    ("👩\u200d🍳", "👩\u200d🍳"), ("\ud800", ""),
])
def test_clean_leaves_what_a_person_typed(typed, kept):
    assert incoming.clean(typed) == kept


@given(st.text(max_size=40))
@example("e\u200b\u0301")
def test_clean_is_done_once_and_for_all(text):
    once = incoming.clean(text)
    assert incoming.clean(once) == once
    assert not any(unicodedata.category(c) == "Cc" for c in once if c not in "\n\t")


@pytest.mark.parametrize(("request_", "code"), [
    ({"conversation": ""}, "bad_conversation"), ({"conversation": "x" * 201}, "bad_conversation"),
    ({"conversation": "a\nb\x00"}, "bad_conversation"), ({"conversation": " k1"}, "bad_conversation"),
    ({"choice": "skip"}, "text_or_choice"), ({"text": None}, "text_or_choice"),
    ({"audience": "guest"}, "unknown_audience"), ({"language": "xx"}, "unknown_language"),
])
def test_a_request_that_cannot_be_meant_is_refused(request_, code):
    services = SimpleNamespace(scripts={"nl": None})
    asked = {"conversation": "k1", "text": "hallo", "choice": None, "audience": None, "language": None}
    with pytest.raises(RequestError) as caught:
        incoming.check(**{**asked, **request_}, services=services)
    assert (caught.value.status, caught.value.code) == (400, code)
    incoming.check(**asked, services=services)
