"""Back ends that fail: in the way they should, and in one that nobody foresaw."""

from typing import NoReturn

from index.model.errors import HeardwordError


class Away:
    """A back end whose engine cannot be reached."""

    def snapshot(self) -> "Away":
        return self

    def status(self, asked: object = None) -> NoReturn:
        raise HeardwordError("the engine at search:9200 is away")

    search = autocomplete = browse = entry = current_id = contents = status


class Broken:
    """A back end with a fault in its inside."""

    def snapshot(self) -> "Broken":
        return self

    def status(self, asked: object = None) -> NoReturn:
        raise RuntimeError("secret inside") from KeyError("secret cause")

    search = autocomplete = browse = entry = current_id = contents = status
