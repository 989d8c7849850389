"""Bundled glossary: complete, consistent, and easy to read."""

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
# Printed by the source; two made whole, and words parted by spaces.
RESPELLINGS = {
    "anemia": "A-NEE-mee-a",
    "autologous-hematopoietic-stem-cell-transplantation": (
        "aw-TOL-uh-gus hee-MAT-oh-poy-ET-ik stem sel tranz-plan-TAY-shun"
    ),
    "b-lymphocytes": "B LIM-foh-sites",
    "deep-vein-thrombosis": "deep vayn throm-BOH-sis",
    "dehydration": "dee-hi-DRA-shuhn",
    "m-protein": "M PROH-teen",
    "neutropenia": "NOO-tro-PEE-nee-uh",
    "neutrophils": "NOO-tro-fils",
    "platelets": "PLATE-lets",
    "pruritus": "proo-RY-tus",
    "thrombocytopenia": "THROM-boh-sy-toh-PEE-nee-uh",
    "tumor-lysis-syndrome": "TOO-mer LY-sis SIN-drome",
}
JOINED_SYLLABLES = r"-?[A-Za-z]+(?:-[A-Za-z]+)*-?"
RESPELLING = re.compile(rf"{JOINED_SYLLABLES}(?: (?:{JOINED_SYLLABLES}|\+|\.\.\.|…))*")
# a syllable has a vowel, or is a letter on its own, as in "M PROH-teen"
PRONOUNCEABLE = re.compile(r"[aeiouy]|^[a-z]$", re.IGNORECASE)
MARKUP = re.compile(r"<[a-z/!]|&#?\w+;", re.IGNORECASE)
DESIGNATION_FIELDS = ("abbreviations", "variants", "hidden_forms")
MAX_AVERAGE_GRADE = 8

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
    return bool(RESPELLING.fullmatch(respelling)) and all(
        map(PRONOUNCEABLE.search, words)
    )


def test_glossary_has_33_entries_in_alphabetical_order(entries):
    headwords = [entry["headword"] for entry in entries]

    assert len(headwords) == 33
    assert headwords == sorted(headwords, key=str.casefold)


def test_ids_are_unique(entries):
    counts = Counter(entry["id"] for entry in entries)

    assert [name for name, count in counts.items() if count > 1] == []


def test_ids_are_slugs_of_the_headwords(entries):
    slugs = [re.sub(r"[^a-z0-9]+", "-", e["headword"].lower()) for e in entries]

    assert [entry["id"] for entry in entries] == slugs


def test_designations_of_an_entry_are_unique(entries):
    counts = Counter(
        (entry["id"], text.casefold())
        for entry in entries
        for text in designations(entry)
    )

    assert [where for where, count in counts.items() if count > 1] == []


def test_see_also_refers_to_other_entries(entries):
    ids = {entry["id"] for entry in entries}

    broken = [
        (entry["id"], link)
        for entry in entries
        for link in entry.get("see_also", [])
        if link not in ids - {entry["id"]}
    ]

    assert broken == []


def test_every_entry_has_a_well_formed_respelling(entries):
    malformed = [
        e["id"] for e in entries if not is_well_formed(e.get("respelling", ""))
    ]

    assert malformed == []


def test_respellings_printed_in_the_source_are_unchanged(entries):
    respellings = {entry["id"]: entry["respelling"] for entry in entries}

    unchanged = {name: respellings[name] for name in RESPELLINGS}

    assert unchanged == RESPELLINGS


@pytest.mark.parametrize("respelling", ["", "-", "NOO--tro", "two  spaces", "hm", "a1"])
def test_malformed_respellings_are_detected(respelling):
    assert not is_well_formed(respelling)


def test_every_entry_has_a_known_category(entries):
    assert {entry["category"] for entry in entries} == CATEGORIES


def test_every_entry_is_for_patients(entries):
    assert {entry["audience"] for entry in entries} == {"patient"}


def test_definitions_have_at_most_three_sentences(entries):
    lengths = {entry["id"]: len(sentences(entry["definition"])) for entry in entries}

    assert {name: count for name, count in lengths.items() if count > 3} == {}


def test_definitions_end_with_a_period(entries):
    open_ended = [e["id"] for e in entries if not e["definition"].endswith(".")]

    assert open_ended == []


def test_texts_contain_no_markup(entries):
    texts = {e["id"]: " ".join([e["definition"], *designations(e)]) for e in entries}

    assert [name for name, text in texts.items() if MARKUP.search(text)] == []


def test_definitions_are_easy_to_read_on_average(entries):
    grades = {e["id"]: textstat.flesch_kincaid_grade(e["definition"]) for e in entries}

    worst = sorted(grades, key=lambda name: -grades[name])[:5]
    print(f"average {mean(grades.values()):.1f};", {n: grades[n] for n in worst})

    assert mean(grades.values()) <= MAX_AVERAGE_GRADE


@pytest.mark.parametrize(
    ("word", "headwords"),
    [
        ("clot", {"Deep vein thrombosis", "Platelets", "Pulmonary embolism"}),
        ("swelling", {"Anti-inflammatory", "Edema"}),
        ("itch", {"Pruritus"}),
    ],
)
def test_common_words_occur_only_in_the_intended_entries(entries, word, headwords):
    texts = {
        e["headword"]: " ".join([e["definition"], *designations(e)]) for e in entries
    }

    assert {h for h, text in texts.items() if word in text.lower()} == headwords


def test_judged_queries_expect_headwords_of_the_glossary(entries, judged_queries):
    headwords = {entry["headword"] for entry in entries}

    expected = {
        headword
        for row in judged_queries
        for headword in f"{row['expected']}|{row['rivals']}".split("|")
    }

    assert expected - {""} == headwords


def test_judged_queries_are_unique(judged_queries):
    counts = Counter(
        (row["kind"].startswith("complete"), row["query"]) for row in judged_queries
    )

    assert [query for (_, query), count in counts.items() if count > 1] == []
