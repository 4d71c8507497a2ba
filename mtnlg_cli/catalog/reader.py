"""Strict records of a catalog over `csv`: every fault named by line and column, nothing padded, nothing joined."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from mtnlg_cli.catalog.cells import Cell, walk_cells
from mtnlg_cli.catalog.config import MAX_FIELD_CHARS
from mtnlg_cli.catalog.layout import Layout
from mtnlg_cli.catalog.lines import CatalogLines
from mtnlg_cli.catalog.problems import Problem
from mtnlg_cli.errors import Location, MktError


@dataclass(slots=True)
class Record:
    """One data record: its number (header not counted), the physical line it starts on, its cells.

    `problem` is set, and `cells` not to be used, when the record is unreadable.
    """

    number: int
    line: int
    cells: list[str]
    problem: Problem | None = None


class RecordReader:
    """Reads the records of one file, once. After the iteration `lines` and `num_blank` tell about the whole file."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = CatalogLines(layout.path, layout.encoding)
        self.num_blank = 0
        self.num_cr_records = 0
        self._raw: list[str] = []

    def __iter__(self) -> Iterator[Record]:
        width = len(self.layout.headers)
        offset = self.layout.num_lines_before
        csv.field_size_limit(MAX_FIELD_CHARS)
        reader = csv.reader(self._feed(), delimiter=self.layout.separator, strict=True)
        lines, number = self.lines, 0
        while True:
            line = offset + reader.line_num + 1
            self._raw.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                for record in self._explain(number + 1, line):
                    number = record.number
                    yield record
                continue
            if not any(cells):
                self.num_blank += 1
                continue
            number += 1
            record = Record(number, line, cells)
            if len(cells) != width:
                record.problem = self._ragged(record)
            elif lines.has_nul and any("\0" in cell for cell in cells):
                record.problem = self._nul(record)
            yield record

    def _feed(self) -> Iterator[str]:
        raw = self._raw
        lines = iter(self.lines)
        for _ in range(self.layout.num_lines_before):
            next(lines, None)
        for line in lines:
            raw.append(line)
            yield line

    def _explain(self, number: int, line: int) -> Iterator[Record]:
        """What `csv` choked on, found by walking the record. Raises MktError when the rows after it are in doubt."""
        raw = "".join(self._raw)
        cells = walk_cells(raw, self.layout.separator)
        fault = cells[-1]
        column = self._column(len(cells) - 1)
        where = Location(self.layout.path, line=line, column=column, record=number)
        opened = line + fault.opened
        if fault.fault == "unterminated-quote" or (fault.fault and fault.opened != fault.closed):
            raise self._open_quote(fault, opened, line + fault.closed, column=column, size=len(raw) - fault.start)
        if fault.fault == "bare-cr":
            pieces = self._split_at_cr(raw)
            if pieces:
                self.num_cr_records += len(pieces)
                yield from (Record(number + i, line, piece) for i, piece in enumerate(pieces))
                return
        yield Record(number, line, [], _fault_problem(fault, where))

    def _split_at_cr(self, raw: str) -> list[list[str]]:
        """The records of a line that holds several, ended by a bare CR; empty unless each is as wide as the header.

        With two columns or more a single record with a stray CR can never look like that.
        """
        if len(self.layout.headers) < 2 or '"' in raw:
            return []
        pieces = [piece.split(self.layout.separator) for piece in raw.rstrip("\r\n").split("\r")]
        return pieces if all(len(piece) == len(self.layout.headers) for piece in pieces) else []

    def _open_quote(self, fault: Cell, opened: int, last: int, *, column: str | None, size: int) -> MktError:
        if size > MAX_FIELD_CHARS:
            what = f"the quote opened on line {opened} is still open {MAX_FIELD_CHARS:,} characters later"
        elif fault.fault == "unterminated-quote":
            what = f"the quote opened on line {opened} is never closed"
        else:
            what = f'the quote opened on line {opened} ends on line {last}, followed by "{fault.text}"'
        return MktError(
            what,
            where=Location(self.layout.path, line=opened, column=column),
            fix=f'close the quote on line {opened}, and write a quote inside a quoted value twice: ""',
        )

    def _ragged(self, record: Record) -> Problem:
        headers, cells = self.layout.headers, record.cells
        where = Location(self.layout.path, line=record.line, record=record.number)
        what = f"expected {len(headers)} values, got {len(cells)}"
        if len(cells) > len(headers):
            surplus = ", ".join(f'"{cell[:60]}"' for cell in cells[len(headers) :][:5])
            fix = "quote values that hold the separator, or remove the surplus value"
            return Problem("too-many-values", f"{what}; surplus: {surplus}", where, fix)
        missing = ", ".join(header or "(no name)" for header in headers[len(cells) :][:10])
        return Problem(
            "too-few-values", f"{what}; missing: {missing}", where, "give every column a value, or leave it empty"
        )

    def _nul(self, record: Record) -> Problem:
        index = next(i for i, cell in enumerate(record.cells) if "\0" in cell)
        where = Location(self.layout.path, line=record.line, column=self._column(index), record=record.number)
        return Problem(
            "nul-character", "a NUL character in the value", where, "remove the NUL (byte 0x00) from the value"
        )

    def _column(self, index: int) -> str | None:
        return self.layout.headers[index] if index < len(self.layout.headers) else None


def _fault_problem(fault: Cell, where: Location) -> Problem:
    if fault.fault == "text-after-quote":
        what = f'text after a closing quote: "{fault.text}"'
        return Problem("text-after-quote", what, where, 'double the quote inside a quoted value: "5"" pipe"')
    if fault.fault == "bare-cr":
        fix = "quote the value, or replace the carriage return"
        return Problem("bare-carriage-return", "a carriage return inside an unquoted value", where, fix)
    what = f"the value has {fault.end - fault.start:,} characters, the limit is {MAX_FIELD_CHARS:,}"
    return Problem("field-too-long", what, where, "shorten the value")
