"""What is kept in memory of a journal: about 55 bytes a record, so that a million records fit in 60 MB."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from mtnlg_cli.domain.record import STATUSES
from mtnlg_cli.records.journal import Mark

_EMPTY = 0xFFFFFFFF
_HALF = (1 << 64) - 1
_NO_SCORE = (1 << 15) - 1


class Index:
    """id hash -> Mark of the newest line of that record. A later line of the same id replaces the earlier one.

    A hash table with open addressing: `_slots` holds entry numbers, the other arrays hold one field of every entry.
    A dict of the same would take four times the memory. The ids are hashes already, so their low bits are the slot.
    """

    def __init__(self) -> None:
        self._slots = array("I", [_EMPTY]) * 1024
        self._low, self._high, self._row, self._start = (array("Q") for _ in range(4))
        self._place, self._length, self._flags = (array("I") for _ in range(3))

    def __len__(self) -> int:
        return len(self._low)

    def __iter__(self) -> Iterator[Mark]:
        """The newest marks, in the order their ids first came."""
        return (self._mark(entry) for entry in range(len(self)))

    def put(self, mark: Mark) -> None:
        """Notes a line of the journal."""
        slot = self._slot(mark.id)
        entry = self._slots[slot]
        values = (mark.row, mark.start, mark.place, mark.length, _flags(mark))
        columns = (self._row, self._start, self._place, self._length, self._flags)
        if entry != _EMPTY:
            for column, value in zip(columns, values, strict=True):
                column[entry] = value
            return
        self._slots[slot] = len(self)
        self._low.append(mark.id & _HALF)
        self._high.append(mark.id >> 64)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
        if 2 * len(self) > len(self._slots):
            self._grow()

    def get(self, key: int) -> Mark | None:
        """The newest mark of an id hash."""
        entry = self._slots[self._slot(key)]
        return None if entry == _EMPTY else self._mark(entry)

    def _slot(self, key: int) -> int:
        """The slot that holds the key, or the empty one it belongs in."""
        slots, mask = self._slots, len(self._slots) - 1
        low, high = key & _HALF, key >> 64
        slot = key & mask
        while (entry := slots[slot]) != _EMPTY and (self._low[entry] != low or self._high[entry] != high):
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        slots = array("I", [_EMPTY]) * (2 * len(self._slots))
        mask = len(slots) - 1
        for entry, low in enumerate(self._low):
            slot = low & mask
            while slots[slot] != _EMPTY:
                slot = (slot + 1) & mask
            slots[slot] = entry
        self._slots = slots

    def _mark(self, entry: int) -> Mark:
        flags = self._flags[entry]
        overall = flags >> 3 & _NO_SCORE
        return Mark(
            id=self._high[entry] << 64 | self._low[entry],
            row=self._row[entry],
            place=self._place[entry],
            status=STATUSES[flags >> 1 & 3],
            overall=None if overall == _NO_SCORE else overall,
            again=bool(flags & 1),
            start=self._start[entry],
            length=self._length[entry],
        )


def _flags(mark: Mark) -> int:
    overall = _NO_SCORE if mark.overall is None else mark.overall
    return overall << 3 | STATUSES.index(mark.status) << 1 | int(mark.again)
