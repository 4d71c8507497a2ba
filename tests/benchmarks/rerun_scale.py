"""A finished job of many rows, run again: seconds, peak memory and model calls of the second run.

    python -m tests.benchmarks.rerun_scale --rows 100000

The journal is filled with made-up records through the real planning and writing code, without reviewing each of
them; what is measured is `mkt generate` on top of that, `mkt verify`, and a run after one row has changed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from mtnlg_cli.domain import Candidate
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.pipelines.judge import Verdict
from mtnlg_cli.pipelines.prepare_copy import Job, prepare_job
from mtnlg_cli.pipelines.write_records import Draft, Judged, record_of
from mtnlg_cli.records.paths import state_paths
from mtnlg_cli.records.state import open_state
from tests.pipelines.jobs import HEADERS, TEMPLATE, make_job, make_row, write_catalog

ROOT = Path(__file__).resolve().parents[2]
_TEXT = "A bottle for the trail. " * 12


def fill_journal(job: Job) -> None:
    """Writes a record for every row."""
    verdict = Verdict(status="accepted", findings=(), scores={"fluency": 0.9, "overall": 0.9}, score_notes={})
    judged = Judged(candidate=Candidate(fields={"description": (_TEXT,)}, language="en"), attempt=0, verdict=verdict)
    with open_state(state_paths(job.config.output), settings=job.settings) as state:
        lines: list[bytes] = []
        for task in job.tasks():
            state.plan(task.record_id, row_sha256=task.row_sha256)
            record = record_of(job, Draft(task, judged=[judged], attempts=1))
            lines.append(state.new_line(record, row_sha256=task.row_sha256))
            if len(lines) == 5_000:
                state.append(lines)
                lines.clear()
        state.append(lines)


def prepare(folder: Path, num_rows: int) -> None:
    """A catalog and a journal that holds a record for each of its rows, but no outputs yet."""
    catalog = write_catalog(folder / "products.csv", (make_row(number) for number in range(num_rows)))
    fill_journal(prepare_job(make_job(catalog, sampling=SamplingConfig(candidates=2))))


def change_catalog(folder: Path, num_rows: int) -> None:
    """The same catalog with another color in its first row."""
    rows = (make_row(number) for number in range(1, num_rows))
    first = ["orange" if header == "color" else cell for header, cell in zip(HEADERS, make_row(0), strict=True)]
    write_catalog(folder / "products.csv", chain([first], rows))


def in_child(job: Callable[[], None]) -> None:
    """Runs the job in a forked process: the peak memory of a later child would start from this one's."""
    pid = os.fork()
    if pid == 0:
        job()
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("the catalog or the journal could not be made")


def measure(*arguments: str, folder: Path) -> tuple[float, float, int]:
    """Wall seconds, peak resident MB and exit code of one command."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "mtnlg_cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    return time.monotonic() - started, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_child(lambda: prepare(folder, given.rows))
        command = ("generate", "products.csv", "--engine", "fake", "--template", str(TEMPLATE), "--candidates", "2")
        for what, arguments in (
            ("finish after a kill", command),
            ("second run", command),
            ("verify", ("verify",)),
            ("one row changed", command),
        ):
            if what == "one row changed":
                in_child(lambda: change_catalog(folder, given.rows))
            seconds, peak, code = measure(*arguments, folder=folder)
            sys.stdout.write(f"{given.rows:>9,} rows  {what:<20} {seconds:8.1f} s  {peak:7.0f} MB  exit {code}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
