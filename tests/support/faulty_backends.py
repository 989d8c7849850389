"""Back ends that fail: with an error of ours, and with an unexpected one."""

from typing import NoReturn

from index.model.errors import HeardwordError


class UnavailableBackend:
    """A back end whose engine cannot be reached."""

    def snapshot(self) -> "UnavailableBackend":
        return self

    def status(self, request: object = None) -> NoReturn:
        raise HeardwordError("the engine at search:9200 is unavailable")

    search = autocomplete = browse = neighbors = entry = current_id = contents = status
    name_columns = status


class BrokenBackend:
    """A back end with a bug."""

    def snapshot(self) -> "BrokenBackend":
        return self

    def status(self, request: object = None) -> NoReturn:
        raise RuntimeError("secret inside") from KeyError("secret cause")

    search = autocomplete = browse = neighbors = entry = current_id = contents = status
    name_columns = status
