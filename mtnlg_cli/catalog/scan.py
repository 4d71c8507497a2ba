"""One pass over the whole file before anything else happens: every row checked, flat memory."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.catalog.encoding import also_utf8
from mtnlg_cli.catalog.ids import IdLedger
from mtnlg_cli.catalog.layout import Layout, read_layout
from mtnlg_cli.catalog.lines import CatalogLines
from mtnlg_cli.catalog.overview import SAMPLE_ROWS, ColumnRole, RoleTally
from mtnlg_cli.catalog.problems import Problem, ProblemGroup, ProblemLog, SkippedRow, stop_error
from mtnlg_cli.catalog.reader import Record, RecordReader
from mtnlg_cli.catalog.rows import RowChecks
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.text.html_text import html_to_text
from mtnlg_cli.text.scripts import language_of

MAX_SKIPPED_LISTED = 10_000
"""Unusable rows listed one by one; more are counted only."""
_ODD = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogScan:
    """What a catalog is and what is wrong with it.

    `num_records` counts all rows, `num_skipped` the unusable ones among them, `num_products` the products of the
    others; `languages` counts products by language.
    """

    layout: Layout
    roles: tuple[ColumnRole, ...]
    num_records: int
    num_products: int
    problems: tuple[ProblemGroup, ...]
    num_skipped: int
    skipped: tuple[SkippedRow, ...]
    notes: tuple[str, ...]
    sha256: str
    languages: dict[str, int]
    size: int
    mtime_ns: int

    @property
    def dialect(self) -> str:
        return self.layout.dialect

    @property
    def encoding(self) -> str:
        return self.layout.encoding.name

    @property
    def separator(self) -> str:
        return self.layout.separator

    @property
    def headers(self) -> tuple[str, ...]:
        return self.layout.headers

    @property
    def id_column(self) -> str | None:
        return self.layout.id_column

    def stop_error(self) -> MktError | None:
        """The error to stop with unless bad rows are to be skipped; None when every row is usable."""
        return stop_error(self.problems)

    def warnings(self) -> tuple[str, ...]:
        """One line for each kind of fault that stops nothing: where it first stands, what it is, how often."""
        groups = [group for group in self.problems if group.severity == "warning"]
        return tuple(
            f"{group.first[0].where}: {group.first[0].what}" + (f" ({group.count} times)" if group.count > 1 else "")
            for group in groups
        )


def scan_catalog(config: CatalogConfig) -> CatalogScan:
    """Read the whole file once and report what it is.

    Raises MktError for what is wrong with the file as a whole, duplicate ids among it; the problems of single rows are
    collected and the caller decides whether to stop or to go on without those rows.
    """
    layout = read_layout(config)
    scanner = _scan(config, layout)
    if scanner.num_records and scanner.log.count("empty-id") == scanner.num_records and not layout.id_asked:
        note = f'the column "{layout.id_column}" is empty: ids are made from the content'
        scanner = _scan(config, replace(layout, id_column=None, notes=(*layout.notes, note)))
    return scanner.result()


def _scan(config: CatalogConfig, layout: Layout) -> _Scanner:
    stat = Path(config.path).stat()
    scanner = _Scanner(config, layout, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
    for record in scanner.reader:
        scanner.take(record)
    return scanner


class _Scanner:
    def __init__(self, config: CatalogConfig, layout: Layout, *, size: int, mtime_ns: int) -> None:
        self.config, self.layout = config, layout
        self.size, self.mtime_ns = size, mtime_ns
        self.reader = RecordReader(layout)
        self.log = ProblemLog()
        self.skipped: list[SkippedRow] = []
        self.languages: Counter[str] = Counter()
        self.num_records = self.num_products = self.num_skipped = 0
        self._checks = RowChecks(layout, strict=config.strict)
        self._tally = RoleTally()
        self._ledger = IdLedger()
        self._last_group: str | None = None
        self._odd = _OddCharacters(layout) if config.encoding is not None else None
        fields = dict(layout.plan.columns)
        self._prose = [layout.headers.index(fields[name]) for name in ("title", "description") if name in fields]

    def take(self, record: Record) -> None:
        self.num_records += 1
        problem = self._checks.error(record)
        if problem is not None:
            self._skip(record, problem)
            return
        warning = self._checks.warning(record)
        if warning is not None:
            self.log.add(warning)
        if self.num_records <= SAMPLE_ROWS:
            self._tally.add(self.layout.headers, record.cells, self.layout)
        if self._odd is not None:
            self._odd.add(record)
        id = self._checks.product_id(record)
        if self.layout.group_column is not None and id == self._last_group:
            return
        self._last_group = id
        self.num_products += 1
        self.languages[self._language(record)] += 1
        if self.layout.id_column is not None:
            self._ledger.add(id)

    def result(self) -> CatalogScan:
        if self._ledger.suspects:
            self._look_again()
        lines = self.reader.lines
        for problem in self._file_warnings(lines):
            self.log.add(problem)
        return CatalogScan(
            layout=self.layout,
            roles=self._tally.roles(self.layout),
            num_records=self.num_records,
            num_products=self.num_products,
            problems=self.log.groups(),
            num_skipped=self.num_skipped,
            skipped=tuple(self.skipped),
            notes=self.layout.notes + tuple(_line_notes(self.reader)),
            sha256=lines.sha256,
            languages=dict(sorted(self.languages.items())),
            size=self.size,
            mtime_ns=self.mtime_ns,
        )

    def _skip(self, record: Record, problem: Problem) -> None:
        self.log.add(problem)
        self.num_skipped += 1
        if len(self.skipped) < MAX_SKIPPED_LISTED:
            id = self._checks.product_id(record)
            self.skipped.append(SkippedRow(record.line, record.number, id, f"{problem.id}: {problem.what}"))

    def _language(self, record: Record) -> str:
        if self.config.language != "auto":
            return self.config.language
        cells = [record.cells[i] for i in self._prose]
        if not any(cells):
            cells = record.cells
        if all(map(str.isascii, cells)):
            return "en"
        return language_of("\n".join(map(html_to_text, cells)))

    def _look_again(self) -> None:
        last: str | None = None
        for record in RecordReader(self.layout):
            if self._checks.error(record) is not None:
                continue
            id = self._checks.product_id(record)
            if self.layout.group_column is None or id != last:
                self._ledger.look_again(id, record.line)
            last = id
        for problem in self._ledger.judge(self.layout):
            self.log.add(problem)

    def _file_warnings(self, lines: CatalogLines) -> list[Problem]:
        found = []
        path = self.config.path
        if self.num_records == 0:
            what, fix = "0 records: the file has a header and nothing else", "nothing will be written for it"
            found.append(Problem("no-records", what, Location(path, line=self.layout.header_line), fix, "warning"))
        if lines.ctrl_z:
            where = Location(path, line=lines.num_lf + lines.num_crlf + 1)
            found.append(Problem("ctrl-z", "a lone Ctrl-Z (0x1A), ignored", where, "remove it", "warning"))
        if self._odd is not None:
            found += self._odd.problems()
        return found


class _OddCharacters:
    """Signs that the text was decoded with the wrong --encoding although every byte had a meaning in it."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._num_odd = self._num_chars = 0
        self._first: Location | None = None
        self._cell = ""

    def add(self, record: Record) -> None:
        text = "\n".join(record.cells)
        self._num_chars += len(text)
        odd = len(_ODD.findall(text))
        self._num_odd += odd
        if odd and self._first is None:
            index = next(i for i, cell in enumerate(record.cells) if _ODD.search(cell))
            header, self._cell = self._layout.headers[index], record.cells[index]
            self._first = Location(self._layout.path, line=record.line, column=header, record=record.number)

    def problems(self) -> list[Problem]:
        name, path = self._layout.encoding.name, self._layout.path
        fix = "try another --encoding, or none for UTF-8"
        found = []
        if self._first is not None:
            share = f"{self._num_odd / self._num_chars:.2%}"
            what = (
                f"{share} of the characters are control or replacement characters in {name}; first cell: {self._cell!r}"
            )
            found.append(Problem("wrong-encoding", what, self._first, fix, "warning"))
        reading = also_utf8(path, self._layout.encoding)
        if reading is not None:
            what = f'the file is valid UTF-8 too: "{reading[0]}" in {name} is "{reading[1]}" in UTF-8'
            found.append(Problem("wrong-encoding", what, Location(path, line=reading[2]), fix, "warning"))
        return found


def _line_notes(reader: RecordReader) -> list[str]:
    lines, notes = reader.lines, []
    kinds = [("CRLF", lines.num_crlf), ("LF", lines.num_lf), ("CR", reader.num_cr_records)]
    present = [f"{count:,} {name}" for name, count in kinds if count]
    if len(present) > 1:
        notes.append(f"mixed line endings: {', '.join(present)}")
    if lines.cr_only:
        notes.append("lines end with CR only (old Macintosh text)")
    if reader.num_blank:
        notes.append(f"{reader.num_blank:,} empty rows ignored")
    return notes
