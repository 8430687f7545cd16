"""The referral directory: what may be shown, and who is found for whom."""

from __future__ import annotations

import datetime
import re

import pytest

from bot import referrals
from bot.errors import ContentError
from bot.referrals import digits
from bot.yaml_lines import line_of
from bot.yaml_lines import load as load_yaml

# Every number that a public page showed, as in the phone fields of the collected data. A new one is added here by the
# person who saw or rang it, never from memory.
SEEN = {
    "112", "101", "106", "107", "1712", "1813", "102", "116 000", "0800 14 912", "02 212 30 00", "02 227 42 41",
    "+32 487 84 65 40", "02 225 44 00", "02 519 84 68", "02 511 50 45", "03 260 72 80", "015 26 11 42", "0800 327 45",
    "0800 13 500", "0800 99 340", "02 235 54 01", "0800 32 123", "0800 30 030", "03 201 16 90", "02 511 64 64",
    "04 232 40 30", "078 15 43 24", "0473 40 00 66",
}
# Wrong, of the old brochure, unconfirmed, or of an entry that a person must check first.
NEVER = {
    "02 649 95 55", "02 205 00 55", "03 338 70 11", "03 270 33 33", "09 265 78 40", "09 250 57 89", "09 224 17 18",
    "02 411 97 58", "02 629 77 10", "02 229 36 11", "02 287 70 00", "02 488 97 77", "015 34 07 88", "02 502 11 40",
    "09 265 04 20", "09 265 04 00", "02 274 14 31", "02 274 14 33", "02 225 43 00", "02 648 69 99", "0800 98 100",
    "0800 20 808", "02 552 98 00", "02 512 90 20",
}
MUST_BE_CHECKED_FIRST = {
    "agii_helpdesk", "amal_gent", "legal_helpdesk_brussels", "dvz_icam", "steunpunt_mechelen", "infogids_fiche12",
    "eu_immigration_portal", "infogids_agii", "meeting", "caw_transithuis", "picum", "caw_blekerij",
    "csc_acv_migrants", "zsg", "ecoute_enfants_103", "mineurs_en_exil", "sos_jeunes",
}
TODAY = datetime.date(2026, 11, 23)

ENTRY = """
  - id: "{id}"
    name: {{nl: "Naam {id}", fr: null, en: null}}
    what: {{nl: "Helpt."}}
    topics: [{topic}]
    regions: [{regions}]
    languages: [{languages}]
    {contact}
    website_only: {website_only}
    anonymous: {anonymous}
    linked_to_authorities: {linked}
    after: [{after}]
    source_year: {year}
    confidence: high
    verified: {verified}
    sources: []
"""
DEFAULTS = {
    "topic": "food", "regions": "belgium", "languages": "nl", "contact": 'phone: "1"', "website_only": "false",
    "anonymous": "null", "linked": "null", "after": "", "year": 2026, "verified": "null",
}


@pytest.fixture(scope="module")
def directory():
    return referrals.load()


@pytest.fixture
def write(tmp_path):
    """Writes a small directory of entries, given as (id, what differs from DEFAULTS); gives its path."""
    def write_file(*entries):
        path = tmp_path / "directory.yml"
        body = "".join(ENTRY.format(id=id, **{**DEFAULTS, **other}) for id, other in entries)
        path.write_text("topics: {food: {nl: eten}}\nplaces: {ghent: [Gent]}\nentries:" + body, encoding="utf-8")
        return path
    return write_file


@pytest.fixture
def found(write):
    """Ids that `find("food", ...)` gives in a small directory, in order."""
    def find(*entries, **wanted):
        return [entry.id for entry in referrals.load(write(*entries)).find("food", **wanted)]
    return find


# What may be shown

def test_shows_no_number_that_no_page_showed(directory):
    assert directory.numbers() == {digits(number) for number in SEEN}


