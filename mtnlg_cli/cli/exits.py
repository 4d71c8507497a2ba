"""Exit codes, and the one place that turns what went wrong into one of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import typer

from mtnlg_cli.cli.console import talk
from mtnlg_cli.errors import EnvironmentStop, MktError


class ExitCode(IntEnum):
    """What a caller (cron, CI) may rely on."""

    OK = 0
    """Finished, and the gates given are met; flagged copy alone is still 0."""
    NOT_MET = 1
    """Finished, but records failed, rows were skipped, or a gate is not met."""
    USAGE = 2
    """Could not start: usage, settings, template, input."""
    STOPPED = 3
    """Stopped by the machine (disk, memory, model) or by a fault of the program; the same command goes on."""
    CONFLICT = 75
    """Another run holds the output, or its state belongs to other settings."""
    HANGUP = 129
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


_debug = False


def set_debug(wanted: bool) -> None:
    """Switch tracebacks on or off for this invocation; MKT_DEBUG=1 does the same from outside."""
    global _debug  # noqa: PLW0603  (one process, one setting; every invocation sets it)
    _debug = wanted or os.environ.get("MKT_DEBUG", "").lower() not in ("", "0", "false", "no")


@contextmanager
def guarded() -> Iterator[None]:
    """Run a command; an error a user can cause or meet becomes its message on stderr and its exit code.

    Anything else, a fault of ours, passes through to `run`.
    """
    try:
        yield
        sys.stdout.flush()
    except MktError as error:
        raise _stop(str(error), error.exit_code) from error
    except KeyboardInterrupt as error:
        raise _stop("interrupted", ExitCode.INTERRUPTED) from error
    except BrokenPipeError as error:
        silence_stdout()
        raise typer.Exit(ExitCode.BROKEN_PIPE) from error
    except (OSError, MemoryError) as error:
        raise _stop(str(_environment_stop(error)), ExitCode.STOPPED) from error


def run(app: Callable[..., Any], args: list[str] | None = None) -> int:
    """Run the program on the arguments (default: the process's own) and return its exit code."""
    try:
        app(args=args, prog_name="mkt")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except Exception as error:  # noqa: BLE001  (the rim: a fault of ours must end in a code and a plain message)
        fault = f"fault in mkt: {type(error).__name__}: {error}"
        talk(str(MktError(fault, fix="run the same command with --debug and report what it prints")))
        _trace()
        return ExitCode.STOPPED
    return ExitCode.OK


def _stop(message: str, code: int) -> typer.Exit:
    talk(message)
    _trace()
    return typer.Exit(int(code))


def _trace() -> None:
    if _debug:
        import traceback

        talk(traceback.format_exc().rstrip())


def _environment_stop(error: OSError | MemoryError) -> EnvironmentStop:
    if isinstance(error, MemoryError):
        return EnvironmentStop("out of memory", fix="close other programs or give the run less to hold")
    what = (error.strerror or str(error) or type(error).__name__).lower()
    return EnvironmentStop(what, where=str(error.filename) if error.filename else None, fix="mend it and run again")


def silence_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush stays quiet after the reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
