"""Texts of the widget in each language, input methods, and spoken respellings."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from index.data import BUNDLED
from tests.browser.faulty_service import (
    FaultyService,
    delayed,
    error_response,
    proxy_to,
    respond_json,
)
from tests.browser.host_site import HostSite
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import Widget, embed
from tests.support.service_process import Service, address_of
from tests.support.widget_script import translations
from tests.support.widget_script import visible_strings as strings

QUERIES = {
    "low platelets": "Thrombocytopenia",
    "nutropenia": "Neutropenia",
    "plattelets": "Platelets",
}
UNLIKE_QUERIES = {
    "cells that clot the blood": "Platelets",
    "noo tro pee nee ah": "Neutropenia",
}
Call = Callable[[str, object], Any]
ENTRIES = yaml.safe_load(BUNDLED.read_text())["entries"]
RESPELLINGS = [entry["respelling"] for entry in ENTRIES]


def attribute(name: str) -> str:
    """Return the attribute that replaces a text."""
    return name if name == "label" else f"text-{name}"


OFFERS = {
    "query": "nutrapenik",
    "total": 0,
    "results": [],
    "did_you_mean": None,
    "offers": [{"query": "Neutropenia", "channel": "sound", "certainty": 0.5}],
}


def current_texts(widget: Widget) -> str:
    """Return all texts and labels of a widget now."""
    names = "(all) => all.map((each) => each.getAttribute('aria-label')).join('|')"
    labels = widget.element.locator("[aria-label]").evaluate_all(names)
    hidden = widget.status.text_content()
    usage = widget.element.locator("#usage").text_content()
    return f"{widget.part('base').inner_text()}|{labels}|{hidden}|{usage}"


def all_texts(widget: Widget, faulty_service: FaultyService) -> str:
    """Return the texts of a tour through all states of the widget."""
    texts = []
    widget.input.press("Enter")
    texts.append(current_texts(widget))
    for query, headword in QUERIES.items():
        widget.complete(query)
        widget.input.press("ArrowDown")
        expect(widget.status).to_contain_text("1")
        texts.append(current_texts(widget))
        widget.search(query)
        expect(widget.part("result").first).to_contain_text(headword)
        texts.append(current_texts(widget))
    widget.open_entry("thro")
    widget.element.locator("[part=see-also] a").first.click()
    expect(widget.part("back")).to_be_visible()
    texts.append(current_texts(widget))
    texts += texts_without_suggestions_and_of_more_results(widget)
    widget.search("xqzv")
    expect(widget.part("hint").locator("+ p")).to_be_visible()
    texts.append(current_texts(widget))
    for query, headword in UNLIKE_QUERIES.items():
        widget.search(query)
        expect(widget.part("result").first).to_contain_text(headword)
        texts.append(current_texts(widget))
    faulty_service.on("/search", respond_json(OFFERS))
    widget.search("nutrapenik")
    expect(widget.part("results")).to_have_count(0)
    expect(widget.part("offers")).to_be_visible()
    texts.append(current_texts(widget))
    gate = faulty_service.gate()
    faulty_service.on("/search", delayed(gate, error_response(500)))
    widget.search("edema")
    expect(widget.part("offers")).to_have_count(0)
    expect(widget.part("entry")).to_have_count(0)
    expect(widget.part("result")).to_have_count(0)
    texts.append(current_texts(widget))
    gate.set()
    expect(widget.part("hint").locator("+ a")).to_be_visible()
    texts.append(current_texts(widget))
    return "\n".join(texts)


def texts_without_suggestions_and_of_more_results(widget: Widget) -> list[str]:
    """Return the texts of two states beside the tour."""
    widget.input.fill("xqzv")
    expect(widget.part("note")).to_be_visible()
    texts = [current_texts(widget)]
    widget.element.evaluate("(each) => each.setAttribute('limit', 1)")
    widget.search("platelets")
    expect(widget.part("more")).to_be_visible()
    texts.append(current_texts(widget))
    widget.element.evaluate("(each) => each.removeAttribute('limit')")
    return texts


def pattern_of(text: str) -> re.Pattern[str]:
    """Return a pattern for a text with its placeholders filled in."""
    return re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text)))


def language_of(attributes: str) -> str:
    """Return the language of the widget's texts for a `lang` attribute."""
    named = attributes.removeprefix('lang="')[:2]
    return named if named in translations() else "en"


VOICE = """window.speechSynthesis.getVoices = () => [{ lang: "en-GB" }];"""


@pytest.mark.parametrize(
    ("html", "element"),
    [
        ('lang="en"', ""),
        ('lang="it"', ""),
        ("", ""),
        ('lang="fr"', ""),
        ('lang="de"', ""),
        ('lang="pt-BR"', ""),
        ('lang="en"', 'lang="es-MX"'),
        ('lang="es"', 'lang="en"'),
    ],
)
def test_texts_are_in_the_language_of_the_page(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    html: str,
    element: str,
) -> None:
    page_errors.expect("status of 500")
    page.add_init_script(VOICE)
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    content = f"<glossary-search {element}></glossary-search>"
    widget = embed(page, host_site, faulty_service.address, content, attributes=html)
    language = language_of(element or html)
    expect(widget.part("base")).to_have_attribute("lang", language)

    texts = all_texts(widget, faulty_service)

    missing = [
        text
        for text in strings(language).values()
        if not pattern_of(text).search(texts)
    ]
    assert missing == []