def test_no_text_holds_another_number(directory):
    for entry in directory.entries:
        texts = [entry.hours, entry.cost_nl, entry.address, entry.caution and entry.caution.nl, entry.what.nl,
                 *(phone.note_nl for phone in entry.numbers)]
        everything = " ".join(filter(None, texts))
        in_digits = re.sub(r"[\s./]", "", everything)
        assert not [number for number in NEVER if digits(number) in in_digits], entry.id
        runs = re.findall(r"\b0\d[\d\s./]{6,}\d", everything)
        assert {digits(run) for run in runs} <= directory.numbers(), entry.id


def test_each_wrong_number_stays_out_and_the_french_line_stays_french(directory):
    assert not directory.numbers() & {digits(number) for number in NEVER}
    owners = [entry for entry in directory.entries if digits("0800 32 123") in map(digits, _numbers(entry))]
    assert [(entry.id, entry.languages) for entry in owners] == [("cps_0800_32_123", ("fr",))]


def test_what_must_be_checked_first_is_not_there(directory):
    assert not {entry.id for entry in directory.entries} & MUST_BE_CHECKED_FIRST


def test_an_entry_for_its_website_only_has_a_website_and_nothing_to_ring(directory):
    alone = [entry for entry in directory.entries if entry.website_only]
    assert len(alone) == 24
    assert all(entry.website and not entry.numbers and not entry.email for entry in alone)


def test_nobody_has_rung_yet(directory):
    assert all(entry.verified is None for entry in directory.entries)


def test_each_entry_says_what_it_does_in_one_short_sentence(directory):
    for entry in directory.entries:
        assert entry.name.nl and len(entry.what.nl.split()) <= 20, entry.id
        assert re.fullmatch(r"[A-ZÉ].*\.", entry.what.nl) and ". " not in entry.what.nl, entry.id
        assert not re.search(r"(?i)illega|je moet|recht op|\(", entry.what.nl), entry.id


def test_source_year_is_the_newest_year_of_the_sources(directory):
    for entry in directory.entries:
        years = [source.year for source in entry.sources if source.year and not source.address.startswith("000_")]
        assert entry.source_year == max(years, default=None), entry.id


# Who is found

@pytest.mark.parametrize("region", ["flanders", "brussels"])
def test_each_topic_is_served_in_flanders_and_in_brussels(directory, region):
    assert [topic for topic in directory.topics if not directory.find(topic, region=region)] == []


def test_each_topic_of_an_entry_has_a_dutch_label(directory):
    assert {topic for entry in directory.entries for topic in entry.topics} == set(directory.topics)
    assert all(label.nl for label in directory.topics.values())


def test_nearest_region_first(found):
    both = {"regions": "flanders, brussels"}
    entries = [("b", {}), ("f", both), ("g", {"regions": "ghent"}), ("w", {"regions": "world"})]
    assert found(*entries, region="ghent", limit=9) == ["g", "f", "b", "w"]
    assert found(*entries, region="brussels", limit=9) == ["f", "b", "w"]


def test_another_region_is_left_out_and_the_whole_country_remains(found):
    entries = [("a", {"regions": "antwerp"}), ("b", {})]
    assert found(*entries, region="ghent") == ["b"]
    assert found(*entries, region="flanders") == ["b"]
    assert found(entries[0], region="ghent") == []


def test_then_the_language_of_people_then_of_the_page(found):
    entries = [("nl", {}), ("page", {"languages": "nl]\n    web_languages: [en"}), ("en", {"languages": "en"})]
    assert found(*entries, region="ghent", language="en") == ["en", "page", "nl"]
    assert found(*entries, region="ghent", language="nl") == ["nl", "page", "en"]


def test_then_a_phone_then_the_newest_source_then_the_order_of_the_file(found):
    web = {"contact": "website: 'https://example.org'", "year": 2026}
    entries = [("web", web), ("old", {"year": 2020}), ("none", {"year": "null"}), ("x", {}), ("y", {})]
    assert found(*entries, region="belgium", limit=9) == ["x", "y", "old", "none", "web"]


