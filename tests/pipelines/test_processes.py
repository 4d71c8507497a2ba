"""Real processes: kill -9, signals, two runs at once, a full disk, a closed pipe."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

import pytest

from mtnlg_cli.pipelines.verify_outputs import verify_outputs
from mtnlg_cli.records.recover import scan_journal
from tests.benchmarks.kill_resume import PHASES, Totals, trial, undisturbed
from tests.pipelines.jobs import TEMPLATE, make_row, read_records, write_catalog

ROOT = Path(__file__).resolve().parents[2]


def start(
    catalog: Path, *flags: str, delay_ms: int = 0, limit: int | None = None, stderr: int | TextIO = subprocess.PIPE
) -> subprocess.Popen[str]:
    """`mkt generate` on the fake engine; with a limit, no file of it may grow beyond so many KiB."""
    command = [
        sys.executable,
        "-m",
        "mtnlg_cli",
        "generate",
        str(catalog),
        "-o",
        str(catalog.with_name("outputs.jsonl")),
    ]
    command += ["--engine", "fake", "--candidates", "1", "--template", str(TEMPLATE), *flags]
    if limit is not None:
        command = ["bash", "-c", 'ulimit -f "$0"; exec "$@"', str(limit), *command]

    return subprocess.Popen(
        command,
        cwd=catalog.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MKT_FAKE_DELAY_MS": str(delay_ms), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def wait_for_records(catalog: Path, number: int, process: subprocess.Popen[str]) -> None:
    """Waits until the journal holds so many records."""
    journal = catalog.with_name(".outputs.journal.jsonl")
    for _ in range(1200):
        if journal.exists() and journal.read_bytes().count(b"\n") > number:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.025)
    raise AssertionError("the job wrote nothing")


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return write_catalog(tmp_path / "products.csv", [make_row(i) for i in range(80)])


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    num_rows, totals = 8, Totals()
    reference = undisturbed(tmp_path / "reference", num_rows)
    for number in range(12):
        phase = PHASES[number % len(PHASES)]
        draw = random.Random(number)
        trial(tmp_path / str(number), phase=phase, draw=draw, num_rows=num_rows, reference=reference, totals=totals)
    assert totals.kills >= 8
    assert (totals.lost, totals.duplicated, totals.different) == (0, 0, 0)
    assert totals.worst_redone <= 4


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_run_cleanly_and_the_same_command_goes_on(catalog: Path, signum: signal.Signals) -> None:
    process = start(catalog, delay_ms=60)
    wait_for_records(catalog, 32, process)
    time.sleep(0.3)
    sent = time.monotonic()
    process.send_signal(signum)
    code, _, err = finish(process)
    assert time.monotonic() - sent < 5
    assert code == 128 + signum
    assert "records are final and kept" in err
    assert f"to go on: mkt generate {catalog}" in err
    assert "Traceback" not in err
    kept = len(scan_journal(catalog.with_name(".outputs.journal.jsonl")).index)
    assert kept >= 32
    assert not catalog.with_name("outputs.jsonl").exists()
    code, out, err = finish(start(catalog, "--json"))
    assert code == 0, err
    assert json.loads(out)["reused"] == kept
    assert verify_outputs(catalog.with_name("outputs.jsonl")).problems == []


def test_second_run_is_turned_away_within_a_second_and_names_the_holder(catalog: Path) -> None:
    first = start(catalog, delay_ms=60)
    wait_for_records(catalog, 32, first)
    code, _, err = finish(start(catalog))
    assert code == 75
    assert f"pid {first.pid} on " in err
    assert ", started 20" in err
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    code, _, err = finish(start(catalog))
    assert code == 0, err
    assert "an earlier run stopped after " in err


def test_two_runs_at_once_one_works(catalog: Path) -> None:
    pair = [start(catalog, delay_ms=20) for _ in range(2)]
    codes = sorted(finish(process)[0] for process in pair)
    assert codes == [0, 75]
    assert len(read_records(catalog.with_name("outputs.jsonl"))) == 80
    assert verify_outputs(catalog.with_name("outputs.jsonl")).problems == []


def test_full_disk_stops_with_3_and_the_same_command_goes_on(catalog: Path) -> None:
    journal = catalog.with_name(".outputs.journal.jsonl")
    kept = [0]
    for limit in (0, 1, 40, 70):
        code, _, err = finish(start(catalog, limit=limit))
        assert code == 3, err
        assert "File too large" in err
        assert "Traceback" not in err
        if journal.exists():
            kept.append(len(scan_journal(journal).index))
    assert kept == sorted(kept)
    assert kept[-1] > 32
    assert kept[-1] % 32 != 0, "whole lines of a batch that did not fit are kept too"
    code, _, err = finish(start(catalog))
    assert code == 0, err
    assert verify_outputs(catalog.with_name("outputs.jsonl")).problems == []


def test_a_log_that_is_full_does_not_stop_the_run(catalog: Path) -> None:
    with Path("/dev/full").open("w") as full:
        code, out, _ = finish(start(catalog, "--json", stderr=full))
    assert code == 0
    assert json.loads(out)["counts"]["accepted"] == 80
    assert verify_outputs(catalog.with_name("outputs.jsonl")).problems == []
