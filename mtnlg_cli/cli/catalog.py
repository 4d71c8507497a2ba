"""Show how a product catalog is understood: columns, languages, a sample, problems."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mtnlg_cli.cli.console import emit, emit_json, table, talk
from mtnlg_cli.cli.options import (
    CatalogArgument,
    ColumnsOption,
    EncodingOption,
    IdColumnOption,
    JsonFlag,
    LanguageOption,
    SepOption,
    parse_columns,
)

_EXAMPLE_LENGTH = 40
StrictFlag = Annotated[bool, typer.Option("--strict/--no-strict", help="Rounded identifiers make a row unusable.")]


def command(
    catalog: CatalogArgument,
    *,
    columns: ColumnsOption = "",
    id_column: IdColumnOption = None,
    encoding: EncodingOption = None,
    sep: SepOption = None,
    language: LanguageOption = "auto",
    strict: StrictFlag = False,
    json: JsonFlag = False,
) -> None:
    """Show how a product catalog is understood, before anything is generated from it.

    Dialect, encoding and separator; what each column is taken for, and why it is left out; products and languages;
    the first product; all problems with line, column and fix. Exit codes: 0 every row is usable; 1 some are not;
    2 the file cannot be used.

    \b
    Example:
      mkt catalog products.csv
      mkt catalog products.csv --columns title=Name,price=RRP --json
    """
    from mtnlg_cli.pipelines.inspect_catalog import CatalogConfig, describe_catalog, inspect_catalog

    config = CatalogConfig(
        path=catalog,
        encoding=encoding,
        sep=sep,
        columns=parse_columns(columns),
        id_column=id_column,
        language=language,
        strict=strict,
    )
    document = describe_catalog(inspect_catalog(config))
    if json:
        emit_json(document)
    else:
        _show(document)
    raise typer.Exit(1 if document["unusable_rows"] else 0)


def _show(document: dict[str, Any]) -> None:
    languages = ", ".join(f"{count:,} {language}" for language, count in document["languages"].items())
    ids = f'ids from "{document["id_column"]}"' if document["id_column"] else "ids made from the content"
    separator = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}.get(document["separator"], "as given")
    emit(f"{document['file']}: {document['dialect']} catalog, {document['encoding']}, separator {separator}, {ids}")
    unusable = f", {document['unusable_rows']:,} unusable" if document["unusable_rows"] else ""
    emit(f"{document['records']:,} rows{unusable}, {document['products']:,} products ({languages or 'none'})\n")
    table(("column", "is", "filled", "example"), [_column_row(column) for column in document["columns"]])
    if document["sample"] is not None:
        _show_sample(document["sample"])
    for note in document["notes"]:
        talk(f"note: {note}")
    for group in document["problems"]:
        _show_problems(group)


def _column_row(column: dict[str, Any]) -> tuple[str, str, str, str]:
    shown = column["role"]
    if column["name"]:
        shown += f": {column['name']}"
    if column["reason"]:
        shown += f" ({column['reason']})"
    example = " ".join(column["example"].split())
    cut = example if len(example) <= _EXAMPLE_LENGTH else example[:_EXAMPLE_LENGTH] + "..."
    return column["header"] or "(no name)", shown, f"{column['num_filled']:,}", cut


def _show_sample(sample: dict[str, Any]) -> None:
    emit(f"\nfirst product, line {sample['line']}:")
    for field in ("id", "language", "title", "brand", "product_type", "price", "sale_price", "description"):
        if sample[field]:
            emit(f"  {field}: {sample[field]}")
    for attribute in sample["attributes"]:
        emit(f"  {attribute['name']} = {attribute['value']}  [{attribute['column']}]")


def _show_problems(group: dict[str, Any]) -> None:
    talk(f"{group['severity']}: {group['id']}, {group['count']:,} in all")
    for problem in group["first"]:
        talk(f"  {problem['where']}: {problem['what']}\n    fix: {problem['fix']}")
