"""A death or a disk fault at every single system call of the writer, and again while it recovers."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.records.paths import StatePaths, state_paths
from mtnlg_cli.records.recover import scan_journal
from mtnlg_cli.records.verify import verify_output
from tests.records.test_state import SETTINGS, ids, run

CALLS = ("open", "write", "fdatasync", "fsync", "ftruncate", "replace", "link", "unlink")
FIRST = [("A", "red"), ("B", "blue"), ("C", "green")]
SECOND = [("D", "black"), ("A", "red"), ("B", "BLUE")]
OTHER = {**SETTINGS, "seed": 1}


class Countdown:
    """Lets the first calls through, then strikes once."""

    def __init__(self, at: int, strike: Callable[[str, tuple[Any, ...]], None]) -> None:
        self.left = at
        self.calls = 0
        self._strike = strike

    def wrap(self, name: str, function: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            self.left -= 1
            if self.left == 0 and before:
                self._strike(name, args)
            result = function(*args, **kwargs)
            if self.left == 0 and not before:
                self._strike(name, args)
            return result

        return counted

    def install(self, *, before: bool) -> None:
        for name in CALLS:
            setattr(os, name, self.wrap(name, getattr(os, name), before=before))


def die(name: str, args: tuple[Any, ...]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_child(job: Callable[[], object]) -> bool:
    """Runs the job in a process of its own; whether it came to its end."""
    pid = os.fork()
    if pid == 0:
        try:
            job()
        except BaseException:  # noqa: BLE001  (the child must never return into pytest)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the job failed instead of being killed"
    return os.WIFEXITED(status)


def killed_at(number: int, job: Callable[[], object], *, before: bool) -> bool:
    """Runs the job and kills it around its n-th system call; True when it had fewer."""

    def doomed() -> None:
        Countdown(number, die).install(before=before)
        job()

    return in_child(doomed)


def scenarios() -> dict[str, Callable[[StatePaths], object]]:
    return {
        "first run": lambda paths: run(paths, FIRST),
        "changed catalog": lambda paths: run(paths, SECOND),
        "new run": lambda paths: run(paths, FIRST, settings=OTHER, new=True),
    }


def prepare(folder: Path, scenario: str) -> StatePaths:
    folder.mkdir()
    paths = state_paths(folder / "outputs.jsonl")
    if scenario != "first run":
        run(paths, FIRST)
    return paths


@pytest.mark.parametrize("scenario", scenarios())
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_kill_at_every_call_and_at_every_call_of_the_recovery(tmp_path: Path, scenario: str, before: bool) -> None:
    job = scenarios()[scenario]
    clean = prepare(tmp_path / "clean", scenario)
    job(clean)
    expected = clean.output.read_bytes()
    first, num_kills = 0, 0
    while True:
        first += 1
        single = prepare(tmp_path / f"{first}", scenario)
        if killed_at(first, lambda p=single: job(p), before=before):  # type: ignore[misc]
            break
        for second in (2, 9):
            num_kills += 1
            if killed_at(second, lambda p=single: job(p), before=before):  # type: ignore[misc]
                break
        job(single)
        assert single.output.read_bytes() == expected
        assert verify_output(single.output).problems == []
        assert not [path for path in single.folder.iterdir() if path.name.endswith(".tmp")]
    assert first > 15
    assert num_kills >= first


@pytest.mark.parametrize("scenario", scenarios())
@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_disk_fault_at_every_call(tmp_path: Path, scenario: str, fault: int, monkeypatch: pytest.MonkeyPatch) -> None:
    job = scenarios()[scenario]
    clean = prepare(tmp_path / "clean", scenario)
    job(clean)

    def fail(name: str, args: tuple[Any, ...]) -> None:
        if name == "write" and len(args[1]) > 40:
            original(args[0], bytes(args[1])[: len(args[1]) // 2])
        raise OSError(fault, os.strerror(fault), "disk")

    original = os.write
    number, stops = 0, 0
    while True:
        number += 1
        paths = prepare(tmp_path / f"{number}", scenario)
        countdown = Countdown(number, fail)
        with monkeypatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, countdown.wrap(name, getattr(os, name), before=True))
            try:
                job(paths)
            except EnvironmentStop as stop:
                stops += 1
                assert stop.exit_code == 3
                assert os.strerror(fault) in str(stop)
        if countdown.left > 0:
            break
        if paths.journal.exists():
            scan_journal(paths.journal)
        job(paths)
        assert paths.output.read_bytes() == clean.output.read_bytes()
        assert verify_output(paths.output).problems == []
    assert stops > 10


def test_finished_lines_survive_a_full_disk(tmp_path: Path) -> None:
    import resource

    paths = state_paths(tmp_path / "outputs.jsonl")
    rows = [(f"P{i}", f"row{i}") for i in range(40)]
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    stops = 0
    for limit in range(0, 36_000, 1_500):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            run(paths, rows)
        except EnvironmentStop as stop:
            stops += 1
            assert "bytes free" in str(stop)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        if paths.journal.exists():
            before = len(scan_journal(paths.journal).index)
            assert before <= len(rows)
    assert stops > 15
    run(paths, rows)
    assert ids(paths) == [product_id for product_id, _ in rows]
    assert verify_output(paths.output).problems == []
