"""Reading copy from CSV or TSV with the catalog's strict reader: nothing padded, every fault named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.catalog.layout import Layout, read_layout
from mtnlg_cli.catalog.reader import RecordReader
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.pipelines.copy_row import CopyRow

_JSON_COLUMNS = ("product", "brief")
"""Columns that may hold a JSON object, as exports of JSON Lines do."""


def read_table_rows(
    path: Path, *, text_fields: Sequence[str], encoding: str | None, sep: str | None
) -> Iterator[CopyRow | MktError]:
    """Rows of the table and errors for bad ones. Raises MktError when the header has none of the text columns."""
    layout = _layout(path, text_fields=text_fields, encoding=encoding, sep=sep)
    return _rows(layout)


def _layout(path: Path, *, text_fields: Sequence[str], encoding: str | None, sep: str | None) -> Layout:
    missing: MktError | None = None
    for name in text_fields:
        try:
            return read_layout(CatalogConfig(path=path, encoding=encoding, sep=sep, columns={"description": name}))
        except MktError as error:
            if not error.what.startswith("column "):
                raise
            missing = missing or error
    if missing is None or len(text_fields) == 1:
        raise missing or MktError("no text column is named", where=str(path), fix="--text-field NAME")
    what = f"no column holds the copy: looked for {', '.join(text_fields)}"
    raise MktError(what, where=missing.where, fix=f"--text-field NAME; {missing.fix}")


def _rows(layout: Layout) -> Iterator[CopyRow | MktError]:
    records = iter(RecordReader(layout))
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except MktError as error:
            yield error
            return
        if record.problem is not None:
            yield MktError(record.problem.what, where=record.problem.where, fix=record.problem.fix)
            continue
        where = Location(layout.path, line=record.line, record=record.number)
        yield _parse_objects(dict(zip(layout.headers, record.cells, strict=True)), record.line, where)


def _parse_objects(cells: dict[str, str], line: int, where: Location) -> CopyRow | MktError:
    data: dict[str, Any] = dict(cells)
    for name in _JSON_COLUMNS:
        cell = cells.get(name, "").strip()
        if cell.startswith("{"):
            try:
                data[name] = json.loads(cell)
            except ValueError as error:
                fix = "write a JSON object or give --catalog"
                return MktError(f'column "{name}" is no JSON object: {error}', where=where, fix=fix)
    return CopyRow(line, data)
