"""Patterns of the lexicon, and the files that counsellors may extend."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentError
from bot.nlu import lexicon
from bot.nlu.lexicon import compile_patterns, plain


def found(pattern: str, text: str) -> bool:
    return bool(compile_patterns([pattern]).search(plain(text)))


@pytest.fixture
def write(tmp_path):
    def write(content: str, name: str = "nl.yml") -> lexicon.Lexicon:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return lexicon.load(tmp_path)
    return write


def test_a_pattern_is_whole_words():
    assert found("wil dood", "Ik wil dood.")
    assert not found("wil dood", "Ik wil doodgraag komen")
    assert not found("bang", "een gevangbang")


def test_a_star_stands_for_the_rest_of_a_word():
    assert found("suicid*", "suicidale gedachten") and found("suicid*", "suicid")
    assert not found("suicid*", "antisuicidaal")


def test_two_dots_stand_for_up_to_four_words():
    assert found("einde aan .. leven", "een einde aan leven")
    assert found("einde aan .. leven", "een einde aan mijn eigen zware korte leven")
    assert not found("einde aan .. leven", "een einde aan mijn eigen zware en korte leven")


def test_dots_and_star_together():
    assert found("snijd* in .. arm*", "zij snijdt in haar linker armen")


@pytest.mark.parametrize(("typed", "same"), [
    ("ZELFMOORD!!", "zelfmoord"), ("België", "belgie"), ("me réveiller", "me reveiller"), ("weeën", "weeen"),
    ("don't", "dont"), ("don’t", "dont"), ("m´enferme", "menferme"), ("‘t leven", "t leven"),
    ("zelf-moord", "zelf moord"), ("  veel \n spaties  ", "veel spaties"), ("𝐃𝐨𝐨𝐝", "dood"), ("ik_wil", "ik wil"),
])
def test_capitals_accents_and_signs_do_not_matter(typed, same):
    assert plain(typed) == same


def test_patterns_are_read_in_the_same_way_as_messages():
    assert found("Weeën", "ik heb weeen") and found("can't breathe", "I cant breathe")


@given(st.text(max_size=60))
def test_plain_is_done_once_and_for_all(text):
    assert plain(plain(text)) == plain(text)


@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=8), min_size=1, max_size=5), st.text(max_size=20))
def test_a_pattern_is_found_in_its_own_words(words, around):
    assert found(" ".join(words), f"{around} {' '.join(words)} {around}")


SIGNS = string.punctuation.replace("*", "").replace(".", "")


@given(st.text(SIGNS + string.ascii_letters + " ", min_size=1, max_size=20).filter(plain))
def test_signs_in_a_pattern_do_not_matter(text):
    assert found(text, text)


def test_no_patterns_is_nothing_to_look_for():
    assert compile_patterns([]) is None


def test_the_first_group_that_occurs_counts(write):
    words = write("law_topics:\n  asylum: [asiel*]\n  lawyer: [advocaat]\n")
    assert words.kind("law_topics", "een advocaat voor asielaanvraag") == "asylum"
    assert words.kind("law_topics", "een advocaat") == "lawyer"
    assert words.kind("law_topics", "een dokter") == words.kind("stop", "stop") == ""


def test_languages_count_together(write, tmp_path):
    (tmp_path / "en.yml").write_text("crisis_sure: [want to die]\n", encoding="utf-8")
    words = write("crisis_sure: [wil dood]\n")
    assert words.kind("crisis_sure", "wil dood") == words.kind("crisis_sure", "i want to die") == "any"


def test_idioms_are_cut_out(write):
    words = write("crisis_not: [dood van .. honger, film]\n")
    assert words.without("crisis_not", "ik ga dood van de honger na de film") == "ik ga na de"
    assert words.without("crisis_not", "ik ga dood") == "ik ga dood"
    assert words.without("crisis_maybe", "ik ga dood") == "ik ga dood"


def test_covers_means_about_nothing_else(write):
    words = write("procedure: [papier*]\nsmall_words: [ik, wil, mijn]\n")
    assert words.covers("procedure", "ik wil mijn papieren", 0)
    assert words.covers("procedure", "ik wil papieren gauw", 1)
    assert not words.covers("procedure", "ik wil papieren om te werken", 1)
    assert not words.covers("procedure", "ik wil", 5)


def test_an_unknown_section_names_file_and_line(write):
    with pytest.raises(ContentError, match=r"nl\.yml:3: 'crisis_zeker'"):
        write("language: nl\nreviewed: none\ncrisis_zeker: [dood]\n")


@pytest.mark.parametrize("content", ["law: kans op\n", "danger_sure:\n  violence: slaat mij\n"])
def test_what_is_no_list_names_file_and_line(write, content):
    with pytest.raises(ContentError, match=r"nl\.yml:2"):
        write(f"language: nl\n{content}")


@pytest.mark.parametrize("pattern", ["", "'*'", "'..'", "'!?'", "no"])
def test_a_pattern_without_a_word_would_be_found_everywhere_and_is_refused(write, pattern):
    with pytest.raises(ContentError, match=r"nl\.yml:2"):
        write(f"language: nl\ncrisis_sure:\n  - zelfmoord*\n  - {pattern}\n")


def test_an_empty_file_is_named(write):
    with pytest.raises(ContentError, match=r"fr\.yml:1"):
        write("# nog niets\n", "fr.yml")


def test_a_number_may_be_a_word(write):
    assert write("danger_sure:\n  medical: [112]\n").kind("danger_sure", "bel 112") == "medical"


def test_the_lexicons_of_the_project_can_be_read():
    words = lexicon.load()
    for section in ("crisis_sure", "crisis_not", "danger_sure", "law", "procedure", "stop"):
        assert words.groups[section]
