from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtnlg_cli.errors import EnvironmentStop, StateConflict
from mtnlg_cli.records.lock import hold_lock, refuse_if_held

HOLDER = """
import sys, time
from pathlib import Path
from mtnlg_cli.records.lock import hold_lock
from mtnlg_cli.errors import StateConflict
try:
    with hold_lock(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(float(sys.argv[2]))
except StateConflict as conflict:
    print(conflict.what, flush=True)
    sys.exit(conflict.exit_code)
"""


def start(path: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", HOLDER, str(path), str(seconds)], stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_second_holder_is_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with start(path, 60) as holder:
        assert said(holder) == "held\n"
        began = time.monotonic()
        with pytest.raises(StateConflict) as conflict, hold_lock(path):
            pass
        assert time.monotonic() - began < 1
        message = str(conflict.value)
        assert f"pid {holder.pid} on {socket.gethostname()}, started 20" in message
        holder.kill()


def test_probe_finds_a_holder_and_creates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    refuse_if_held(path)
    assert not path.exists()
    with start(path, 60) as holder:
        assert said(holder) == "held\n"
        with pytest.raises(StateConflict, match=f"pid {holder.pid}"):
            refuse_if_held(path)
        holder.kill()
    refuse_if_held(path)


def test_kill_9_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    for _ in range(5):
        with start(path, 60) as holder:
            assert said(holder) == "held\n"
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait()
        with hold_lock(path):
            pass


def test_simultaneous_starts_one_works(tmp_path: Path) -> None:
    for number in range(6):
        pair = [start(tmp_path / f"lock{number}", 1.5) for _ in range(2)]
        outcomes = sorted((process.wait(), said(process)) for process in pair)
        for process in pair:
            process.communicate()
        assert [code for code, _ in outcomes] == [0, 75]
        assert "another run is writing this output" in outcomes[1][1]


def test_planted_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep")
    (tmp_path / "lock").symlink_to(target)
    with pytest.raises(EnvironmentStop), hold_lock(tmp_path / "lock"):
        pass
    assert target.read_text() == "keep"
