"""Durable file operations: every write that must survive a crash goes through here."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from mtnlg_cli.errors import EnvironmentStop


def disk_stop(error: OSError, path: Path, *, needed: int | None = None) -> EnvironmentStop:
    """The error for a failed file operation: path, reason in words, bytes free and bytes needed."""
    where = str(path)
    with contextlib.suppress(OSError):
        free = os.statvfs(path.parent)
        where += f" ({free.f_bavail * free.f_frsize:,} bytes free"
        where += f", {needed:,} needed)" if needed is not None else ")"
    reason = error.strerror or str(error)
    return EnvironmentStop(
        f"the state could not be written: {reason}",
        where=where,
        fix="make room (or mend the disk) and run the same command again; finished records are kept",
    )


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns an OSError inside the block into an EnvironmentStop naming the path."""
    try:
        yield
    except OSError as error:
        raise disk_stop(error, path) from error


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all bytes, however many calls it takes. Raises OSError; `PartialWriteError` carries how far it came."""
    done = 0
    view = memoryview(data)
    while done < len(data):
        try:
            count = os.write(descriptor, view[done:])
        except OSError as error:
            raise PartialWriteError(error, done) from error
        if count == 0:
            raise PartialWriteError(OSError(5, "nothing was written"), done)
        done += count


class PartialWriteError(OSError):
    """An OSError in the middle of a write; `written` bytes had arrived."""

    def __init__(self, error: OSError, written: int) -> None:
        super().__init__(error.errno, error.strerror)
        self.written = written


def sync_folder(folder: Path) -> None:
    """Makes renames, creations and removals in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, temporary: Path, write: Callable[[BinaryIO], None]) -> None:
    """Writes a file whole or not at all: temporary file, fsync, rename, fsync of the folder.

    On any error the temporary file is removed and the old file stands. Raises EnvironmentStop.
    """
    with disk_errors(path):
        try:
            with temporary.open("wb", buffering=1 << 20) as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def keep_copy(path: Path, aside: Path) -> None:
    """Keeps a file under a second, free name, so that the first can be replaced. Raises EnvironmentStop."""
    with disk_errors(aside):
        try:
            aside.hardlink_to(path)
        except OSError:  # a file system without hard links
            shutil.copyfile(path, aside)
        sync_folder(aside.parent)


def remove_files(*paths: Path) -> None:
    """Removes those files that are there, durably. Raises EnvironmentStop."""
    there = [path for path in paths if path.exists()]
    for path in there:
        with disk_errors(path):
            path.unlink(missing_ok=True)
    if there:
        with disk_errors(there[0]):
            sync_folder(there[0].parent)


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a file in hexadecimal, or None when there is none. Raises EnvironmentStop when it cannot be read."""
    with disk_errors(path):
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return None
