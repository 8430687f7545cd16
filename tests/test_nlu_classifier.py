"""The intent classifier: trains, stores, loads and reads anything that people type."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import ContentError
from bot.nlu import features
from bot.nlu.classifier import IntentClassifier

EXAMPLES = {
    "express_crisis": ["ik wil dood", "ik wil niet meer leven", "i want to die", "je veux mourir", "kwil sterven"],
    "ask_legal": ["mag ik werken?", "can i appeal", "ai je droit a un avocat?", "hoe lang duurt 9bis",
                  "kans op papieren?"],
    "need_shelter": ["zoek slaapplaats", "we slapen op straat", "no place to sleep", "dormir dehors", "geen dak"],
    "greet": ["hallo", "hello", "bonjour", "goeiedag", "salam"],
}
STRANGE = ["", "   ", "😀", "😭😭😭", "?", "\x00", "ik wil dood " * 334, "a" * 4000, "م خانه", "<b>&", "/stop"]


def component(folder: Path) -> IntentClassifier:
    folder.mkdir(exist_ok=True)
    return IntentClassifier.create({}, LocalModelStorage(folder), Resource("nlu"), context())


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


def data() -> TrainingData:
    return TrainingData([Message.build(text=text, intent=intent) for intent, texts in EXAMPLES.items()
                         for text in texts])


def read(classifier: IntentClassifier, *texts: str) -> list[dict]:
    return [message.as_dict(only_output_properties=True)
            for message in classifier.process([Message.build(text=text) for text in texts])]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> IntentClassifier:
    classifier = component(tmp_path_factory.mktemp("nlu") / "model")
    classifier.train(data())
    return classifier


def test_finds_what_it_was_taught(trained: IntentClassifier) -> None:
    texts = ["ik wil dood", "hallo", "we slapen op straat", "mag ik werken?"]
    assert [found["intent"]["name"] for found in read(trained, *texts)] == [
        "express_crisis", "greet", "need_shelter", "ask_legal"]


def test_ranks_every_intent(trained: IntentClassifier) -> None:
    for found in read(trained, *EXAMPLES["ask_legal"], "😀", "x"):
        ranking = found["intent_ranking"]
        assert {entry["name"] for entry in ranking} == set(EXAMPLES)
        assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1)
        assert ranking == sorted(ranking, key=lambda entry: -entry["confidence"])
        assert found["intent"] == ranking[0]


def test_safety_and_law_have_a_probability_of_their_own(trained: IntentClassifier) -> None:
    crisis, legal, hello = read(trained, "ik wil niet meer leven", "can i appeal?", "hello")
    assert crisis["p_safety"] > 0.4 > max(legal["p_safety"], hello["p_safety"])
    assert legal["p_law"] > 0.4 > max(crisis["p_law"], hello["p_law"])


def test_one_sentence_in_a_long_story_still_counts(trained: IntentClassifier) -> None:
    story = "goeiedag, hallo hallo hello, bonjour, goeiedag salam hallo, hello hello bonjour salam goeiedag. " * 20
    plain, meant = read(trained, story, f"{story} Ik wil niet meer leven, ik wil echt dood. {story}")
    assert meant["p_safety"] > 2 * plain["p_safety"]
    assert meant["intent"]["name"] == "greet"


def test_parts_keep_every_word() -> None:
    text = "a b c. " * 30 + "woord " * 100 + "einde"
    assert " ".join(features.parts(text)).split() == text.split()
    assert max(len(part.split()) for part in features.parts(text)) <= 3 * features.PART
    assert features.parts("kort bericht, met een komma. En nog iets.") == []


def test_a_concept_carries_from_one_language_to_another(trained: IntentClassifier) -> None:
    (found,) = read(trained, "envie de mourir")
    assert found["intent"]["name"] == "express_crisis"


def test_loads_what_it_stored(tmp_path: Path) -> None:
    first = component(tmp_path / "model")
    resource = first.train(data())
    second = IntentClassifier.load({}, LocalModelStorage(tmp_path / "model"), resource, context())
    texts = [text for texts in EXAMPLES.values() for text in texts] + STRANGE
    assert read(second, *texts) == read(first, *texts)


def test_the_same_examples_give_the_same_model(tmp_path: Path, trained: IntentClassifier) -> None:
    again = component(tmp_path / "again")
    again.train(data())
    assert read(again, "ik wil slapen", "papieren?") == read(trained, "ik wil slapen", "papieren?")


@pytest.mark.parametrize("text", STRANGE)
def test_reads_anything(trained: IntentClassifier, text: str) -> None:
    (found,) = read(trained, text)
    assert 0 <= found["p_safety"] <= 1 and 0 <= found["p_law"] <= 1
    if text.strip():
        assert found["intent"]["name"] in EXAMPLES
    else:
        assert found["intent"] == {"name": None, "confidence": 0.0} and found["intent_ranking"] == []


def test_untrained_it_says_nothing(tmp_path: Path) -> None:
    classifier = component(tmp_path / "model")
    classifier.train(TrainingData([]))
    loaded = IntentClassifier.load({}, LocalModelStorage(tmp_path / "model"), Resource("nlu"), context())
    assert [found["intent"]["name"] for found in read(classifier, "hallo") + read(loaded, "hallo")] == [None, None]


def test_two_intents_are_enough(tmp_path: Path) -> None:
    classifier = component(tmp_path / "model")
    classifier.train(TrainingData([Message.build(text=text, intent=intent) for intent in ("greet", "ask_legal")
                                   for text in EXAMPLES[intent]]))
    assert [found["intent"]["name"] for found in read(classifier, "hello", "kans op papieren?")] == [
        "greet", "ask_legal"]


def test_concepts_match_as_the_file_says() -> None:
    concepts = features.Concepts("""
groups:
  death: {nl: [dood, sterf*, einde aan .. leven], en: [no life]}
  "no": {nl: [no, 112]}
""")
    found = concepts.find(features.bare_words("Sterfelijk: einde aan mijn korte leven! Dóód? no life, doodmoe 112"))
    assert [groups for groups in found if groups] == [["death"], ["death"], ["death"], ["death", "no"], ["no"]]


def test_the_concepts_of_the_project_load() -> None:
    concepts = features.Concepts(features.read_concepts())
    for text in ("ik wil papieren", "I need papers", "je veux des papiers"):
        single, _, _ = concepts.grams(text)
        assert {"self", "wants", "papers"} <= set(single)


@pytest.mark.parametrize("content", ["groups: [", "groups: {x: {nl: ['.. word']}}", "groups: {x: {nl: ['!']}}"])
def test_a_faulty_concepts_file_is_named(content: str) -> None:
    with pytest.raises(ContentError, match=r"data/concepts\.yml"):
        features.Concepts(content)