def test_without_a_region_the_language_comes_before_the_reach(found):
    entries = [("city", {"regions": "ghent"}), ("all", {}), ("fr", {"regions": "wallonia", "languages": "fr"})]
    assert found(*entries) == ["all", "city", "fr"]
    assert found(*entries, language="fr") == ["fr", "all", "city"]


def test_limit(found):
    assert found(("a", {}), ("b", {}), limit=1) == ["a"]


def test_only_where_one_may_talk_without_a_name(found):
    entries = [("unknown", {}), ("a", {"anonymous": "anonymous"}), ("p", {"anonymous": "possible"}),
               ("c", {"anonymous": "confidential"}), ("no", {"anonymous": '"no"'})]
    assert found(*entries, anonymous=True, limit=9) == ["a", "p"]
    assert len(found(*entries, limit=9)) == 5


def test_only_without_a_known_tie_to_an_authority(found):
    assert found(("state", {"linked": "politie"}), ("free", {}), independent=True) == ["free"]


def test_the_inspection_never_comes_before_fairwork(directory):
    for region in (None, "flanders", "brussels", "antwerp"):
        ids = [entry.id for entry in directory.find("work_rights", region=region, limit=9)]
        assert ids.index("fairwork") < ids.index("labour_inspection")


def test_a_french_speaker_gets_the_french_line(directory):
    assert directory.find("suicide", language="fr")[0].id == "cps_0800_32_123"
    assert directory.find("suicide", region="brussels", language="nl")[0].id == "zelfmoordlijn_1813"


def test_life_in_danger_is_112_everywhere(directory):
    for region in (None, *referrals.AROUND.keys() - {"world"}):
        assert directory.find("emergency", region=region, language="en")[0].id == "112"


def test_get_and_find_name_what_is_not_there(directory):
    assert directory.get("caw").numbers[0].number == "0800 13 500"
    with pytest.raises(ContentError, match=r"directory\.yml.*'nobody'"):
        directory.get("nobody")
    with pytest.raises(ContentError, match=r"directory\.yml.*'magic'"):
        directory.find("magic")
    with pytest.raises(ContentError, match=r"directory\.yml.*'mars'"):
        directory.find("food", region="mars")


def test_a_name_falls_back_to_the_first_known_language(directory):
    assert directory.get("samusocial").name.in_language("fr") == "Samusocial"
    assert directory.get("samusocial").name.in_language("en") == "Samusocial Brussels"
    assert {"Samusocial", "Samusocial Brussels"} <= directory.names()


def test_one_number_written_in_two_ways_is_one_number():
    assert digits("+32 487 84 65 40") == digits("0487/84.65.40") == digits("0032 (0)487 846540") == "0487846540"


# Places

@pytest.mark.parametrize(("text", "region"), [
    ("Ik slaap nu in Gent.", "ghent"), ("à Gand, chez un ami", "ghent"), ("Anvers", "antwerp"),
    ("ANTWERPEN!", "antwerp"), ("in Sint-Jans-Molenbeek", "brussels"), ("schaarbeek", "brussels"),
    ("à Liege", "wallonia"), ("Liège", "wallonia"),
    ("Leuven", "flanders"), ("Oostende", "ostend"), ("Mechelen", "mechelen"), ("Luik", "wallonia"),
    ("Sint-Agatha-Berchem", "brussels"), ("Berchem", "antwerp"), ("Louvain-la-Neuve", "wallonia"),
    ("in Vlaanderen, in Oostende", "ostend"), ("eerst Gent, toen Antwerpen", "ghent"),
    ("agent", None), ("a gentleman", None), ("lange haren en namen", None), ("", None), ("مرحبا", None),
])
def test_region_in(directory, text, region):
    assert directory.region_in(text) == region


# Notices