@pytest.mark.smoke
def test_attributes_replace_every_text(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    faulty_service: FaultyService,
) -> None:
    page_errors.expect("status of 500")
    page.add_init_script(VOICE)
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    own = {name: f"own-{name}-text" for name in strings("en")}
    own["place"] += " {headword} {place} of {count}"
    attributes = " ".join(f'{attribute(name)}="{text}"' for name, text in own.items())
    content = f"<glossary-search {attributes} placeholder='own'></glossary-search>"
    widget = embed(page, host_site, faulty_service.address, content)

    texts = all_texts(widget, faulty_service)

    assert [text for text in own.values() if not pattern_of(text).search(texts)] == []
    expect(widget.input).to_have_attribute("placeholder", "own")
    assert [
        text
        for text in strings("en").values()
        if re.search(rf"\b{re.escape(text)}\b", texts) and " " in text
    ] == []


def test_language_attribute_limits_the_search(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    content = '<glossary-search language="es"></glossary-search>'
    widget = embed(page, host_site, address_of(glossary_service), content)

    widget.search("platelets")

    expect(widget.answer).to_contain_text("No se encontró nada para «platelets».")


def test_texts_are_english_if_the_translation_does_not_load(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    faulty_service: FaultyService,
) -> None:
    page_errors.expect("status of 500")
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    faulty_service.on("/widget/2.0.0/texts/es.json", error_response(500))
    spanish = 'lang="es"'

    with page.expect_response("**/texts/es.json"):
        widget = embed(page, host_site, faulty_service.address, attributes=spanish)

    widget.open_entry("thro")
    expect(widget.part("base")).to_have_attribute("lang", "en")
    expect(widget.part("label")).to_have_text("Search the glossary")


# Input methods


def test_no_request_is_sent_during_composition(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    widget = embed(page, host_site, address_of(glossary_service))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    widget.pause_clock()
    widget.input.focus()
    devtools = page.context.new_cdp_session(page)

    composing = {"selectionStart": 2, "selectionEnd": 2, "text": "すろ"}
    devtools.send("Input.imeSetComposition", composing)
    expect(widget.input).to_have_value("すろ")
    page.clock.run_for(5000)
    before = [*requests]
    devtools.send("Input.insertText", {"text": "thro"})
    page.clock.run_for(5000)

    expect(widget.options.first).to_be_visible()
    assert before == []
    assert len(requests) == 1


def test_composed_latin_text_is_completed(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    widget = embed(page, host_site, address_of(glossary_service))
    widget.input.focus()

    composing = {"selectionStart": 4, "selectionEnd": 4, "text": "thro"}
    page.context.new_cdp_session(page).send("Input.imeSetComposition", composing)

    expect(widget.options.first).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "ArrowDown", "Escape"])
def test_keys_during_composition_are_ignored(
    page: Page, host_site: HostSite, glossary_service: Service, key: str
) -> None:
    widget = embed(page, host_site, address_of(glossary_service))
    widget.complete("thro")

    is_prevented = widget.input.evaluate(
        """(box, key) => !box.dispatchEvent(new KeyboardEvent("keydown",
            { key, isComposing: true, bubbles: true, cancelable: true }))""",
        key,
    )

    assert not is_prevented
    expect(widget.options.first).to_be_visible()
    expect(widget.selected).to_have_count(0)
    expect(widget.input).to_have_value("thro")


# Spoken respellings

IMPORTED = """async ([address, name, value]) =>
  (await import(address + "/widget/glossary-search.js"))[name](value)"""


@pytest.fixture(scope="session")
def module(browser: Browser, glossary_service: Service) -> Call:
    """Return a function that calls an export of the widget's module."""
    page = browser.new_page()
    address = address_of(glossary_service)
    page.goto(f"{address}/docs")

    def call(name: str, value: object) -> Any:
        return page.evaluate(IMPORTED, [address, name, value])

    return call


@pytest.mark.parametrize("respelling", RESPELLINGS)
def test_respelling_is_spoken_in_lower_case_without_hyphens(
    module: Call, respelling: str
) -> None:
    spoken = module("sayable", {"headword": "Headword", "respelling": respelling})

    words = re.findall(r"\w+", respelling.lower())
    assert spoken == ("Headword" if "+" in respelling else " ".join(words))


@pytest.mark.parametrize(
    "respelling", [None, "", "-itis (I-tis)", "A + B", "x/y", "H2O"]
)
def test_incomplete_respelling_is_replaced_by_the_headword(
    module: Call, respelling: str | None
) -> None:
    entry = {"headword": "Headword", "respelling": respelling}

    assert module("sayable", entry) == "Headword"


@pytest.mark.parametrize("respelling", RESPELLINGS)
def test_stressed_syllables_are_those_in_capitals(
    module: Call, respelling: str
) -> None:
    pieces = module("stressed", respelling)

    strong = [piece["text"] for piece in pieces if piece["match"]]
    assert "".join(piece["text"] for piece in pieces) == respelling
    assert strong == re.findall(r"\b[A-Z]{2,}\b", respelling)
