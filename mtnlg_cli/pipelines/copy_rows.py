"""Reading a file of copy record by record, JSON Lines or CSV; a bad line is reported in its place, the rest is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.pipelines.copy_row import CopyRow
from mtnlg_cli.pipelines.copy_table import read_table_rows

MAX_LINE_BYTES = 64_000_000
"""A longer line is no record; keeps memory flat whatever the file holds."""
_CSV_SUFFIXES = frozenset((".csv", ".tsv", ".tab"))
_JSONL_SUFFIXES = frozenset((".jsonl", ".ndjson", ".json"))
_BOM = b"\xef\xbb\xbf"


def read_copy_rows(
    path: Path, *, text_fields: Sequence[str], encoding: str | None = None, sep: str | None = None
) -> Iterator[CopyRow | MktError]:
    """Rows and, in their places, errors for lines that cannot be read.

    Raises MktError when the file cannot be opened, or is a table without any of the text columns.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096).removeprefix(_BOM).lstrip()
    except OSError as error:
        raise MktError(
            f"cannot read the copy: {error.strerror or error}", where=str(path), fix="check the path"
        ) from None
    if _is_csv(path, head):
        return read_table_rows(path, text_fields=text_fields, encoding=encoding, sep=sep)
    if head.startswith(b"["):
        fix = "write one object a line (JSON Lines), without brackets and commas around them"
        raise MktError("this is one JSON list, not one object a line", where=str(path), fix=fix)
    return _json_rows(path)


def _is_csv(path: Path, head: bytes) -> bool:
    suffix = path.suffix.lower()
    if suffix in _CSV_SUFFIXES or suffix in _JSONL_SUFFIXES:
        return suffix in _CSV_SUFFIXES
    return not head.startswith((b"{", b"["))


def _json_rows(path: Path) -> Iterator[CopyRow | MktError]:
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE_BYTES):
            number += 1
            where = Location(path, line=number)
            if number == 1:
                raw = raw.removeprefix(_BOM)
            if not raw.endswith(b"\n") and len(raw) >= MAX_LINE_BYTES:
                yield MktError(f"the line is longer than {MAX_LINE_BYTES:,} bytes", where=where, fix="mend the line")
                while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                    continue
            elif raw.strip():
                yield _decode(raw, where)


def _decode(raw: bytes, where: Location) -> CopyRow | MktError:
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if not raw.endswith(b"\n"):
            what = "the last line is torn: it ends in the middle of a record and without a line end"
            return MktError(
                what, where=where, fix="the file was cut off while written; write it again or drop the line"
            )
        return MktError(f"not a JSON line: {_reason(error)}", where=where, fix="mend the line or take it out")
    if not isinstance(value, dict):
        return MktError(f"the line holds no object but {type(value).__name__}", where=where, fix="one object a line")
    return CopyRow(where.line or 0, value)


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02x} at byte {error.start + 1} is not UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
