"""Owner on the pages: header, footer, booklet, metadata, and logo."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from service.settings import SettingsError, read_settings
from tests.service.pages.conftest import ENGLISH, SPANISH, ServeFiles
from tests.support.html_page import get_page

OWNER = {
    "home": "https://ward.example Ward 3",
    "logo": "https://cdn.example/logo.png",
    "accent": "teal",
    "contact": "mailto:words@ward.example",
    "imprint": "https://ward.example/imprint",
    "privacy": "https://ward.example/privacy",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "path", ["/", "/?q=fever", "/glossary/fever", "/embed", "/nope"]
)
def test_page_shows_home_logo_accent_and_addresses(
    serve: ServeFiles, path: str
) -> None:
    client = serve(ENGLISH | OWNER)

    html = client.get(path, headers={"Accept": "text/html"}).text

    assert '<a href="https://ward.example">' in html
    assert '<img src="https://cdn.example/logo.png" alt=""' in html
    assert '<link rel="stylesheet" href="/accent/008080.css">' in html
    for address in ("contact", "imprint", "privacy"):
        assert f'<a href="{OWNER[address]}">' in html


def test_page_without_owner_shows_none(serve: ServeFiles) -> None:
    html = serve(ENGLISH).get("/").text

    for part in ("brand", "<img", "/accent/", "Contact", "Imprint", "Privacy"):
        assert part not in html


def test_images_of_other_hosts_are_allowed_for_the_logo_alone(
    serve: ServeFiles,
) -> None:
    client = serve(ENGLISH | OWNER, SPANISH)

    with_logo = client.get("/?glossary=signs").headers["Content-Security-Policy"]
    without = client.get("/").headers["Content-Security-Policy"]

    assert "img-src 'self' https://cdn.example;" in with_logo
    assert "img-src 'self';" in without


def test_not_modified_page_keeps_the_policy_of_its_logo(serve: ServeFiles) -> None:
    client = serve(ENGLISH | OWNER)
    etag = client.get("/").headers["ETag"]

    reply = client.get("/", headers={"If-None-Match": etag})

    assert reply.status_code == 304
    assert "https://cdn.example" in reply.headers["Content-Security-Policy"]


def test_entry_shows_the_owner_of_its_own_glossary(serve: ServeFiles) -> None:
    client = serve(ENGLISH | {"about": "Of Ward 3."}, SPANISH | {"about": "De sala 4."})

    assert "Of Ward 3." in get_page(client, "/glossary/fever").text("footer")
    assert "De sala 4." in get_page(client, "/glossary/fiebre").text("footer")
    assert "Ward" not in get_page(client, "/").text("footer")


def test_settings_override_each_part_of_the_file(serve: ServeFiles) -> None:
    client = serve(
        ENGLISH | OWNER,
        GLOSSARY_HOME="https://clinic.example Clinic",
        GLOSSARY_ACCENT="#abc",
    )

    html = client.get("/").text

    assert "https://clinic.example" in html
    assert "/accent/aabbcc.css" in html
    assert OWNER["imprint"] in html


def test_nothing_found_offers_a_mail_with_the_missing_word(serve: ServeFiles) -> None:
    html = serve(ENGLISH | OWNER).get("/?q=zzqx%26bcc%3Dx").text

    assert "Tell us that this word is missing" in html
    (address,) = [
        part.split('"')[0] for part in html.split('href="') if "?subject=" in part
    ]
    assert address.startswith("mailto:words@ward.example?subject=")
    assert "&" not in address
    assert unquote(address).endswith("Missing in “Signs”: zzqx&bcc=x")


def test_nothing_found_without_contact_offers_no_mail(serve: ServeFiles) -> None:
    assert "Tell us" not in serve(ENGLISH).get("/?q=zzqx").text


def test_booklet_and_search_description_name_the_owner(serve: ServeFiles) -> None:
    client = serve(ENGLISH | OWNER, GLOSSARY_PUBLIC_URL="https://g.example/words")

    cover = get_page(client, "/?print=yes").text("body")
    description = client.get("/opensearch.xml").text

    assert "https://ward.example" in cover
    assert "words@ward.example" in cover
    assert "<Contact>words@ward.example</Contact>" in description
    assert "<Developer>Ward 3</Developer>" in description
    assert "<Image>https://cdn.example/logo.png</Image>" in description


def test_structured_data_names_the_publisher(serve: ServeFiles) -> None:
    html = serve(ENGLISH | OWNER).get("/glossary/fever").text
    data = json.loads(html.split('ld+json">')[1].split("</script>")[0])

    assert data["inDefinedTermSet"]["publisher"] == {
        "@type": "Organization",
        "name": "Ward 3",
        "url": "https://ward.example",
        "logo": "https://cdn.example/logo.png",
        "email": "words@ward.example",
    }


def test_logo_file_is_served_without_running_anything(
    serve: ServeFiles, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text(SVG)
    client = serve(ENGLISH | {"logo": "logo.svg"})

    html = client.get("/").text
    reply = client.get("/logo?glossary=signs")

    assert '<img src="/logo?glossary=signs" alt="Signs"' in html
    assert reply.mimetype == "image/svg+xml"
    assert reply.text == SVG
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_logo_of_settings_may_lie_anywhere(serve: ServeFiles, tmp_path: Path) -> None:
    file = tmp_path / "other" / "logo.svg"
    file.parent.mkdir()
    file.write_text(SVG)

    client = serve(ENGLISH, GLOSSARY_LOGO=str(file))

    assert '<img src="/logo"' in client.get("/").text
    assert client.get("/logo").mimetype == "image/svg+xml"


def test_logo_that_is_gone_is_left_out(serve: ServeFiles, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG)
    client = serve(ENGLISH | {"logo": "logo.svg"})
    (tmp_path / "logo.svg").unlink()

    assert "<img" not in client.get("/").text
    assert client.get("/logo?glossary=signs").status_code == 404


@pytest.mark.parametrize(
    "path", ["/logo", "/logo?glossary=other", "/logo?glossary=signs"]
)
def test_glossary_without_logo_file_has_none_to_fetch(
    serve: ServeFiles, path: str
) -> None:
    assert serve(ENGLISH | OWNER).get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GLOSSARY_HOME", "Clinic"),
        ("GLOSSARY_LOGO", "/etc/passwd"),
        ("GLOSSARY_LOGO", "/nowhere/logo.png"),
        ("GLOSSARY_LOGO", "ftp://a.example/logo.png"),
        ("GLOSSARY_ACCENT", "blurple"),
        ("GLOSSARY_CONTACT", "tel:911"),
        ("GLOSSARY_IMPRINT", "javascript:alert(1)"),
        ("GLOSSARY_PRIVACY", "privacy.html"),
    ],
)
def test_invalid_setting_stops_the_start_with_a_line_that_names_it(
    name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({name: value})

    (line,) = str(raised.value).splitlines()
    assert line.startswith(f"{name} is invalid: expected ")
