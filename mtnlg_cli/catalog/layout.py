"""What the top of a file says about the whole: encoding, separator, header, dialect, and the columns asked for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mtnlg_cli.catalog.attribute_strings import parse_coded_string
from mtnlg_cli.catalog.cells import walk_cells
from mtnlg_cli.catalog.config import MAX_FIELD_CHARS, CatalogConfig
from mtnlg_cli.catalog.dialects import find_dialect
from mtnlg_cli.catalog.encoding import Encoding, choose_encoding
from mtnlg_cli.catalog.header import check_columns, check_header, find_header, no_text_column
from mtnlg_cli.catalog.lines import CatalogLines, open_error
from mtnlg_cli.catalog.roles import Columns, Plan, find_id_column, plan_columns
from mtnlg_cli.catalog.separator import declared_separator, find_separator, given_separator, separator_name
from mtnlg_cli.errors import Location, MktError

_MAX_HEADER_LINES = 200
"""Comment lines, blank lines and line breaks in quoted names included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How to read a file. `num_lines_before` counts the physical lines above the first data record."""

    path: Path | str
    encoding: Encoding
    separator: str
    headers: tuple[str, ...]
    header_line: int
    num_lines_before: int
    dialect: str
    id_column: str | None
    """None: ids are made from the content."""
    id_asked: bool
    """Whether the user named the id column, or the dialect has one."""
    group_column: str | None
    """Consecutive rows with the same value here are one product."""
    forced: Columns
    plan: Plan
    notes: tuple[str, ...]


def read_layout(config: CatalogConfig) -> Layout:
    """The layout of the file. Raises MktError for whatever makes the file as a whole unreadable."""
    encoding = _read_encoding(config)
    lines = list(islice(CatalogLines(config.path, encoding), _MAX_HEADER_LINES))
    separator, skipped, notes = _find_separator(lines, config)
    headers, header_line, num_before = _read_header(lines, skipped, separator, config)
    check_header(headers, path=config.path, line=header_line)
    asked = check_columns(config.columns, headers=headers, path=config.path, line=header_line)
    dialect_name, dialect = find_dialect(headers)
    forced = {**dialect.columns(headers), **asked}
    if config.id_column:
        forced["id"] = find_header(config.id_column, headers, path=config.path, line=header_line)
    forced_columns = tuple(forced.items())
    plan = plan_columns(headers, forced_columns)
    if not (_has_text(plan) or _is_coded("".join(lines[num_before : num_before + 1]), separator)):
        raise no_text_column(headers, path=config.path, line=header_line)
    encoding_note = (encoding.note,) if encoding.note else ()
    return Layout(
        path=config.path,
        encoding=encoding,
        separator=separator,
        headers=headers,
        header_line=header_line,
        num_lines_before=num_before,
        dialect=dialect_name,
        id_column=forced.get("id") or find_id_column(headers),
        id_asked="id" in forced,
        group_column=dialect.group_column(headers),
        forced=forced_columns,
        plan=plan,
        notes=encoding_note + notes,
    )


def _read_encoding(config: CatalogConfig) -> Encoding:
    path = Path(config.path)
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe or device, which cannot be read twice"
        raise MktError(f"the catalog is {kind}", where=str(config.path), fix="give a CSV file")
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise open_error(config.path, error) from None
    if not head:
        raise MktError(
            "the file is empty: no header", where=str(config.path), fix="the first line must name the columns"
        )
    return choose_encoding(head, path=config.path, asked=config.encoding)


def _find_separator(lines: list[str], config: CatalogConfig) -> tuple[str, int, tuple[str, ...]]:
    """(separator, number of lines above the header, notes); comments, blank lines and `sep=;` may stand above it."""
    skipped = 0
    while skipped < len(lines) and (not lines[skipped].strip() or lines[skipped].startswith("# ")):
        skipped += 1
    declared = declared_separator(lines[skipped]) if skipped < len(lines) else None
    skipped += declared is not None
    if skipped >= len(lines):
        raise MktError("no header: the file has no line with column names", where=str(config.path))
    if config.sep is not None:
        separator, source = given_separator(config.sep), "--sep"
    elif declared is not None:
        separator, source = declared, "the sep= line"
    else:
        separator = find_separator(lines[skipped], path=config.path, line=skipped + 1)
        source = "the header; --sep forces another"
    note = f"separator {separator_name(separator)} (from {source})"
    return separator, skipped, (note,) if separator != "," else ()


def _read_header(
    lines: list[str], skipped: int, separator: str, config: CatalogConfig
) -> tuple[tuple[str, ...], int, int]:
    """(headers, line of the header, number of lines up to and with it)."""
    csv.field_size_limit(MAX_FIELD_CHARS)
    reader = csv.reader(lines[skipped:], delimiter=separator, strict=True)
    try:
        headers = next(reader)
    except csv.Error as error:
        fault = walk_cells("".join(lines[skipped:]), separator)[-1]
        what = fault.fault.replace("-", " ") or str(error)
        where = Location(config.path, line=skipped + 1 + fault.opened)
        raise MktError(f"the header cannot be read: {what}", where=where, fix="mend the header line") from None
    return tuple(headers), skipped + 1, skipped + reader.line_num


def _has_text(plan: Plan) -> bool:
    fields = dict(plan.columns)
    return "title" in fields or "description" in fields or any(role.kind == "attributes" for role in plan.roles)


def _is_coded(line: str, separator: str) -> bool:
    return any(parse_coded_string(line[cell.start : cell.end].strip('"')) for cell in walk_cells(line, separator))
