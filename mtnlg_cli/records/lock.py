"""One run an output: a kernel lock, which is gone the moment its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import StateConflict
from mtnlg_cli.records.codec import decode_json, encode_json
from mtnlg_cli.records.files import disk_errors, write_all

_HELD = (errno.EACCES, errno.EAGAIN)
_UNSUPPORTED = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def refuse_if_held(path: Path) -> None:
    """Raises StateConflict when another run holds the lock, without creating anything.

    For the first moment of a run: a second one is turned away before it reads its catalog.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:  # no such run yet, or a fault that taking the lock will report
        return
    try:
        _lock(descriptor, path)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Holds the lock of an output while the block runs.

    Raises StateConflict when another run holds it (naming pid, host and start time) or when the file system
    cannot lock, EnvironmentStop when the lock file cannot be written. The file itself is never removed:
    removing it would let two runs lock two different files of the same name.
    """
    with disk_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        _lock(descriptor, path)
        with disk_errors(path):
            _write_holder(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            raise _held(descriptor, path) from error
        if error.errno in _UNSUPPORTED:
            raise StateConflict(
                f"this file system cannot lock files ({error.strerror}), so two runs could mix their records",
                where=str(path.parent),
                fix="put the output on a local disk with -o",
            ) from error
        raise


def _held(descriptor: int, path: Path) -> StateConflict:
    holder = _read_holder(descriptor)
    who = "pid {pid} on {host}, started {started}".format(**holder) if holder else "a run that has just started"
    return StateConflict(
        f"another run is writing this output: {who}", where=str(path), fix="wait for it, or give another -o"
    )


def _write_holder(descriptor: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": started}
    os.ftruncate(descriptor, 0)
    write_all(descriptor, encode_json(holder) + b"\n")


def _read_holder(descriptor: int) -> dict[str, Any] | None:
    """The holder's note; it may be a moment late, so this waits for it up to 0.3 s."""
    for _ in range(6):
        line = os.pread(descriptor, 4096, 0)
        if line.endswith(b"\n"):
            with contextlib.suppress(ValueError):
                holder = decode_json(line)
                if isinstance(holder, dict) and {"pid", "host", "started"} <= holder.keys():
                    return holder
        time.sleep(0.05)
    return None
