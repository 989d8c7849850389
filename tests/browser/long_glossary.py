"""Glossary of long texts, for layout tests."""

ONE_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosisthrombocytopenia"[:60]
MANY_WORDS = "Autologous haematopoietic stem cell transplantation in stage"
_DEFINITION = ("A long account of what happens, step by step, in plain words. " * 40)[
    :2000
]


def long_glossary() -> dict[str, object]:
    """Return entries with headwords of 60 and definitions of 2,000 characters."""
    return {
        "title": MANY_WORDS,
        "entries": [_entry("one-word", ONE_WORD), _entry("many-words", MANY_WORDS)],
    }


def _entry(entry_id: str, headword: str) -> dict[str, object]:
    other = {"one-word": "many-words", "many-words": "one-word"}[entry_id]
    return {
        "id": entry_id,
        "headword": headword,
        "abbreviations": ["PUMSV", "AHSCTiS"],
        "variants": [headword.lower()[:59], headword.upper()[:58]],
        "respelling": "-".join(
            headword[start : start + 4] for start in range(0, 60, 4)
        ),
        "audio_url": "https://audio.invalid/long.mp3",
        "definition": f"{_DEFINITION[:1000]}{headword * 2} {_DEFINITION}"[:2000],
        "category": headword,
        "see_also": [other],
        "source": f"https://source.invalid/{headword.replace(' ', '-') * 3}",
    }
