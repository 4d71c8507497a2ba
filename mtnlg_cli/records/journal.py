"""The journal: append-only, one line a finished record, and that line is both the result and the mark.

A line is one JSON object of fixed layout:

    {"sum":"<16 hex>","settings":{...}}                                                       the first line
    {"sum":"<16 hex>","id":"<32 hex>","row":"<16 hex>","place":"<8 hex>","status":"accepted","overall":8123,
     "again":0,"record":{...}}                                                                every other

`sum` is the BLAKE2b hash of all that follows it; `id`, `row` and `place` are hashes of the record's id, of the facts
it was made from and of its place in the catalog; `overall` is in ten-thousandths; `again` marks a failure that
the next run tries again. The bytes after "record": are the line of the outputs, so that nothing is encoded twice.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import CopyRecord
from mtnlg_cli.domain.record import STATUSES
from mtnlg_cli.records.codec import decode_json, encode_json, encode_record
from mtnlg_cli.records.files import PartialWriteError, disk_stop, write_all

_SUM = re.compile(rb'\{"sum":"([0-9a-f]{16})",')
_HEAD = re.compile(
    rb'"id":"([0-9a-f]{32})","row":"([0-9a-f]{16})","place":"([0-9a-f]{8})","status":"([a-z]+)",'
    rb'"overall":(null|[0-9]{1,5}),"again":([01]),"record":'
)
_SETTINGS = b'"settings":'


@dataclass(frozen=True, slots=True)
class Mark:
    """What the journal says about a record without opening it.

    `id`, `row` and `place` are hashes (128, 64, 32 bits); `overall` is in ten-thousandths, None when there is none;
    `start`/`length` are where the record's bytes lie in the journal.
    """

    id: int
    row: int
    place: int
    status: str
    overall: int | None
    again: bool
    start: int = 0
    length: int = 0


def hash_bits(text: str, *, bits: int) -> int:
    """The first bits of the text's BLAKE2b hash as a number, lone surrogates replaced."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=bits // 8).digest()
    return int.from_bytes(digest, "big")


def record_line(record: CopyRecord, *, row: int, place: int, again: bool = False) -> bytes:
    """The journal line of a record, line feed included. Raises ValueError for a NaN score."""
    overall = record.scores.get("overall")
    head = (
        f'"id":"{hash_bits(record.id, bits=128):032x}","row":"{row:016x}","place":"{place:08x}",'
        f'"status":"{record.status}","overall":{"null" if overall is None else round(overall * 10_000)},'
        f'"again":{int(again)},"record":'
    )
    return _line(head.encode("ascii") + encode_record(record))


def settings_line(settings: dict[str, Any]) -> bytes:
    """The first line of a journal."""
    return _line(_SETTINGS + encode_json(settings))


def _line(inner: bytes) -> bytes:
    body = inner + b"}\n"
    return b'{"sum":"' + _sum(body) + b'",' + body


def _sum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=8).hexdigest().encode("ascii")


def parse_line(line: bytes, *, offset: int = 0) -> Mark | dict[str, Any] | None:
    """A Mark, the settings of the first line, or None for a torn or damaged line. `offset` is where the line starts."""
    found = _SUM.match(line)
    if found is None or not line.endswith(b"}\n") or _sum(line[found.end() :]) != found[1]:
        return None
    head = _HEAD.match(line, found.end())
    if head is not None:
        return _mark(head, offset=offset, end=len(line) - 2)
    if line.startswith(_SETTINGS, found.end()):
        settings = decode_json(line[found.end() + len(_SETTINGS) : -2])
        return settings if isinstance(settings, dict) else None
    return None


def _mark(head: re.Match[bytes], *, offset: int, end: int) -> Mark | None:
    status = head[4].decode("ascii")
    if status not in STATUSES:
        return None
    return Mark(
        id=int(head[1], 16),
        row=int(head[2], 16),
        place=int(head[3], 16),
        status=status,
        overall=None if head[5] == b"null" else int(head[5]),
        again=head[6] == b"1",
        start=offset + head.end(),
        length=end - head.end(),
    )


class Journal:
    """The open journal: appends whole batches, reads single records.

    The descriptor is raw and O_APPEND: a buffered file would hold back bytes of a failed write and write them later.
    """

    def __init__(self, path: Path) -> None:
        """Opens or creates the file. Raises EnvironmentStop."""
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
            self.size = os.fstat(self._descriptor).st_size
        except OSError as error:
            raise disk_stop(error, path) from error

    def append(self, lines: Iterable[bytes]) -> list[Mark]:
        """Appends a batch in one write and one fdatasync; returns the marks of its records.

        Raises EnvironmentStop when the disk is full or broken; the journal then ends with its last whole line.
        """
        batch = list(lines)
        data = b"".join(batch)
        start = self.size
        try:
            write_all(self._descriptor, data)
            os.fdatasync(self._descriptor)
        except OSError as error:
            written = error.written if isinstance(error, PartialWriteError) else len(data)
            self._cut_back(start + data.rfind(b"\n", 0, written) + 1)
            raise disk_stop(error, self.path, needed=len(data)) from error
        self.size = start + len(data)
        return list(_marks(batch, offset=start))

    def _cut_back(self, size: int) -> None:
        # If even this fails, the next start finds the torn tail by its missing checksum.
        try:
            os.ftruncate(self._descriptor, size)
            os.fdatasync(self._descriptor)
            self.size = size
        except OSError:
            self.size = os.fstat(self._descriptor).st_size

    def cut(self, size: int) -> None:
        """Drops everything after `size` bytes. Raises EnvironmentStop."""
        try:
            os.ftruncate(self._descriptor, size)
            os.fdatasync(self._descriptor)
        except OSError as error:
            raise disk_stop(error, self.path) from error
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        """Bytes of the journal. Raises EnvironmentStop, also when the file has become shorter."""
        try:
            data = os.pread(self._descriptor, length, start)
        except OSError as error:
            raise disk_stop(error, self.path) from error
        if len(data) != length:
            raise disk_stop(OSError(5, "the journal has become shorter"), self.path)
        return data

    def close(self) -> None:
        """Closes the descriptor, once."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _marks(batch: list[bytes], *, offset: int) -> Iterator[Mark]:
    for line in batch:
        mark = parse_line(line, offset=offset)
        if isinstance(mark, Mark):
            yield mark
        offset += len(line)
