"""The one error a user can cause, and where it happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: `line` is the physical line, from 1, and `record` the data record (the header not counted)."""

    path: Path | str
    line: int | None = None
    column: str | None = None
    record: int | None = None
    product_id: str | None = None

    def __str__(self) -> str:
        inside = [
            part
            for part in (
                f"record {self.record}" if self.record is not None else "",
                f'id "{self.product_id}"' if self.product_id else "",
            )
            if part
        ]
        text = str(self.path)
        if self.line is not None:
            text += f": line {self.line}"
        if inside:
            text += f" ({', '.join(inside)})"
        if self.column is not None:
            text += f', column "{self.column}"'
        return text


class MktError(Exception):
    """Something the user can mend: what happened, where, and what to do about it.

    `exit_code` is the process exit code; `cli/exits.py` alone turns it into an exit.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: Location | str | None = None, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        lines = [f"error: {self.what}"]
        if self.where is not None:
            lines.append(f"  where: {self.where}")
        if self.fix is not None:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)


class EnvironmentStop(MktError):
    """The machine stopped the run (disk, memory, model folder); the same command resumes it."""

    exit_code = 3


class StateConflict(MktError):
    """Another run holds the output, or the saved state belongs to other settings."""

    exit_code = 75
