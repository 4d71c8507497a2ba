"""The state of one output while a run works on it: lock, journal, what is reusable, what is still to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from mtnlg_cli.domain import CopyRecord
from mtnlg_cli.errors import StateConflict
from mtnlg_cli.records.codec import decode_json, encode_json, record_from_json
from mtnlg_cli.records.files import file_sha256, keep_copy, remove_files, replace_file
from mtnlg_cli.records.index import Index
from mtnlg_cli.records.journal import Journal, Mark, hash_bits, record_line, settings_line
from mtnlg_cli.records.lock import hold_lock
from mtnlg_cli.records.manifest import stated_manifest
from mtnlg_cli.records.paths import StatePaths
from mtnlg_cli.records.recover import Recovered, recover_journal
from mtnlg_cli.records.settings import SettingChange, count_reusable, setting_changes

_KEY_BYTES = 16


class RunState:
    """An output that is locked and recovered. Only ids, hashes and offsets are in memory."""

    def __init__(self, paths: StatePaths, *, journal: Journal, index: Index, notes: Iterable[str]) -> None:
        self.paths = paths
        self.notes = list(notes)
        self.num_recovered = len(index)
        self.num_appended = 0
        self._journal = journal
        self._index = index
        self._order = bytearray()

    @property
    def num_planned(self) -> int:
        """How many records the outputs will have, so far."""
        return len(self._order) // _KEY_BYTES

    def plan(self, record_id: str, *, row_sha256: str) -> Mark | None:
        """Adds a record to the outputs; call it once a record, in input order.

        Returns the mark of a finished record made from the same facts, and None when it is to be made: it is new,
        its row has changed, or it failed in a way that deserves another try. A mark of `is_moved` needs `move`.
        """
        key, row = _hashes(record_id, row_sha256)
        self._order += key.to_bytes(_KEY_BYTES, "big")
        mark = self._index.get(key)
        return mark if mark is not None and mark.row == row and not mark.again else None

    def is_moved(self, mark: Mark, *, source: dict[str, Any]) -> bool:
        """Whether the row of a finished record stands at another place of the catalog now."""
        return mark.place != _place(source)

    def moved_line(self, mark: Mark, *, source: dict[str, Any]) -> bytes:
        """The journal line of a finished record with its new place; nothing else in it changes."""
        data = decode_json(self.read(mark))
        data["source"] = source
        return record_line(record_from_json(data), row=mark.row, place=_place(source), again=mark.again)

    def new_line(self, record: CopyRecord, *, row_sha256: str, again: bool = False) -> bytes:
        """The journal line of a record; `again` when a later run should try once more."""
        _, row = _hashes(record.id, row_sha256)
        return record_line(record, row=row, place=_place(record.source), again=again)

    def append(self, lines: list[bytes]) -> list[Mark]:
        """Makes a batch of lines durable. Raises EnvironmentStop; the journal stays valid."""
        if not lines:
            return []
        if self.num_appended == 0:
            self.withdraw_manifest()
        marks = self._journal.append(lines)
        for mark in marks:
            self._index.put(mark)
        self.num_appended += len(marks)
        return marks

    def withdraw_manifest(self) -> None:
        """Removes the manifest: it says "complete", and from here to the end of the run that is not true.

        Outputs that somebody changed since they were written are kept under another name as well.
        """
        manifest = stated_manifest(self.paths)
        output = self.paths.output
        found = file_sha256(output) if manifest is not None else None
        if manifest is not None and found is not None and found != manifest.hashes.get("outputs"):
            aside = self.paths.aside("changed", output.suffix)
            keep_copy(output, aside)
            self.notes.append(f"{output.name} had been changed by hand; that file is kept as {aside.name}")
        remove_files(self.paths.manifest)

    def read(self, mark: Mark) -> bytes:
        """The record's line as it will stand in the outputs, without the line feed."""
        return self._journal.read(mark.start, mark.length)

    def planned(self) -> Iterator[Mark]:
        """The marks of the planned records, in input order; every one must have been made."""
        view = memoryview(bytes(self._order))
        for start in range(0, len(view), _KEY_BYTES):
            mark = self._index.get(int.from_bytes(view[start : start + _KEY_BYTES], "big"))
            if mark is None:
                raise LookupError("a planned record was never made")
            yield mark


