"""What is kept in memory of a journal: one packed number a record, so that a million records fit in about 150 MB."""

from __future__ import annotations

from collections.abc import Iterator

from mtnlg_cli.domain.record import STATUSES
from mtnlg_cli.records.journal import Mark

_NO_SCORE = (1 << 15) - 1
# (field, bits) from the lowest bit up; 2**44 bytes of journal, 2**28 bytes a record.
_START, _LENGTH, _ROW, _PLACE, _STATUS, _OVERALL, _AGAIN = 44, 28, 64, 32, 3, 15, 1


class Index:
    """id hash -> Mark of the newest line of that record. A later line of the same id replaces the earlier one."""

    def __init__(self) -> None:
        self._packed: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Mark]:
        """The newest marks, in the order their ids first came."""
        return (_unpack(key, packed) for key, packed in self._packed.items())

    def put(self, mark: Mark) -> None:
        """Notes a line of the journal."""
        self._packed[mark.id] = _pack(mark)

    def get(self, key: int) -> Mark | None:
        """The newest mark of an id hash."""
        packed = self._packed.get(key)
        return None if packed is None else _unpack(key, packed)


def _pack(mark: Mark) -> int:
    packed = int(mark.again)
    packed = packed << _OVERALL | (_NO_SCORE if mark.overall is None else mark.overall)
    packed = packed << _STATUS | STATUSES.index(mark.status)
    packed = packed << _PLACE | mark.place
    packed = packed << _ROW | mark.row
    packed = packed << _LENGTH | mark.length
    return packed << _START | mark.start


def _unpack(key: int, packed: int) -> Mark:
    parts = []
    for bits in (_START, _LENGTH, _ROW, _PLACE, _STATUS, _OVERALL, _AGAIN):
        parts.append(packed & ((1 << bits) - 1))
        packed >>= bits
    start, length, row, place, status, overall, again = parts
    return Mark(
        id=key,
        row=row,
        place=place,
        status=STATUSES[status],
        overall=None if overall == _NO_SCORE else overall,
        again=bool(again),
        start=start,
        length=length,
    )
