"""Reading a journal back after any kind of end: whole lines count, a torn end is set aside, damage inside stops."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import StateConflict
from mtnlg_cli.records.files import disk_errors, sync_folder, write_all
from mtnlg_cli.records.index import Index
from mtnlg_cli.records.journal import Journal, Mark, parse_line
from mtnlg_cli.records.paths import StatePaths


@dataclass(slots=True)
class Recovered:
    """What a journal holds. `settings` is None when not even its first line is whole; `notes` tell what was mended."""

    settings: dict[str, Any] | None = None
    index: Index = field(default_factory=Index)
    notes: list[str] = field(default_factory=list)
    good_size: int = 0


def read_journal(path: Path) -> Iterator[tuple[int, Mark | dict[str, Any] | None, int]]:
    """(line number, content or None for a damaged line, end offset) of every line. Raises EnvironmentStop."""
    offset = 0
    with disk_errors(path), path.open("rb", buffering=1 << 20) as stream:
        for number, line in enumerate(stream, 1):
            content = parse_line(line, offset=offset)
            offset += len(line)
            # The first line, and no other, holds the settings.
            yield number, content if isinstance(content, dict) == (number == 1) else None, offset


def scan_journal(path: Path) -> Recovered:
    """Reads the whole journal without changing it.

    Raises StateConflict naming file and line when a damaged line is followed by a whole one: records could be
    missing there, and nothing is ever skipped silently.
    """
    recovered = Recovered()
    damaged: int | None = None
    for number, content, end in read_journal(path):
        if content is None:
            damaged = damaged or number
            continue
        if damaged is not None:
            raise _damaged(path, damaged)
        if isinstance(content, Mark):
            recovered.index.put(content)
        else:
            recovered.settings = content
        recovered.good_size = end
    return recovered


def _damaged(path: Path, line: int) -> StateConflict:
    fix = "restore the file from a backup, or start again with --new-run (the damaged journal is kept)"
    if line > 1:
        fix = f"sed -i {line}d {path} (that record is then made again), or start again with --new-run"
    return StateConflict("the journal is damaged: a line does not match its checksum", where=f"{path}:{line}", fix=fix)


def recover_journal(paths: StatePaths, journal: Journal) -> Recovered:
    """Reads the journal and cuts it after its last whole line; what is cut is saved beside it first.

    Raises StateConflict for damage in the middle, EnvironmentStop when the disk refuses.
    """
    recovered = scan_journal(paths.journal)
    torn = journal.size - recovered.good_size
    if torn:
        aside = paths.aside("torn")
        _save(aside, journal.read(recovered.good_size, torn))
        journal.cut(recovered.good_size)
        recovered.notes.append(
            f"the last journal line was torn: {torn:,} bytes dropped (kept in {aside.name}), its record is done again"
        )
    return recovered


def _save(path: Path, data: bytes) -> None:
    with disk_errors(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(path.parent)
