"""stdout is data, stderr is talk; nothing from a catalog reaches the terminal with control characters in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text with control, bidi and surrogate code points written as escapes; tab and line feed stay."""
    return _CONTROL.sub(_escape, text)


def talk(text: str) -> None:
    """Say something to the person: stderr, never data."""
    _write(sys.stderr, safe(text) + "\n")


def emit(text: str) -> None:
    """Write one piece of data to stdout, control characters escaped."""
    _write(sys.stdout, safe(text) + "\n")


def emit_json(value: Any) -> None:
    """Write one JSON document to stdout, on one line, readable as JSON Lines; NaN is refused with ValueError."""
    import json

    ascii_only = not _is_unicode(sys.stdout)
    text = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)
    _write(sys.stdout, _CONTROL.sub(_json_escape, text) + "\n")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table to stdout: ruled and wrapped on a terminal, plain aligned columns elsewhere."""
    cells = [[_cell(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(headers, cells)
        return
    from rich.cells import cell_len

    lines = [list(headers), *cells]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(headers))]
    for line in lines:
        padded = [cell + " " * (widths[i] - cell_len(cell)) for i, cell in enumerate(line)]
        _write(sys.stdout, "  ".join(padded).rstrip() + "\n")


def _rich_table(headers: Sequence[str], cells: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        grid.add_column(Text(header))
    for line in cells:
        grid.add_row(*(Text(cell) for cell in line))
    Console(file=sys.stdout, highlight=False).print(grid)


def _cell(value: object) -> str:
    return "" if value is None else safe(str(value)).replace("\n", " ").replace("\t", " ")


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _is_unicode(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")


def _write(stream: TextIO, text: str) -> None:
    """An ASCII-only terminal gets escapes, never a UnicodeEncodeError."""
    if not _is_unicode(stream):
        encoding = getattr(stream, "encoding", None) or "ascii"
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)
