"""Arguments and options that several commands share."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from index.engines.factory import add_secrets, check_address
from index.loading.column_map import ColumnMap, parse_columns, split_columns
from index.model.errors import BackendAddressError

_COLUMNS = "GLOSSARY_MAP"
PATHS = click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)


class BackendAddress(click.ParamType[str]):
    """Address of a back end, completed with the secrets in the environment."""

    name = "address"

    def convert(self, value: str, *_: object) -> str:
        """Return the complete address; raise click.BadParameter for an invalid one."""
        try:
            address = add_secrets(
                value,
                password=os.environ.get("GLOSSARY_OPENSEARCH_PASSWORD", ""),
                api_key=os.environ.get("GLOSSARY_OPENSEARCH_API_KEY", ""),
            )
            check_address(address)
        except BackendAddressError as error:
            raise click.BadParameter(str(error)) from error
        return address


def _parse_columns(
    context: click.Context, option: click.Parameter, texts: Sequence[str]
) -> ColumnMap:
    """Return the mapped columns of the option, else of the setting."""
    try:
        return parse_columns(texts or split_columns(os.environ.get(_COLUMNS, "")))
    except ValueError as error:
        raise click.BadParameter(str(error), context, option) from error


COLUMNS = click.option(
    "--map",
    "columns",
    multiple=True,
    callback=_parse_columns,
    metavar="COLUMN=FIELD",
    help="Field that a column of a table stands for; without FIELD, the column is left "
    'out. Can be repeated: --map "Fachwort=headword" --map "Nr.="',
)
BACKEND = click.option(
    "--backend",
    type=BackendAddress(),
    default="whoosh:",
    envvar="GLOSSARY_BACKEND",
    show_default=True,
    help="Address of the index, such as whoosh:FOLDER.",
)
GLOSSARY = click.option(
    "--glossary",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Glossary file or folder; can be repeated.  [default: the bundled one]",
)
NO_MEANING = click.option(
    "--no-meaning", is_flag=True, help="Turn off search by meaning."
)
