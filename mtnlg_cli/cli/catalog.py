"""Show how a product catalog is understood: columns, languages, a sample, problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from mtnlg_cli.catalog import CatalogScan, ProblemGroup

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
    from mtnlg_cli.catalog import CatalogConfig
    from mtnlg_cli.pipelines.inspect_catalog import describe_catalog, inspect_catalog

    config = CatalogConfig(
        path=catalog,
        encoding=encoding,
        sep=sep,
        columns=parse_columns(columns),
        id_column=id_column,
        language=language,
        strict=strict,
    )
    report = inspect_catalog(config)
    document = describe_catalog(report)
    if json:
        emit_json(document)
    else:
        _show(report.scan, document)
    raise typer.Exit(1 if report.has_unusable_rows else 0)


def _show(scan: CatalogScan, document: dict[str, Any]) -> None:
    languages = ", ".join(f"{count:,} {language}" for language, count in scan.languages.items())
    ids = f'ids from "{scan.id_column}"' if scan.id_column else "ids made from the content"
    separator = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}.get(scan.separator, scan.separator)
    emit(f"{document['file']}: {scan.dialect} catalog, {scan.encoding}, separator {separator}, {ids}")
    unusable = f", {scan.num_skipped:,} unusable" if scan.num_skipped else ""
    emit(f"{scan.num_records:,} rows{unusable}, {scan.num_products:,} products ({languages or 'none'})\n")
    table(("column", "is", "filled", "example"), [_column_row(column) for column in document["columns"]])
    if document["sample"] is not None:
        _show_sample(document["sample"])
    for note in scan.notes:
        talk(f"note: {note}")
    for group in scan.problems:
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


def _show_problems(group: ProblemGroup) -> None:
    talk(f"{group.severity}: {group.id}, {group.count:,} in all")
    for problem in group.first:
        talk(f"  {problem.where}: {problem.what}\n    fix: {problem.fix}")
