"""The person's language: from the first message, or by choice, at any moment, without losing the place."""

from __future__ import annotations

import pytest

from bot.nlu import lexicon
from bot.nlu.languages import UNMARKED, detect, other_language, unread_script
from bot.nlu.lexicon import plain
from bot.settings import ROOT
from bot.yaml_lines import load as load_yaml
from evaluation import sets
from tests.talking import Talking


@pytest.mark.parametrize(("text", "language"), [
    ("ik zoek een plek om te slapen voor mij en mijn kind", "nl"), ("I need a place to sleep for my child", "en"),
    ("je cherche un endroit pour dormir avec mon enfant", "fr"), ("papieren", None),
    ("tengo una hija de la que me hago cargo, por favor", None), ("ok", None), ("", None)])
def test_small_words_tell_the_language(text: str, language: str | None) -> None:
    assert detect(text, lexicon.load()) == language


@pytest.mark.parametrize(("text", "unread"), [
    ("أريد أن أتكلم", True), ("ሰላም ከመይ ኣለኹም", True), ("мне нужна помощь", True), ("ik wil papieren", False),
    ("papieren من فضلك", False), ("élève à l'école", False), ("123 !!", False)])
def test_a_script_that_is_not_read_here_is_known(text: str, unread: bool) -> None:
    assert unread_script(text) == unread


@pytest.mark.parametrize("text", [
    "Dua të jetoj këtu me familjen time", "dua te flas me dike, jo me robot",                       # Albanian
    "Bună ziua, am nevoie de ajutor cu actele", "nu mai vreau sa traiesc asa, va rog",              # Romanian
    "Hola, necesito ayuda con mis papeles", "ya no me llamen por favor",                            # Spanish
    "eu nao quero mais viver", "Não tenho onde dormir hoje à noite",                                # Portuguese
    "Voglio restare qui con la mia famiglia", "Ailemle burada kalmak istiyorum",                    # Italian, Turkish
    "artik yasamak istemiyorum cok yoruldum", "Waxaan u baahanahay caawimaad",                      # Turkish, Somali
    "Nalingi kofanda awa na libota na ngai", "Potrzebuję pomocy z dokumentami",                     # Lingala, Polish
    "nie chce juz zyc w tym kraju", "Želim da ostanem ovdje sa porodicom",                          # Polish, Bosnian
    "Chcem tu zostať s rodinou", "Nataka kukaa hapa na familia yangu", "Ez dixwazim li vir bimînim",
    "Ich möchte hier bei meiner Familie bleiben", "I wróciłem żeby być"])
def test_another_language_in_latin_letters_is_known(text: str) -> None:
    assert other_language(text, lexicon.load())


@pytest.mark.parametrize("text", [
    "", "hola", "muchas gracias amigo", "ciao ciao", "tak tak tak ja ja", "1 2 3 4 5 6", "👋 👋 👋 👋",   # too short
    "inshallah ik krijg papieren", "wallah ik zweer het, mijn broer is weg", "khoya ik heb geen geld",
    "Salam aleikum, ik zoek een kamer", "habibi help mij alsjeblieft vandaag", "asalaam alaykum brother how you",
    "Maria da Silva dos Santos", "mijn dokter heet Popescu en mijn advocaat Łukasz Kowalski",         # names
    "Ayşe, Gülşen, Işıl, Müşerref", "Kinshasa Lubumbashi Goma Bukavu Kisangani",
    "ge moet da nie doen zeg", "kweetni wadak moe doen", "kzoe geirn werken mo kan nie",              # dialects
    "ich bin zo kwaod, dao geit mien hart nao oet", "binst de weke, os de kinders no schole zyn",
    "dem no wan give me paper", "wetin dey happen for my case",
    "moi pas parler bien mais je veux papier", "mwen pa gen kay pou dòmi", "dans la vie on fait ce qu'on peut",
    "agora não posso, je suis au travail", "eu não quero mais viver ici, je veux plus vivre du tout"])   # mixed
def test_borrowed_words_dialect_and_mixed_messages_are_read(text: str) -> None:
    assert not other_language(text, lexicon.load())


def test_no_message_of_the_development_set_is_taken_for_another_language() -> None:
    words = lexicon.load()
    messages = [*sets.development(), *(message for message, _ in sets.context())]
    assert [message.text for message in messages if other_language(message.text, words)] == []


def test_a_long_story_with_a_quote_in_another_language_is_read() -> None:
    quote = "nuk dua të jetoj me, më fal"
    assert other_language(quote, lexicon.load())
    assert not other_language(f"mijn moeder zei aan de telefoon: {quote}, en ik wist niet wat ik moest zeggen", lexicon.load())


def test_words_of_other_languages_are_plain_and_none_of_ours() -> None:
    data, _ = load_yaml(ROOT / "data" / "lexicon" / "other.yml")
    common = lexicon.load().groups["common"].values()
    for words in data["elsewhere"].values():
        assert words == sorted({plain(word).translate(UNMARKED) for word in words})
        assert [word for word in words if any(pattern.fullmatch(word) for pattern in common)] == []


@pytest.mark.parametrize(("text", "language", "word"), [
    ("je cherche du travail et je suis ici avec mes enfants", "fr", "Bonjour"),
    ("I need help and I want to talk about my life here", "en", "Welcome"),
    ("ik ben hier met mijn kinderen en ik zoek werk", "nl", "welkom")])
def test_the_first_message_sets_the_language(text: str, language: str, word: str, talk: Talking) -> None:
    talk.say(text)
    assert talk.turn.state.language == language
    assert word.casefold() in talk.text.casefold()


def test_another_language_keeps_the_place(talk: Talking) -> None:
    talk.start()
    talk.go("motives")
    before = talk.step
    talk.press("lang:fr")
    assert (talk.step, talk.turn.state.language) == (before, "fr")
    talk.press("lang:en")
    assert (talk.step, talk.turn.state.language) == (before, "en")


def test_another_language_without_a_name_is_asked_with_buttons(talk: Talking) -> None:
    talk.start()
    talk.say("andere taal")
    assert {"lang:nl", "lang:en", "lang:fr"} <= set(talk.buttons)


def test_a_language_that_is_not_spoken_is_said_so_with_a_choice(talk: Talking) -> None:
    talk.start()
    talk.say("kunnen we in het arabisch praten")
    assert "lang:fr" in talk.buttons
    assert talk.step == "welcome.how_now"


def test_an_unread_script_is_answered_in_three_languages_with_the_helplines(talk: Talking) -> None:
    talk.start()
    talk.say("لا أريد أن أعيش")
    for words in ("Deze taal", "This program cannot read", "Ce programme ne sait pas"):
        assert words in talk.text
    assert "1813" in talk.text and "lang:en" in talk.buttons
    assert talk.step == "welcome.how_now"


def test_a_language_not_read_here_in_latin_letters_is_answered_the_same_way(talk: Talking) -> None:
    step = talk.start().state.step
    turn = talk.say("no entiendo nada de lo que me preguntan, hablo solo español")
    assert "lang:nl" in talk.buttons and "1813" in talk.text
    assert turn.state.step == step


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_whole_talk_runs_in_each_language(language: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"whole-{language}")
    talking.say("/start")
    talking.press(f"lang:{language}")
    talking.press("welcome.moment:thirty")
    for _ in range(90):
        if talking.turn.state.ended:
            break
        assert talking.turn.state.language == language
        talking.answer()
    assert talking.turn.state.ended
