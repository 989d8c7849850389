"""Lists of names for the linker."""

from flask.testing import FlaskClient


def test_list_has_names_of_the_glossary(client: FlaskClient) -> None:
    reply = client.get("/linker/names.json")
    body = reply.get_json()

    entries = [body["entries"][each] for each in body["names"]["thrombocytopenia"]]
    assert entries == ["thrombocytopenia"]
    assert "max-age=60" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_filter_limits_the_list(client: FlaskClient) -> None:
    body = client.get("/linker/names.json?category=nowhere").get_json()

    assert body["names"] == {}


def test_part_has_names_of_its_prefix(client: FlaskClient) -> None:
    parts = [client.get(f"/linker/names/{n:02x}.json").get_json() for n in range(256)]
    whole = client.get("/linker/names.json").get_json()

    names = {name for part in parts for name in part["names"]}
    assert names == set(whole["names"])


def test_unknown_part_is_not_found(client: FlaskClient) -> None:
    for prefix in ("", "0", "0000", "GG", "zz"):
        assert client.get(f"/linker/names/{prefix}.json").status_code == 404