def test_findings_name_what_is_unchecked_old_or_undated(write):
    path = write(("new", {"year": 2025}), ("old", {"year": 2023}), ("undated", {"year": "null"}))
    lines = path.read_text(encoding="utf-8").splitlines()
    found = referrals.load(path).findings(TODAY)
    assert [item.message for item in found] == [
        "new: nobody has checked it yet", "old: nobody has checked it yet", "old: newest source is of 2023",
        "undated: nobody has checked it yet", "undated: no source shows a year"]
    assert [lines[item.line - 1].strip() for item in found] == [
        "verified: null", "verified: null", "source_year: 2023", "verified: null", "source_year: null"]
    assert str(found[0]).startswith(f"{path}:")


def test_a_check_by_a_person_ends_the_notices_until_it_is_old_itself(write):
    directory = referrals.load(write(("a", {"year": 2018, "verified": "{date: 2026-11-01, role: onthaal}"})))
    assert directory.findings(TODAY) == []
    assert [item.message for item in directory.findings(datetime.date(2029, 1, 1))] == ["a: newest source is of 2026"]


def test_the_whole_directory_is_listed_as_unchecked(directory):
    unchecked = [item for item in directory.findings(TODAY) if "nobody has checked" in item.message]
    assert len(unchecked) == len(directory.entries)


# Faults in the file

@pytest.mark.parametrize(("entry", "key", "value"), [
    ({"topic": "foood"}, "topics", "'foood'"),
    ({"regions": "atlantis"}, "regions", "'atlantis'"),
    ({"after": "ghost"}, "after", "'ghost'"),
    ({"contact": "phone: 112"}, "phone", "112"),
    ({"anonymous": "no"}, "anonymous", "False"),
    ({"verified": "2027"}, "verified", "2027"),
    ({"verified": "{date: 2027, role: onthaal}"}, "verified.date", "2027"),
    ({"contact": "phone_number: '1'"}, "phone_number", "'1'"),
])
def test_a_fault_names_file_line_key_and_value(write, entry, key, value):
    path = write(("good", {}), ("bad", entry))
    with pytest.raises(ContentError) as caught:
        referrals.load(path)
    place, number, rest = str(caught.value).splitlines()[0].split(":", 2)
    assert place == str(path)
    assert f"entries.1.{key}" in rest and value in rest
    assert f"{key.split('.')[0]}:" in path.read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_all_faults_come_at_once(write):
    with pytest.raises(ContentError) as caught:
        referrals.load(write(("a", {"topic": "x"}), ("a", {"topic": "y"})))
    assert len(str(caught.value).splitlines()) == 3  # two topics and the id that is there twice


def test_a_website_only_entry_with_a_number_is_refused(write):
    with pytest.raises(ContentError, match="website_only: no phone number"):
        referrals.load(write(("a", {"website_only": "true"})))


def test_a_key_that_is_there_twice_is_refused_with_its_line(write):
    path = write(("a", {"contact": 'phone: "1"\n    phone: "2"'}))
    with pytest.raises(ContentError, match=rf"{re.escape(str(path))}:11: entries\.0\.phone: .*twice"):
        referrals.load(path)


@pytest.mark.parametrize(("text", "line"), [
    ("a: b: c", 1), ("a: 1\nb: !!python/name:os.x y\n", 2), ("a: &x [*x]", 1), ("a: {<<: {b: 1}}", 1)])
def test_what_is_not_plain_yaml_is_refused(tmp_path, text, line):
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"x\.yml:{line}: ") as caught:
        load_yaml(path)
    assert caught.value.line == line


def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"no\.yml:1: cannot be read"):
        referrals.load(tmp_path / "no.yml")
    (tmp_path / "empty.yml").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match=r"empty\.yml:1"):
        referrals.load(tmp_path / "empty.yml")


def test_lines_of_keys_items_and_what_is_missing(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("# top\na:\n  - b: 1\n    c: 2\n  - d\n", encoding="utf-8")
    data, lines = load_yaml(path)
    assert data == {"a": [{"b": 1, "c": 2}, "d"]}
    assert (lines["a",], lines["a", 0, "c"], lines["a", 1]) == (2, 4, 5)
    assert line_of(lines, ("a", 0, "missing")) == 3


def _numbers(entry):
    return [phone.number for phone in entry.numbers]
