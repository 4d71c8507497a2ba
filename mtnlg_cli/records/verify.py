"""Is an output what it claims to be? Counts, ids, order, checksums, spans and schema, from the files alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import Counts, RunManifest
from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.records.codec import decode_json, schema_problems
from mtnlg_cli.records.files import disk_errors
from mtnlg_cli.records.journal import Journal, hash_bits
from mtnlg_cli.records.manifest import read_manifest
from mtnlg_cli.records.paths import StatePaths, state_paths
from mtnlg_cli.records.recover import Recovered, scan_journal

_MAX_PROBLEMS = 1_000


@dataclass(slots=True)
class Verification:
    """`problems` are faults, each with file and line (the first 1,000; `num_problems` counts all); `notes` are not."""

    num_records: int = 0
    counts: Counts = field(default_factory=Counts)
    num_problems: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, where: str, what: str) -> None:
        """Notes a fault."""
        self.num_problems += 1
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(f"{where}: {what}")


def verify_output(path: Path) -> Verification:
    """Checks an output against its manifest and journal.

    Raises MktError when the file is missing, EnvironmentStop when it cannot be read.
    """
    if not path.is_file():
        raise MktError("there is no such file", where=str(path), fix="give the outputs.jsonl of mkt generate")
    paths = state_paths(path)
    result = Verification()
    journal = _scan(paths, result)
    digest = hashlib.sha256()
    statuses: Counter[str] = Counter()
    reader = Journal(paths.journal) if journal is not None else None
    try:
        seen = _Seen(journal, reader)
        for number, line in _lines(paths.output):
            digest.update(line)
            result.num_records += 1
            _check_line(line, where=f"{path.name}:{number}", seen=seen, statuses=statuses, result=result)
    finally:
        if reader is not None:
            reader.close()
    manifest = _manifest(paths, result)
    skipped = manifest.counts.skipped if manifest is not None else 0
    result.counts = Counts(**statuses, skipped=skipped)
    if manifest is not None:
        _compare(manifest, sha256=digest.hexdigest(), paths=paths, result=result)
    return result


class _Seen:
    """What was met so far: id hashes, and the line of the catalog the last record came from."""

    def __init__(self, journal: Recovered | None, reader: Journal | None) -> None:
        self.ids: set[int] = set()
        self.place: tuple[str, int] = ("", 0)
        self.journal = journal
        self.reader = reader


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with disk_errors(path), path.open("rb", buffering=1 << 20) as stream:
        yield from enumerate(stream, 1)


def _check_line(line: bytes, *, where: str, seen: _Seen, statuses: Counter[str], result: Verification) -> None:
    if not line.endswith(b"\n"):
        result.fault(where, "the last line has no line feed: the file is cut off")
    try:
        data = decode_json(line.rstrip(b"\n"))
    except ValueError as error:
        result.fault(where, f"not a JSON line: {error}")
        return
    problems = schema_problems(data)
    for problem in problems:
        result.fault(where, problem)
    if problems:
        return
    statuses[data["status"]] += 1
    key = hash_bits(data["id"], bits=128)
    if key in seen.ids:
        result.fault(where, f"a second record with the id {data['id']}")
    seen.ids.add(key)
    _check_order(data["source"], where=where, seen=seen, result=result)
    _check_journal(line, key=key, where=where, seen=seen, result=result)


def _check_order(source: dict[str, Any], *, where: str, seen: _Seen, result: Verification) -> None:
    line = source.get("line")
    if not isinstance(line, int):
        return
    place = (str(source.get("file", "")), line)
    if place[0] == seen.place[0] and place[1] < seen.place[1]:
        result.fault(where, f"out of order: catalog line {line} after line {seen.place[1]}")
    seen.place = place


def _check_journal(line: bytes, *, key: int, where: str, seen: _Seen, result: Verification) -> None:
    if seen.journal is None or seen.reader is None:
        return
    mark = seen.journal.index.get(key)
    if mark is None:
        result.fault(where, "the journal has no such record")
    elif seen.reader.read(mark.start, mark.length) != line.rstrip(b"\n"):
        result.fault(where, "the record differs from the journal")


def _scan(paths: StatePaths, result: Verification) -> Recovered | None:
    if not paths.journal.exists():
        result.notes.append(f"no journal {paths.journal.name} beside it: not compared with the journal")
        return None
    try:
        journal = scan_journal(paths.journal)
    except StateConflict as error:
        result.fault(str(error.where), error.what)
        return None
    torn = paths.journal.stat().st_size - journal.good_size
    if torn:
        result.notes.append(f"the journal ends with {torn:,} torn bytes; the next mkt generate mends that")
    return journal


def _manifest(paths: StatePaths, result: Verification) -> RunManifest | None:
    try:
        manifest = read_manifest(paths.manifest)
    except MktError as error:
        result.fault(paths.manifest.name, error.what)
        return None
    if manifest is None:
        result.fault(paths.manifest.name, "there is no manifest: the run did not finish")
    return manifest


def _compare(manifest: RunManifest, *, sha256: str, paths: StatePaths, result: Verification) -> None:
    name = paths.manifest.name
    if manifest.hashes.get("outputs") != sha256:
        result.fault(
            name, f"the outputs have another checksum: {sha256}, written were {manifest.hashes.get('outputs')}"
        )
    for status in ("accepted", "flagged", "rejected", "failed"):
        stated, found = getattr(manifest.counts, status), getattr(result.counts, status)
        if stated != found:
            result.fault(name, f"{status}: {stated} stated, {found} found")
    if manifest.counts.input != result.num_records + manifest.counts.skipped:
        result.fault(name, f"input {manifest.counts.input} is not {result.num_records} records + skipped")
