"""gunicorn and gevent have every part that the worker relies on."""

from service.server.gunicorn_parts import find_differences


def test_installed_versions_have_every_part() -> None:
    assert find_differences() == []


def test_untested_version_and_missing_parts_are_named() -> None:
    parts = {"gunicorn.arbiter:Arbiter": ("run", "gone"), "gunicorn.gone:Part": ()}

    differences = find_differences({"gunicorn": 1}, parts)

    assert differences[0].startswith("gunicorn 27")
    assert differences[1:] == [
        "gunicorn.arbiter:Arbiter has no gone",
        "gunicorn.gone:Part is missing",
    ]
