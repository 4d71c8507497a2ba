"""Is an output what it claims to be? The job behind `mkt verify`."""

from __future__ import annotations

from pathlib import Path

from mtnlg_cli.records.verify import Verification, verify_output

__all__ = ["Verification", "verify_outputs"]


def verify_outputs(path: Path) -> Verification:
    """Checks counts, ids, order, checksums, spans and schema of an output against its manifest and journal.

    Nothing is changed, and no lock is taken: a running job looks unfinished, not damaged.
    Raises MktError when there is no such file, EnvironmentStop when it cannot be read.
    """
    return verify_output(path)
