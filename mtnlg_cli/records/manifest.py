"""The run manifest `outputs.run.json`: written last, so its presence means the outputs are complete."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from mtnlg_cli.domain import Counts, RunManifest
from mtnlg_cli.errors import EnvironmentStop, MktError
from mtnlg_cli.records.codec import decode_json, replace_surrogates
from mtnlg_cli.records.files import disk_errors, replace_file
from mtnlg_cli.records.paths import StatePaths

MANIFEST_SCHEMA = "mkt.run/1"
_COUNTS = ("input", "accepted", "flagged", "rejected", "failed", "skipped")


def write_manifest(manifest: RunManifest, *, paths: StatePaths) -> None:
    """Writes the manifest by temporary file and rename. Raises EnvironmentStop."""
    data = replace_surrogates(manifest_json(manifest))
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)

    def write(stream: BinaryIO) -> None:
        stream.write(text.encode("utf-8") + b"\n")

    replace_file(paths.manifest, paths.temporary_manifest, write)


def manifest_json(manifest: RunManifest) -> dict[str, Any]:
    """The manifest as JSON; `counts.input` is written out beside its summands."""
    data = asdict(manifest)
    counts = {name: getattr(manifest.counts, name) for name in _COUNTS}
    return {"schema": data.pop("schema"), **data, "counts": counts}


def read_manifest(path: Path) -> RunManifest | None:
    """The manifest of a path, None when there is none.

    Raises MktError when it is damaged, of another schema, or its counts do not add up.
    """
    with disk_errors(path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        return _from_json(decode_json(data))
    except (ValueError, KeyError, TypeError) as error:
        fix = "run the same mkt generate command again; it writes the manifest anew"
        raise MktError(f"the manifest is damaged: {error}", where=str(path), fix=fix) from error


def stated_manifest(paths: StatePaths) -> RunManifest | None:
    """The manifest of an output; a damaged one counts as none, because the run writes it anew anyway."""
    try:
        return read_manifest(paths.manifest)
    except EnvironmentStop:
        raise
    except MktError:
        return None


def _from_json(data: dict[str, Any]) -> RunManifest:
    if data["schema"] != MANIFEST_SCHEMA:
        raise ValueError(f"schema is {data['schema']}")
    stated = {name: data["counts"][name] for name in _COUNTS}
    counts = Counts(**{name: stated[name] for name in _COUNTS[1:]})
    if counts.input != stated["input"]:
        raise ValueError(f"input is {stated['input']}, but its parts add up to {counts.input}")
    return RunManifest(
        arguments=data["arguments"],
        counts=counts,
        hashes=data["hashes"],
        timings=data["timings"],
        figures=data["figures"],
        versions=data["versions"],
        skipped=tuple(data["skipped"]),
        notes=tuple(data["notes"]),
        schema=data["schema"],
    )
