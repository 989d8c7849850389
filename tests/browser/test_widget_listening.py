"""Listen button: a recording, else a voice, else no button.

A headless browser has no voices, so these tests give the page a small fake of
`speechSynthesis`, the only fake in the suite.
"""

import io
import json
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faulty_service import FaultyService, proxy_to, respond_json
from tests.browser.host_site import HostSite
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import Widget, embed
from tests.support.service_process import Service, address_of

FAKE = """
const voices = LANGUAGES.map((lang) => ({ lang }));
const listeners = [];
window.spoken = [];
window.speechSynthesis.getVoices = () => voices;
window.speechSynthesis.cancel = () => spoken.push("cancel");
window.speechSynthesis.speak = ({ text, lang }) => spoken.push({ text, lang });
window.arrive = (lang) => {
  voices.push({ lang });
  window.speechSynthesis.dispatchEvent(new Event("voiceschanged"));
};
"""


def with_voices(page: Page, *languages: str) -> None:
    """Give the page voices of some languages."""
    page.add_init_script(FAKE.replace("LANGUAGES", json.dumps(languages)))


def entry_of(service: Service, audio_url: str | None = None) -> dict[str, object]:
    """Return a real entry with a recording."""
    entry = json.loads(service.get("/entries/thrombocytopenia")[2])
    return {**entry, "audio_url": audio_url}


def silence() -> bytes:
    """Return a recording of a tenth of a second."""
    recording = io.BytesIO()
    with wave.open(recording, "wb") as file:
        file.setparams((1, 1, 8000, 800, "NONE", ""))
        file.writeframes(b"\x80" * 800)
    return recording.getvalue()


@pytest.fixture
def widget(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    faulty_service: FaultyService,
) -> Widget:
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    with_voices(page, "en-GB")
    return embed(page, host_site, faulty_service.address)


def listen(widget: Widget) -> None:
    """Click the listen button."""
    widget.element.get_by_role("button", name="Listen: Thrombocytopenia").click()


@pytest.mark.smoke
def test_voice_reads_the_respelling(widget: Widget) -> None:
    widget.open_entry("thro")

    listen(widget)

    text = "throm boh sy toh pee nee uh"
    widget.page.wait_for_function("spoken.length === 2")
    assert widget.page.evaluate("spoken") == ["cancel", {"text": text, "lang": "en"}]


@pytest.mark.parametrize("languages", [(), ("es-ES",), ("fr",)])
def test_listen_button_is_hidden_without_a_voice_of_the_language(
    page: Page, host_site: HostSite, glossary_service: Service, languages: tuple[str]
) -> None:
    with_voices(page, *languages)
    widget = embed(page, host_site, address_of(glossary_service))

    widget.open_entry("thro")

    expect(widget.part("listen")).to_be_hidden()


def test_listen_button_is_hidden_without_speech_synthesis(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    page.add_init_script("delete window.speechSynthesis")
    widget = embed(page, host_site, address_of(glossary_service))

    widget.open_entry("thro")

    expect(widget.part("listen")).to_be_hidden()


def test_listen_button_appears_with_a_late_voice(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    with_voices(page)
    widget = embed(page, host_site, address_of(glossary_service))
    widget.open_entry("thro")
    expect(widget.part("listen")).to_be_hidden()

    page.evaluate("arrive('en-US')")

    expect(widget.part("listen")).to_be_visible()


def test_recording_is_played_instead_of_a_voice(
    page: Page, host_site: HostSite, widget: Widget, faulty_service: FaultyService,
    glossary_service: Service, tmp_path: Path,
) -> None:  # fmt: skip
    recording = host_site.put("/word.wav", "")
    page.route(recording, lambda route: route.fulfill(
        body=silence(), content_type="audio/wav"))  # fmt: skip
    entry = entry_of(glossary_service, recording)
    faulty_service.on("/entries/thrombocytopenia", respond_json(entry))
    widget.open_entry("thro")

    with page.expect_request(recording):
        listen(widget)

    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate("spoken") == ["cancel"]


def test_listen_button_is_visible_with_a_recording_and_no_voice(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    faulty_service: FaultyService,
) -> None:
    entry = entry_of(glossary_service, f"{host_site.address}/word.wav")
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    faulty_service.on("/entries/thrombocytopenia", respond_json(entry))
    widget = embed(page, host_site, faulty_service.address)

    widget.open_entry("thro")

    expect(widget.part("listen")).to_be_visible()


def test_voice_replaces_a_recording_that_cannot_be_played(
    host_site: HostSite,
    widget: Widget,
    glossary_service: Service,
    faulty_service: FaultyService,
    page_errors: PageErrors,
) -> None:
    page_errors.expect("Failed to load resource")
    entry = entry_of(glossary_service, f"{host_site.address}/lost.wav")
    faulty_service.on("/entries/thrombocytopenia", respond_json(entry))
    widget.open_entry("thro")

    listen(widget)

    widget.page.wait_for_function("spoken.length === 2")
    assert widget.page.evaluate("spoken[1].lang") == "en"
