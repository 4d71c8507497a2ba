"""Which encoding a catalog is in: its byte order mark, else UTF-8, else the user is asked; nothing is guessed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mtnlg_cli.catalog.cells import walk_cells
from mtnlg_cli.catalog.separator import count_separators
from mtnlg_cli.errors import Location, MktError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NOT_CSV = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook (xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (xls)"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_CANDIDATES = ("gb18030", "cp1252")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec name, and how many bytes of byte order mark come before the text."""

    name: str
    bom_length: int = 0
    note: str = ""


def choose_encoding(head: bytes, *, path: Path | str, asked: str | None) -> Encoding:
    """The encoding of a file that starts with `head`. Raises MktError for what is no CSV text or cannot be known."""
    for magic, kind in _NOT_CSV:
        if head.startswith(magic):
            raise MktError(f"this is {kind}, not a CSV file", where=str(path), fix="export it as CSV in UTF-8")
    found = next(((bom, name, label) for bom, name, label in _BOMS if head.startswith(bom)), None)
    if asked is not None:
        return _asked_encoding(asked, found)
    if found is None:
        _refuse_utf16(head, path)
        return Encoding("utf-8")
    bom, name, label = found
    if head.startswith(bom, len(bom)):
        raise MktError(
            f"two byte order marks: the second at byte offset {len(bom)}",
            where=str(path),
            fix="the file was saved twice with a BOM; save it again as UTF-8",
        )
    return Encoding(name, len(bom), f"decoded as {label} (BOM)")


def _asked_encoding(asked: str, found: tuple[bytes, str, str] | None) -> Encoding:
    try:
        name = codecs.lookup(asked).name
        "".encode(name)
    except LookupError:
        raise MktError(
            f'unknown encoding "{asked}"', where="--encoding", fix="known: utf-8, gb18030, big5, cp1252, utf-16-le ..."
        ) from None
    if found is not None and (name in ("utf-16", "utf-32", "utf-8-sig") or name == found[1]):
        return Encoding(found[1], len(found[0]), f"decoded as {found[2]} (BOM)")
    name = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(name, name)
    return Encoding(name, 0, f"decoded as {name} (--encoding)")


def _refuse_utf16(head: bytes, path: Path | str) -> None:
    sample = head[:400]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 3 or min(even, odd) * 4 > max(even, odd):
        return
    name = "utf-16-le" if odd > even else "utf-16-be"
    raise MktError(
        f"NUL at byte {sample.index(0)}, looks like {name.upper().replace('-', '', 1).replace('-', '')}",
        where=str(path),
        fix=f"pass --encoding {name}",
    )


def undecodable(path: Path | str, *, offset: int, encoding: Encoding) -> MktError:
    """The error for a byte that is not in the encoding: line, column, value, and both likely readings of its cell."""
    with Path(path).open("rb") as file:
        file.seek(encoding.bom_length)
        header = file.readline(_CHUNK)
        file.seek(0)
        line, line_start = _find_line(file, offset)
        file.seek(line_start)
        raw = file.readline(_CHUNK)
    column, cell = _cell_at(raw, offset - line_start, header, encoding.name)
    byte = raw[offset - line_start] if offset - line_start < len(raw) else 0
    readings = {name: cell.decode(name, "replace") for name in _CANDIDATES if name != encoding.name}
    shown = ", ".join(f'as {name} "{_short(text)}"' for name, text in readings.items())
    return MktError(
        f"byte 0x{byte:02x} at byte offset {offset} is not {encoding.name.upper()}; the cell reads {shown}",
        where=Location(path, line=line, column=column),
        fix="; ".join(f'--encoding {name} if "{_short(text, 20)}" is right' for name, text in readings.items())
        + "; or save the file as UTF-8",
    )


def also_utf8(path: Path | str, encoding: Encoding) -> tuple[str, str, int] | None:
    """(its reading, the UTF-8 reading, line) of the first non-ASCII line of a file that would be UTF-8 as well.

    None when the start of the file is no UTF-8 or plain ASCII. Text in GB18030 or a Western code page hardly ever is
    valid UTF-8, so another --encoding is then most likely a mistake.
    """
    if encoding.name.startswith("utf"):
        return None
    with Path(path).open("rb") as file:
        head = file.read(_CHUNK)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return None
    for number, line in enumerate(head.split(b"\n"), start=1):
        if not line.isascii():
            return _short(line.decode(encoding.name, "replace")), _short(line.decode("utf-8", "replace")), number
    return None


def _find_line(file: BinaryIO, offset: int) -> tuple[int, int]:
    """(line number, byte offset of its start) of a byte offset, by counting line feeds."""
    line, start, position = 1, 0, 0
    while position < offset:
        chunk = file.read(min(_CHUNK, offset - position))
        if not chunk:
            break
        line += chunk.count(b"\n")
        last = chunk.rfind(b"\n")
        start = position + last + 1 if last >= 0 else start
        position += len(chunk)
    return line, start


def _cell_at(raw: bytes, at: int, header: bytes, encoding: str) -> tuple[str | None, bytes]:
    # Latin-1 maps bytes to characters one to one, so that positions agree.
    names = header.decode(encoding, "replace").strip("\r\n")
    counts = count_separators(names)
    separator = max(counts, key=lambda mark: counts[mark])
    cells = walk_cells(raw.decode("latin-1"), separator)
    index = next((i for i, cell in enumerate(cells) if cell.start <= at < cell.end), None)
    if index is None:
        return None, raw[max(0, at - 10) : at + 20]
    headers = [names[cell.start : cell.end].strip('"') for cell in walk_cells(names, separator)]
    column = headers[index] if index < len(headers) and len(headers) > 1 else None
    return column, raw[cells[index].start : cells[index].end].strip(b'"')


def _short(text: str, length: int = 40) -> str:
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return shown if len(shown) <= length else shown[:length] + "..."
