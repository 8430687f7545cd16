"""What is said: placeholders, wordings that take turns, and the counsellor's card."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from bot import services
from bot.nlg import ScriptNaturalLanguageGenerator, fill, recognition_text, reply_text, step_message
from bot.script.loader import Script
from bot.script.models import RecognitionLine, Reply, Step

STEP = Step(id="dream", series="motives", domain="reflection", expects="open",
            client={"ask": ["Wat hoopte je, {name}?", "Anders gezegd?", "Stel je een foto voor."]},
            counsellor={"ask": ["Wat hoopte je?", "Zei je {dream}?"], "why": "Daarom.", "tip": "Wacht even."})
SCRIPT = Script("nl", series={"motives": [STEP]}, steps={STEP.name: STEP},
                replies={"greet": Reply(client=["Dag {name}.", "Hallo."], counsellor=["Groet terug."])},
                recognition={"dream": [RecognitionLine(text="Dank je."), RecognitionLine(text="Mooi.")]},
                recognition_aloud={"dream": ["Dank je wel.", "Ik hoor je."]},
                labels={"card_question": "Vraag", "card_or": "Of", "card_why": "Waarom", "card_tip": "Tip"})


@pytest.fixture
def generate(monkeypatch):
    monkeypatch.setattr(services, "_services", SimpleNamespace(script=lambda language: SCRIPT))

    generator = ScriptNaturalLanguageGenerator(endpoint_config=None, domain=None)    # as Rasa makes it

    def generate(utter: str, audience: str = "client", **more):
        tracker = SimpleNamespace(get_slot={"language": "nl", "audience": audience}.get)
        return asyncio.run(generator.generate(utter, tracker, "perspectief", **more))
    return generate


def test_values_take_the_place_of_their_names():
    assert fill("{want} voor {goal.by_when}", {"want": "leren", "goal.by_when": "Pasen"}) == "leren voor Pasen"


def test_what_nobody_filled_becomes_nothing():
    assert fill("Dag {name}.", {}) == "Dag ."


def test_braces_inside_what_a_person_wrote_are_left_alone():
    assert fill("Je zei: {dream}", {"dream": "{want} en {}", "want": "geheim"}) == "Je zei: {want} en {}"
    assert fill("{}{ x }{Naam}", {"x": "y"}) == "{}{ x }{Naam}"


def test_wordings_of_a_question_take_turns():
    asked = [step_message(SCRIPT, STEP, wording, {"name": "Sam"}, False)["text"] for wording in range(4)]
    assert asked == ["Wat hoopte je, Sam?", "Anders gezegd?", "Stel je een foto voor.", "Wat hoopte je, Sam?"]


def test_the_client_gets_no_card():
    assert "custom" not in step_message(SCRIPT, STEP, 0, {}, False)


def test_the_counsellor_gets_the_parts_of_the_card():
    said = step_message(SCRIPT, STEP, 0, {"dream": "rust"}, True)
    assert said["custom"]["card"] == {"step": "motives.dream", "ask": ["Wat hoopte je?", "Zei je rust?"],
                                      "why": "Daarom.", "tip": "Wacht even.", "domain": "reflection"}
    assert said["text"] == "Vraag: „Wat hoopte je?”\nOf: „Zei je rust?”\nWaarom: Daarom.\nTip: Wacht even."


def test_another_wording_stands_first_on_the_card_and_none_is_lost():
    asked = [step_message(SCRIPT, STEP, wording, {}, True)["custom"]["card"]["ask"] for wording in range(3)]
    assert asked == [["Wat hoopte je?", "Zei je ?"], ["Zei je ?", "Wat hoopte je?"], ["Wat hoopte je?", "Zei je ?"]]


def test_a_question_without_words_for_the_client_is_a_card_for_anyone():
    heavy = STEP.copy(update={"client": None, "depth": 3})
    assert step_message(SCRIPT, heavy, 0, {}, False)["custom"]["card"]["step"] == "motives.dream"


def test_variants_of_a_reply_take_turns():
    greet = SCRIPT.replies["greet"]
    said = [reply_text(greet, number, {"name": "Sam"}, False) for number in range(3)]
    assert said == ["Dag Sam.", "Hallo.", "Dag Sam."]
    assert reply_text(greet, 7, {}, True) == "Groet terug."


def test_recognition_is_said_to_the_client_and_put_in_the_counsellors_mouth():
    assert recognition_text(SCRIPT, "dream", 1, False) == "Mooi."
    assert recognition_text(SCRIPT, "dream", 3, True) == "„Ik hoor je.”"


def test_rasa_asks_for_a_reply_by_name(generate):
    assert generate("utter_greet", variant=1) == {"text": "Hallo."}
    assert generate("utter_greet", values={"name": "Sam"}) == {"text": "Dag Sam."}
    assert generate("utter_greet", "counsellor") == {"text": "Groet terug."}


def test_rasa_asks_for_a_step_and_for_recognition(generate):
    assert generate("utter_step", step="motives.dream", wording=1) == {"text": "Anders gezegd?"}
    assert generate("utter_step", "counsellor", step="motives.dream")["custom"]["card"]["why"] == "Daarom."
    assert generate("utter_recognition", kind="dream", number=0) == {"text": "Dank je."}


def test_an_unknown_reply_says_nothing(generate):
    assert generate("utter_nothing_of_the_kind") is None
