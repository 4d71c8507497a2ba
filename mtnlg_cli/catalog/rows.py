"""What makes a readable row unusable or suspicious; the same answer in every pass over the file."""

from __future__ import annotations

import re

from mtnlg_cli.catalog.layout import Layout
from mtnlg_cli.catalog.names import normal_name
from mtnlg_cli.catalog.problems import Problem
from mtnlg_cli.catalog.reader import Record
from mtnlg_cli.catalog.roles import CODE_NAMES, ID_NAMES
from mtnlg_cli.errors import Location

_ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?[Ee]\+\d{1,3}\s*")


def plain_cell(cell: str) -> str:
    """The cell without the `="..."` some exports put around codes to keep spreadsheets from rounding them."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].replace('""', '"')
    return cell


class RowChecks:
    """The checks of one file's rows."""

    def __init__(self, layout: Layout, *, strict: bool) -> None:
        self._layout = layout
        self._strict = strict
        headers = layout.headers
        self._id = headers.index(layout.id_column) if layout.id_column is not None else None
        self._codes = [
            (i, header)
            for i, header in enumerate(headers)
            if header == layout.id_column or {normal_name(header)} & (ID_NAMES.keys() | CODE_NAMES)
        ]

    def product_id(self, record: Record) -> str:
        """The id as the file has it, "" when the file has no id column."""
        return plain_cell(record.cells[self._id]) if self._id is not None and record.problem is None else ""

    def error(self, record: Record) -> Problem | None:
        """Why the row cannot be used, or None."""
        if record.problem is not None:
            return record.problem
        if self._id is not None and not record.cells[self._id].strip():
            return Problem(
                "empty-id",
                "the id is empty",
                self._where(record, self._layout.headers[self._id]),
                "give the product an id, or name another column with --id-column",
            )
        return self._rounded(record) if self._strict else None

    def warning(self, record: Record) -> Problem | None:
        """What is suspicious about a usable row, or None."""
        return None if self._strict else self._rounded(record)

    def _rounded(self, record: Record) -> Problem | None:
        for i, header in self._codes:
            cell = record.cells[i]
            if ("E" in cell or "e" in cell) and _ROUNDED.fullmatch(cell):
                return Problem(
                    "rounded-code",
                    f'"{cell.strip()}": a spreadsheet has rounded this; digits are lost',
                    self._where(record, header),
                    "export the column as text",
                    "error" if self._strict else "warning",
                )
        return None

    def _where(self, record: Record, header: str) -> Location:
        id = self.product_id(record).strip() or None
        return Location(self._layout.path, line=record.line, column=header, record=record.number, product_id=id)
