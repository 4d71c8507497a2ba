"""A slow, exact walk over one record, to say what is wrong with it where `csv` only says that something is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtnlg_cli.catalog.config import MAX_FIELD_CHARS


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a raw record: [start, end) with its quotes; `opened`/`closed` are line offsets in the record.

    `fault` is "", "unterminated-quote", "text-after-quote", "bare-cr" or "field-too-long"; the walk ends at a fault.
    """

    start: int
    end: int
    opened: int
    closed: int
    fault: str = ""
    text: str = ""


def walk_cells(raw: str, separator: str) -> list[Cell]:
    """The fields of the first record in `raw`, up to its end or its first fault."""
    stop = re.compile(f"[{re.escape(separator)}\r\n]")
    cells: list[Cell] = []
    start = 0
    while True:
        cell = _quoted(raw, start, separator) if raw.startswith('"', start) else _plain(raw, start, stop)
        cells.append(cell)
        if cell.fault or raw[cell.end : cell.end + 1] != separator:
            return cells
        start = cell.end + 1


def _quoted(raw: str, start: int, separator: str) -> Cell:
    opened = raw.count("\n", 0, start)
    quote = raw.find('"', start + 1)
    while quote >= 0 and raw.startswith('"', quote + 1):
        quote = raw.find('"', quote + 2)
    end = len(raw) if quote < 0 else quote + 1
    closed = raw.count("\n", 0, end)
    fault, after = "", raw[end : end + 1]
    if quote < 0:
        fault = "unterminated-quote"
    elif after not in ("", separator, "\r", "\n"):
        fault = "text-after-quote"
    elif after == "\r" and raw[end + 1 : end + 2] not in ("", "\n"):
        fault = "bare-cr"
    elif end - start - 2 > MAX_FIELD_CHARS:
        fault = "field-too-long"
    return Cell(start, end, opened, closed, fault, raw[end : end + 20].partition("\n")[0])


def _plain(raw: str, start: int, stop: re.Pattern[str]) -> Cell:
    match = stop.search(raw, start)
    end = match.start() if match else len(raw)
    line = raw.count("\n", 0, start)
    fault = ""
    if end - start > MAX_FIELD_CHARS:
        fault = "field-too-long"
    elif raw[end : end + 1] == "\r" and raw[end + 1 : end + 2] not in ("", "\n"):
        fault = "bare-cr"
    return Cell(start, end, line, line, fault)