def _hashes(record_id: str, row_sha256: str) -> tuple[int, int]:
    return hash_bits(record_id, bits=128), hash_bits(row_sha256, bits=64)


def _place(source: dict[str, Any]) -> int:
    return hash_bits(encode_json(source).decode("utf-8"), bits=32)


@contextlib.contextmanager
def open_state(paths: StatePaths, *, settings: dict[str, Any], new_run: bool = False) -> Iterator[RunState]:
    """Locks an output, recovers its journal and compares the settings.

    Raises StateConflict when another run holds the lock, when the output was written by another tool, when
    the journal is damaged in the middle, or when it belongs to other settings and `new_run` is off;
    EnvironmentStop when the disk refuses. With `new_run` a finished or different journal is set aside, never deleted;
    an unfinished one of the same settings goes on, so that a killed `--new-run` can be repeated as it was typed.
    """
    with hold_lock(paths.lock):
        remove_files(*paths.temporaries())
        if not paths.journal.exists():
            _refuse_foreign_output(paths)
            _start_journal(paths, settings=settings)
        journal = Journal(paths.journal)
        try:
            recovered = _recover(paths, journal, settings=settings, new_run=new_run)
            if recovered is None:
                journal.close()
                journal = Journal(paths.journal)
                recovered = Recovered()
            yield RunState(paths, journal=journal, index=recovered.index, notes=recovered.notes)
        finally:
            journal.close()


def _recover(paths: StatePaths, journal: Journal, *, settings: dict[str, Any], new_run: bool) -> Recovered | None:
    """The usable content of the journal, or None after a new journal took its place."""
    try:
        recovered = recover_journal(paths, journal)
    except StateConflict:
        if not new_run:
            raise
        _set_aside(paths, settings=settings)
        return None
    changes = setting_changes(recovered.settings or {}, settings)
    if changes and len(recovered.index) == 0:
        _start_journal(paths, settings=settings)
        return None
    if changes and not new_run:
        raise _other_settings(paths, changes, journal=journal, recovered=recovered, settings=settings)
    if changes or (new_run and paths.manifest.exists()):
        _set_aside(paths, settings=settings)
        return None
    if len(recovered.index) and not paths.manifest.exists():
        recovered.notes.append(f"an earlier run stopped after {len(recovered.index):,} records; going on from there")
    return recovered


def _refuse_foreign_output(paths: StatePaths) -> None:
    if paths.output.exists():
        raise StateConflict(
            "the output exists, but no journal of mkt stands beside it: another tool wrote it",
            where=str(paths.output),
            fix="give another name with -o, or move that file away",
        )


def _start_journal(paths: StatePaths, *, settings: dict[str, Any]) -> None:
    line = settings_line(settings)

    def write(stream: BinaryIO) -> None:
        stream.write(line)

    replace_file(paths.journal, paths.temporary_journal, write)


def _set_aside(paths: StatePaths, *, settings: dict[str, Any]) -> None:
    """Keeps the journal under another name and puts a new one in its place, with a journal there at every moment."""
    aside = paths.aside("journal", ".jsonl")
    keep_copy(paths.journal, aside)
    _start_journal(paths, settings=settings)
    remove_files(paths.manifest)


def _other_settings(
    paths: StatePaths,
    changes: list[SettingChange],
    *,
    journal: Journal,
    recovered: Recovered,
    settings: dict[str, Any],
) -> StateConflict:
    ids = (decode_json(journal.read(mark.start, mark.length))["id"] for mark in recovered.index)
    reusable = count_reusable(changes, ids, channels=list(settings.get("channels", ())))
    return StateConflict(
        "the saved state belongs to other settings:\n" + "\n".join(f"    {change}" for change in changes),
        where=f"{paths.journal} ({len(recovered.index):,} finished records, {reusable:,} of them reusable)",
        fix="give the old settings again, another -o, or --new-run to start anew (the old journal is kept)",
    )
