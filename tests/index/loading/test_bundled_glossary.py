"""The bundled glossary keeps what it promises to the people who read it."""

import csv
import re
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import textstat
import yaml

GLOSSARY_FILE = Path(__file__).parents[3] / "index" / "data" / "multiple_myeloma.yaml"
JUDGED_QUERIES = Path(__file__).parents[2] / "data" / "judged_queries.csv"

CATEGORIES = {
    "Blood cells",
    "Blood conditions",
    "Body and immune system",
    "Myeloma",
    "Research and trials",
    "Response to treatment",
    "Side effects",
    "Treatment",
}
# The source prints these; an odd one is kept as it is.
PRINTED_RESPELLINGS = {
    "anemia": "A-NEE-mee-a",
    "autologous-hematopoietic-stem-cell-transplantation": (
        "Aut- + -ologous He-ma-to-poi-et-ic Stem Sel Trans-plan-ta-shen"
    ),
    "b-lymphocytes": "B-LIM-foh-sites",
    "deep-vein-thrombosis": "Throm-BOH-sis",
    "dehydration": "dee-hi-DRA-shuhn",
    "m-protein": "M PROH-teen",
    "neutropenia": "NOO-tro-PEE-nee-uh",
    "neutrophils": "NOO-tro-fils",
    "platelets": "PLATE-lets",
    "pruritus": "Proo-RY-tus",
    "thrombocytopenia": "THROM-boh-sy-toh-PEE-nee-uh",
    "tumor-lysis-syndrome": "TOO-mer LY-sis SIN-drome",
}
JOINED_SYLLABLES = r"-?[A-Za-z]+(?:-[A-Za-z]+)*-?"
RESPELLING = re.compile(rf"{JOINED_SYLLABLES}(?: (?:{JOINED_SYLLABLES}|\+|\.\.\.|…))*")
# A vowel can be said, and so can a letter that stands alone, as in "M PROH-teen".
SAYABLE = re.compile(r"[aeiouy]|^[a-z]$", re.IGNORECASE)
MARKUP = re.compile(r"<[a-z/!]|&#?\w+;", re.IGNORECASE)
DESIGNATION_FIELDS = ("abbreviations", "variants", "hidden_forms")
HIGHEST_AVERAGE_GRADE = 8

RawEntry = dict[str, Any]


@pytest.fixture(scope="module")
def entries() -> list[RawEntry]:
    glossary = yaml.safe_load(GLOSSARY_FILE.read_text(encoding="utf-8"))
    return list(glossary["entries"])


@pytest.fixture(scope="module")
def judged_queries() -> list[dict[str, str]]:
    with JUDGED_QUERIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def designations(entry: RawEntry) -> list[str]:
    others = [text for field in DESIGNATION_FIELDS for text in entry.get(field, [])]
    return [entry["headword"], *others]


def sentences(definition: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", definition.strip())


def is_well_formed(respelling: str) -> bool:
    words = [word for word in respelling.split() if word not in {"+", "...", "…"}]
    return bool(RESPELLING.fullmatch(respelling)) and all(map(SAYABLE.search, words))


def test_it_has_all_33_entries_in_alphabetical_order(entries):
    headwords = [entry["headword"] for entry in entries]

    assert len(headwords) == 33
    assert headwords == sorted(headwords, key=str.casefold)


def test_no_two_entries_share_an_id(entries):
    counts = Counter(entry["id"] for entry in entries)

    assert [name for name, count in counts.items() if count > 1] == []


def test_every_id_is_the_slug_of_its_headword(entries):
    slugs = [re.sub(r"[^a-z0-9]+", "-", e["headword"].lower()) for e in entries]

    assert [entry["id"] for entry in entries] == slugs


def test_no_entry_says_a_designation_twice(entries):
    counts = Counter(
        (entry["id"], text.casefold())
        for entry in entries
        for text in designations(entry)
    )

    assert [where for where, count in counts.items() if count > 1] == []


def test_every_see_also_leads_to_another_entry(entries):
    known = {entry["id"] for entry in entries}

    astray = [
        (entry["id"], link)
        for entry in entries
        for link in entry.get("see_also", [])
        if link not in known - {entry["id"]}
    ]

    assert astray == []


def test_every_entry_can_be_read_aloud(entries):
    silent = [e["id"] for e in entries if not is_well_formed(e.get("respelling", ""))]

    assert silent == []


def test_respellings_of_the_source_are_kept_letter_for_letter(entries):
    respellings = {entry["id"]: entry["respelling"] for entry in entries}

    kept = {name: respellings[name] for name in PRINTED_RESPELLINGS}

    assert kept == PRINTED_RESPELLINGS


@pytest.mark.parametrize("respelling", ["", "-", "NOO--tro", "two  spaces", "hm", "a1"])
def test_a_malformed_respelling_is_noticed(respelling):
    assert not is_well_formed(respelling)


def test_every_entry_has_a_known_category(entries):
    assert {entry["category"] for entry in entries} == CATEGORIES


def test_every_entry_is_written_for_patients(entries):
    assert {entry["audience"] for entry in entries} == {"patient"}


def test_every_definition_has_one_to_three_sentences(entries):
    lengths = {entry["id"]: len(sentences(entry["definition"])) for entry in entries}

    assert {name: count for name, count in lengths.items() if count > 3} == {}


def test_every_definition_ends_with_a_full_stop(entries):
    open_ended = [e["id"] for e in entries if not e["definition"].endswith(".")]

    assert open_ended == []


def test_no_text_holds_markup(entries):
    texts = {e["id"]: " ".join([e["definition"], *designations(e)]) for e in entries}

    assert [name for name, text in texts.items() if MARKUP.search(text)] == []


def test_definitions_are_easy_to_read_on_average(entries):
    grades = {e["id"]: textstat.flesch_kincaid_grade(e["definition"]) for e in entries}

    worst = sorted(grades, key=lambda name: -grades[name])[:5]
    print(f"average {mean(grades.values()):.1f};", {n: grades[n] for n in worst})

    assert mean(grades.values()) <= HIGHEST_AVERAGE_GRADE


@pytest.mark.parametrize(
    ("word", "headwords"),
    [
        ("clot", {"Deep vein thrombosis", "Platelets", "Pulmonary embolism"}),
        ("swelling", {"Anti-inflammatory", "Edema"}),
        ("itch", {"Pruritus"}),
    ],
)
def test_a_plain_word_stands_only_where_it_should_lead(entries, word, headwords):
    texts = {
        e["headword"]: " ".join([e["definition"], *designations(e)]) for e in entries
    }

    assert {h for h, text in texts.items() if word in text.lower()} == headwords


def test_judged_queries_expect_only_headwords_of_the_glossary(entries, judged_queries):
    headwords = {entry["headword"] for entry in entries}

    named = {
        headword
        for row in judged_queries
        for headword in f"{row['expected']}|{row['rivals']}".split("|")
    }

    assert named - {""} == headwords


def test_no_judged_query_is_asked_twice(judged_queries):
    counts = Counter(
        (row["kind"].startswith("complete"), row["query"]) for row in judged_queries
    )

    assert [query for (_, query), count in counts.items() if count > 1] == []
