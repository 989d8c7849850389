"""Owner of a glossary, as readers see it."""

from dataclasses import dataclass, fields
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Owner:
    """Presentation of a glossary's owner; every part is optional.

    `about` is a sentence for readers, `home` an address followed by a name, `logo` an
    address or the path of a file, `accent` a color such as `#0a6767`. The rest are
    addresses: of a page, or `mailto:` for `contact`.
    """

    about: str | None = None
    home: str | None = None
    logo: str | None = None
    accent: str | None = None
    contact: str | None = None
    imprint: str | None = None
    privacy: str | None = None

    @property
    def home_address(self) -> str | None:
        """Address of the owner's own site."""
        return self.home.split(" ", 1)[0] if self.home else None

    @property
    def home_name(self) -> str | None:
        """Name of the owner's own site, else its host."""
        if not self.home:
            return None
        address, _, name = self.home.partition(" ")
        return name.strip() or urlsplit(address).hostname or address

    @property
    def logo_file(self) -> str | None:
        """Path of the logo if it is a file."""
        return None if self.logo is None or is_web_address(self.logo) else self.logo


NO_OWNER = Owner()
OWNER_FIELDS = tuple(field.name for field in fields(Owner))


def is_web_address(text: str) -> bool:
    """Return whether a text is the address of a page: `http:` or `https:`, a host."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_clean = text.isprintable() and " " not in text and "\\" not in text
    return parts.scheme in ("http", "https") and has_host and is_clean
