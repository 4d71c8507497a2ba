"""outputs.jsonl from the journal: one record an id, in input order, whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from mtnlg_cli.domain import Counts, RunManifest
from mtnlg_cli.records.codec import decode_json
from mtnlg_cli.records.figures import RunFigures
from mtnlg_cli.records.files import file_sha256, replace_file
from mtnlg_cli.records.manifest import stated_manifest
from mtnlg_cli.records.state import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Materialised:
    """What was written: hash of the outputs, counts by status, figures of the run."""

    sha256: str
    counts: Counts
    figures: dict[str, Any]


def materialise(state: RunState, *, num_skipped: int) -> Materialised:
    """Writes the outputs from the journal by temporary file, fsync, rename and fsync of the folder.

    Raises EnvironmentStop.
    """
    state.withdraw_manifest()
    figures = RunFigures()
    digest = hashlib.sha256()

    def write(stream: BinaryIO) -> None:
        for mark in state.planned():
            line = state.read(mark)
            figures.add(decode_json(line))
            digest.update(line + b"\n")
            stream.write(line + b"\n")

    replace_file(state.paths.output, state.paths.temporary_output, write)
    counts = Counts(**figures.statuses, skipped=num_skipped)
    return Materialised(sha256=digest.hexdigest(), counts=counts, figures=figures.summary())


def finished_manifest(state: RunState, *, hashes: dict[str, str]) -> RunManifest | None:
    """The manifest on disk when it and the outputs are already what this run would write; None otherwise.

    `hashes` are those of this run, without the one of the outputs, which is taken from the disk.
    """
    if state.num_appended:
        return None
    manifest = stated_manifest(state.paths)
    if manifest is None or {**manifest.hashes, **hashes} != manifest.hashes:
        return None
    return manifest if file_sha256(state.paths.output) == manifest.hashes.get("outputs") else None
