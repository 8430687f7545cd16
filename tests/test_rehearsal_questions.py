"""Open or closed, in three languages, and where a line is cut into sentences. Pure."""

from __future__ import annotations

import pytest
import yaml

from bot.errors import ContentError
from bot.rehearsal import questions

QUESTIONS = questions.load()
OPEN = {
    "nl": ["Hoe ziet een gewone dag eruit?", "Vertel eens over de bakkerij.", "En wat betekende dat voor jou?",
           "Waarom net die stad?", "Kan je daar wat meer over vertellen?", "Wie is er voor jou als het moeilijk wordt?",
           "Als dat niet lukt, wat dan?", "Ik ben benieuwd wat je toen dacht"],
    "en": ["What would a good year look like?", "Tell me about the bakery.", "How do you keep going?", "And why that town?",
           "Could you tell me more about that?", "If it does not work out, what then?", "Help me understand what happened.",
           "I'd love to hear about the bakery."],
    "fr": ["Comment se passe une journée ?", "Racontez-moi la boulangerie.", "Qu'est-ce qui vous a aidé ?",
           "Et pourquoi cette ville ?", "Pouvez-vous m'en dire plus ?", "Si ça ne marche pas, que faites-vous ?",
           "Parle-moi de ta sœur.",
           "Qu’attendez-vous de cet entretien ?"],
}
CLOSED = {
    "nl": ["Heb je al gegeten?", "Hoe lang ben je hier?", "Hoeveel kinderen heb je?", "Sinds wanneer wacht je?",
           "Is dat een vriend van je?", "Waar woon je nu?", "Gaat het?", "En mis je haar?"],
    "en": ["Did you eat today?", "How long have you been here?", "How many children do you have?", "When did you leave?",
           "Is she a friend?", "Where do you live now?", "Are you all right?", "And do you miss her?"],
    "fr": ["Avez-vous mangé ?", "Depuis quand êtes-vous ici ?", "Combien d'enfants avez-vous ?", "C'est quand, le rendez-vous ?",
           "Est-ce que vous dormez bien ?", "Où habitez-vous maintenant ?", "Tu as un médecin ?", "Et ça va ?"],
}
NONE = {
    "nl": ["Dat klinkt zwaar.", "Dank je wel.", "Neem je tijd …", "Ik weet niet hoe dat voelt."],
    "en": ["That sounds heavy.", "Thank you.", "Take your time …", "I do not know how that feels."],
    "fr": ["Cela semble lourd.", "Merci.", "Prenez votre temps …", "Je ne sais pas comment c'est."],
}


def each(sentences: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language in sentences for sentence in sentences[language]]


@pytest.mark.parametrize(("language", "sentence"), each(OPEN))
def test_what_invites_a_story_is_open(language, sentence):
    assert QUESTIONS.form(sentence) == "open"


@pytest.mark.parametrize(("language", "sentence"), each(CLOSED))
def test_what_yes_no_or_one_fact_answers_is_closed(language, sentence):
    assert QUESTIONS.form(sentence) == "closed"


@pytest.mark.parametrize(("language", "sentence"), each(NONE))
def test_what_asks_nothing_has_no_form(language, sentence):
    assert QUESTIONS.form(sentence) == ""


@pytest.mark.parametrize(("sentence", "form"), [("hoe ben je daar geraakt", "open"), ("heb je familie hier", "closed"),
                                                ("what was that like", "open"), ("do you sleep well", "closed"),
                                                ("comment tu tiens le coup", "open"), ("vous avez des enfants", "closed")])
def test_a_question_without_a_mark_has_a_form_once_it_is_known_to_be_one(sentence, form):
    assert QUESTIONS.form(sentence, asks=True) == form and QUESTIONS.form(sentence) == ""


def test_capitals_accents_and_kinds_of_apostrophes_do_not_matter():
    for sentence in ("QU'EST-CE QUI VOUS AIDE ?", "qu’est-ce qui vous aide ?", "Qu'est ce qui vous aide ?"):
        assert QUESTIONS.form(sentence) == "open"
    assert QUESTIONS.form("OU HABITEZ-VOUS ?") == QUESTIONS.form("Où habitez-vous ?") == "closed"


@pytest.mark.parametrize("text", ["", "?", "???", "…", "😀?", "   ", "'", "hoe" * 5000 + "?", "a, " * 2000 + "?"])
def test_whatever_is_typed_has_one_of_three_forms(text):
    assert QUESTIONS.form(text) in ("open", "closed", "") and QUESTIONS.form(text, asks=True) in ("open", "closed", "")


@pytest.mark.parametrize(("text", "sentences"), [
    ("Dank je. Wat mis je?", ["Dank je.", "Wat mis je?"]), ("Wat?! Echt...", ["Wat?!", "Echt..."]), ("Zo … ja", ["Zo …", "ja"]),
    ("zonder punt", ["zonder punt"]), ("… neem je tijd", ["…", "neem je tijd"]), ("", []), ("\n \n", []),
    ("een\ntwee", ["een", "twee"])])
def test_a_line_is_cut_into_its_sentences_with_their_marks(text, sentences):
    assert questions.sentences(text) == sentences


LISTS = {name: [name] for name in questions.LISTS}


@pytest.mark.parametrize(("content", "message"), [
    ({"nl": {name: words for name, words in LISTS.items() if name != "facts"}}, "nl: each language has the lists"),
    ({"nl": LISTS, "fr": {**LISTS, "maybe": ["x"]}}, "fr: each language has the lists"), ("nl: [", "not valid YAML"),
    ("", "the lists of each language"), ("nl:\n", "the lists of each language"), ("before: een\n", "the lists of each language")])
def test_a_file_with_a_missing_or_unknown_list_is_refused(tmp_path, content, message):
    path = tmp_path / "questions.yml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        questions.load(path)


def test_a_word_that_yaml_takes_for_a_truth_value_stays_a_word(tmp_path):
    path = tmp_path / "questions.yml"
    lists = {name: f"[{name}]" for name in questions.LISTS} | {"begins": "[on]", "words": "[on]"}
    path.write_text("fr:\n" + "".join(f"  {name}: {words}\n" for name, words in lists.items()), encoding="utf-8")
    assert questions.load(path).form("on va où ?") == "closed"
