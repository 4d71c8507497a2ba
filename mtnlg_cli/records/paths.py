"""Where a run keeps its files: everything lies beside the output and is named after it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.errors import MktError


@dataclass(frozen=True, slots=True)
class StatePaths:
    """The files of one output: for `outputs.jsonl`, `outputs.run.json` and the hidden `.outputs.*`."""

    output: Path

    @property
    def folder(self) -> Path:
        return self.output.parent

    @property
    def manifest(self) -> Path:
        return self.output.with_name(f"{self.output.stem}.run.json")

    @property
    def journal(self) -> Path:
        return self._hidden("journal.jsonl")

    @property
    def lock(self) -> Path:
        return self._hidden("lock")

    @property
    def temporary_output(self) -> Path:
        return self._hidden("output.tmp")

    @property
    def temporary_manifest(self) -> Path:
        return self._hidden("manifest.tmp")

    @property
    def temporary_journal(self) -> Path:
        return self._hidden("journal.tmp")

    def temporaries(self) -> tuple[Path, ...]:
        """Files that only a killed run leaves behind; each is safe to remove while the lock is held."""
        return (self.temporary_output, self.temporary_manifest, self.temporary_journal)

    def aside(self, what: str, suffix: str = "") -> Path:
        """A free name such as `.outputs.journal-2.jsonl` for a file that is set aside."""
        number = 1
        while (path := self._hidden(f"{what}-{number}{suffix}")).exists():
            number += 1
        return path

    def _hidden(self, rest: str) -> Path:
        return self.output.with_name(f".{self.output.stem}.{rest}")


def state_paths(output: Path) -> StatePaths:
    """The paths of an output file, symbolic links followed.

    Raises MktError when the folder is missing or the output cannot be a regular file.
    """
    path = Path(os.path.realpath(output))
    if not path.parent.is_dir():
        raise MktError("the folder of the output does not exist", where=str(path.parent), fix=f"mkdir -p {path.parent}")
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise MktError(f"the output is {kind}", where=str(output), fix="give a file name: -o outputs.jsonl")
    if path.name.endswith(".run.json"):
        raise MktError("the name .run.json belongs to the manifest", where=str(output), fix="-o outputs.jsonl")
    return StatePaths(path)
