"""Settings of the glossary's owner, which override the heads of glossary files."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from index.loading.owner.owner_fields import check_owner_text, complete_owner
from index.model.owner import OWNER_FIELDS, Owner

_ANY_FOLDER = Path("/")  # settings, unlike files, may name a logo anywhere


def _check(text: str, info: ValidationInfo) -> str:
    """Check a part of the owner as in a glossary file."""
    name = str(info.field_name)
    path = str(Path(text).absolute()) if name == "logo" and "://" not in text else text
    violation = check_owner_text(name, path, _ANY_FOLDER)
    if violation or not text.isprintable():
        raise ValueError(violation)
    return path


_OwnerText = Annotated[str | None, AfterValidator(_check)]


class OwnerSettings(BaseModel):
    """Title of the glossary and parts of its owner; `None` leaves it to the files."""

    model_config = ConfigDict(frozen=True)

    title: str | None = Field(
        None,
        alias="GLOSSARY_TITLE",
        max_length=500,
        description="at most 500 characters",
    )
    about: _OwnerText = Field(
        None,
        alias="GLOSSARY_ABOUT",
        max_length=500,
        description="a sentence for readers of at most 500 characters",
    )
    home: _OwnerText = Field(
        None,
        alias="GLOSSARY_HOME",
        max_length=2000,
        description="an address and a name, such as https://example.org Our clinic",
    )
    logo: _OwnerText = Field(
        None,
        alias="GLOSSARY_LOGO",
        max_length=2000,
        description="an address that starts with https://, or a PNG, SVG, WebP, or "
        "JPEG file of at most 512 KB",
    )
    accent: _OwnerText = Field(
        None,
        alias="GLOSSARY_ACCENT",
        description="a color such as #0a6767 or teal",
    )
    contact: _OwnerText = Field(
        None,
        alias="GLOSSARY_CONTACT",
        max_length=500,
        description="mailto:words@example.org or an address that starts with https://",
    )
    imprint: _OwnerText = Field(
        None,
        alias="GLOSSARY_IMPRINT",
        max_length=2000,
        description="an address that starts with https://",
    )
    privacy: _OwnerText = Field(
        None,
        alias="GLOSSARY_PRIVACY",
        max_length=2000,
        description="an address that starts with https://",
    )

    @property
    def owner(self) -> Owner:
        """Owner as far as settings say."""
        return complete_owner(self.model_dump(include={*OWNER_FIELDS}), _ANY_FOLDER)
