"""Options that several commands share, defined once; each has a --no- form where it is a switch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mtnlg_cli.errors import MktError

TYPER: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "pretty_exceptions_show_locals": False,
    "add_completion": False,
    "no_args_is_help": True,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
"""How every typer app of ours is set up: plain help, no locals of a traceback, -h beside --help."""


def sub_app(help_text: str) -> typer.Typer:
    """An empty typer app for a verb with sub-verbs (`mkt channels list`); `help_text` is its help page."""
    return typer.Typer(help=help_text, **TYPER)


JsonFlag = Annotated[bool, typer.Option("--json/--no-json", help="Print one JSON document instead of text.")]
QuietFlag = Annotated[bool, typer.Option("--quiet/--no-quiet", "-q", help="Say nothing but errors.")]
VerboseFlag = Annotated[bool, typer.Option("--verbose/--no-verbose", "-v", help="Say more about what is done.")]

CatalogArgument = Annotated[Path, typer.Argument(metavar="CATALOG", help="The product catalog, a CSV or TSV file.")]
CatalogOption = Annotated[
    Path | None, typer.Option("--catalog", metavar="FILE", help="The product catalog, a CSV or TSV file.")
]
ColumnsOption = Annotated[
    str, typer.Option("--columns", metavar="FIELD=NAME,...", help="Which column is which: title=Name,price=RRP.")
]
IdColumnOption = Annotated[str | None, typer.Option("--id-column", metavar="NAME", help="The column with the ids.")]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of the catalog, if it is not UTF-8.")
]
SepOption = Annotated[
    str | None, typer.Option("--sep", metavar="CHAR", help="Column separator, if the one found is wrong.")
]
LanguageOption = Annotated[
    str, typer.Option("--language", metavar="auto|en|zh", help="Language of the copy; auto goes by each row's script.")
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Only the first so many products.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of all random draws.")]

BriefOption = Annotated[
    Path | None, typer.Option("--brief", metavar="FILE", help="A brief in TOML; the flags of the command beat it.")
]
ToneOption = Annotated[str | None, typer.Option("--tone", metavar="TONE", help="Tone of voice; plain if not given.")]
TemplateOption = Annotated[
    str | None, typer.Option("--template", metavar="NAME|FILE", help="Another prompt template than the channel's own.")
]


def parse_columns(text: str) -> dict[str, str]:
    """`title=Name,price=RRP` as {field: column}; MktError when a piece is not FIELD=NAME or a field comes twice."""
    columns: dict[str, str] = {}
    for piece in filter(None, (part.strip() for part in text.split(","))):
        field, equals, name = (part.strip() for part in piece.partition("="))
        if not (field and equals and name):
            raise MktError(f'--columns has a piece that is not FIELD=NAME: "{piece}"', fix="--columns title=Name")
        if field in columns:
            raise MktError(f"--columns names {field} twice", fix=f"keep one of {columns[field]} and {name}")
        columns[field] = name
    return columns


def parse_names(text: str) -> tuple[str, ...]:
    """`a,b , c` as ("a", "b", "c"), empty pieces dropped, order kept, repeats dropped."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
