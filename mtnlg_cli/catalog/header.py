"""The header of a catalog: every column has its own name, and the columns asked for are there."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from mtnlg_cli.catalog.config import MAX_COLUMNS, MAX_HEADER_CHARS
from mtnlg_cli.catalog.names import ATTRIBUTE_NAMES, normal_name
from mtnlg_cli.catalog.roles import MANY_FIELDS, SINGLE_FIELDS
from mtnlg_cli.errors import Location, MktError


def check_header(headers: Sequence[str], *, path: Path | str, line: int) -> None:
    """Raise MktError for too many columns, endless names, names used twice or only a computer can tell apart."""
    where = Location(path, line=line)
    if len(headers) > MAX_COLUMNS:
        raise MktError(
            f"{len(headers):,} columns, the limit is {MAX_COLUMNS:,}", where=where, fix="check the separator: --sep"
        )
    long = next((header for header in headers if len(header) > MAX_HEADER_CHARS), None)
    if long is not None:
        raise MktError(
            f'a column name is longer than {MAX_HEADER_CHARS} characters: "{long[:40]}..."',
            where=where,
            fix="the first line must name the columns; check the separator: --sep",
        )
    seen: dict[str, int] = {}
    for number, header in enumerate(headers, start=1):
        key = _lookalike_key(header)
        if not key:
            continue
        first = seen.setdefault(key, number)
        if first != number:
            raise _clash(headers[first - 1], first, header, number, where)


def check_columns(columns: Mapping[str, str], *, headers: Sequence[str], path: Path | str, line: int) -> dict[str, str]:
    """{field: header as it stands in the file} for --columns. Raises MktError for unknown fields and headers."""
    fields = {*SINGLE_FIELDS, *MANY_FIELDS, "id"}
    for field in columns:
        close = difflib.get_close_matches(field, fields, n=1, cutoff=0.75)
        if field not in fields and normal_name(field) not in ATTRIBUTE_NAMES and close:
            raise MktError(f'--columns: unknown field "{field}"', fix=f"did you mean {close[0]}?")
    return {field: find_header(name, headers, path=path, line=line) for field, name in columns.items()}


def find_header(name: str, headers: Sequence[str], *, path: Path | str, line: int) -> str:
    """The header that is `name`, or its only equal but for case and spaces. Raises MktError with the closest match."""
    if name in headers:
        return name
    equal = [header for header in headers if normal_name(header) == normal_name(name)]
    if len(equal) == 1:
        return equal[0]
    raise MktError(
        f'column "{name}" is missing',
        where=Location(path, line=line),
        fix=f"{_closest(name, headers)}the file has: {list_headers(headers)}",
    )


def no_text_column(headers: Sequence[str], *, path: Path | str, line: int) -> MktError:
    """The error for a catalog without title, description and attributes."""
    close = _closest("title", headers) or _closest("name", headers)
    return MktError(
        "no column holds a title, a description or attributes",
        where=Location(path, line=line),
        fix=f"name one with --columns title=...; {close}the file has: {list_headers(headers)}",
    )


def list_headers(headers: Sequence[str]) -> str:
    """The headers for a message, at most twenty."""
    shown = ", ".join(header or "(no name)" for header in headers[:20])
    return shown if len(headers) <= 20 else f"{shown} and {len(headers) - 20} more"


def _closest(name: str, headers: Sequence[str]) -> str:
    normal = {normal_name(header): header for header in headers}
    close = difflib.get_close_matches(normal_name(name), list(normal), n=1, cutoff=0.5)
    return f'closest is "{normal[close[0]]}"; ' if close else ""


def _lookalike_key(header: str) -> str:
    return " ".join(unicodedata.normalize("NFC", header).replace("\ufeff", "").replace("\u200b", "").split()).casefold()


def _clash(first: str, first_number: int, second: str, second_number: int, where: Location) -> MktError:
    if first == second:
        return MktError(
            f'the header names "{first}" twice: columns {first_number} and {second_number}',
            where=where,
            fix="rename or remove one of them",
        )
    shown = f'"{first}" ({_points(first)}) and "{second}" ({_points(second)})'
    return MktError(
        f"columns {first_number} and {second_number} differ only in case, spaces or encoding: {shown}",
        where=where,
        fix="rename or remove one of them",
    )


def _points(text: str) -> str:
    points = [f"U+{ord(char):04X}" for char in text]
    return " ".join(points[:24]) + (" ..." if len(points) > 24 else "")
