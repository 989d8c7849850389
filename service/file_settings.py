"""Settings of the glossary files: which they are, and what their columns mean."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from index.data import BUNDLED
from index.loading.column_map import ColumnMap, parse_columns, split_columns
from service.owner_settings import OwnerSettings


def _parse_paths(value: object) -> object:
    return [Path(part) for part in str(value).split(os.pathsep) if part]


def _parse_columns(value: object) -> object:
    return parse_columns(split_columns(str(value)))


class FileSettings(OwnerSettings):
    """Files with the owner's parts, mapped columns, and when to look for changes."""

    files: Annotated[tuple[Path, ...], BeforeValidator(_parse_paths)] = Field(
        (BUNDLED,),
        alias="GLOSSARY_FILES",
        min_length=1,
        description=f"files or folders, separated by {os.pathsep!r}",
    )
    columns: Annotated[ColumnMap, BeforeValidator(_parse_columns)] = Field(
        default_factory=dict,
        alias="GLOSSARY_MAP",
        description="columns of tables and their fields, separated by ';', such as "
        "Fachwort=headword;Erklärung=definition",
    )
    reload_seconds: int = Field(
        0,
        alias="GLOSSARY_RELOAD_SECONDS",
        ge=0,
        le=86_400,
        description="a whole number from 0 (no automatic reload) to 86400",
    )
