"""Reading a compressed JSON Lines file row by row; a damaged one is told by file and line."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import Location, MktError

Row = dict[str, Any]


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """(line from 1, object) of each line of a .jsonl.xz file, streaming; blank lines are skipped.

    Raises MktError when the file is empty, no xz file or cut off, and when a line is not a JSON object; OSError when it
    cannot be opened.
    """
    is_empty = True
    for number, line in _lines(path):
        if line.strip():
            is_empty = False
            yield number, _parse(line, Location(path, line=number))
    if is_empty:
        raise MktError(f"{path.name} holds no rows", where=str(path), fix="fetch the file again")


def text_of(row: Row, *names: str) -> str:
    """The first non-empty field among `names` as text, else ""; lists and objects count as empty."""
    values = (row.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int | float) and str(value).strip()), "")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        # newline="\n": U+2028 and carriage returns inside a text are no line ends.
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                yield number, line
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        where = Location(path, line=number + 1)
        raise MktError(f"{path.name} is damaged: {error}", where=where, fix="fetch the file again") from None


def _parse(line: str, where: Location) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise MktError(f"not JSON: {error}", where=where, fix="mend the line or fetch the file again") from None
    if not isinstance(row, dict):
        raise MktError("the line is JSON, but not an object", where=where, fix="mend the line or fetch the file again")
    return row
