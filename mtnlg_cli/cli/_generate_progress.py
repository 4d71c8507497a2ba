"""How far a run is: a bar on a terminal, a line every ten seconds elsewhere; always on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mtnlg_cli.cli.console import talk

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.generate_copy import Progress

HEARTBEAT_S = 10.0
_PHASES = {"read": "reading the catalog", "load": "loading the model", "finish": "writing the outputs"}


@contextlib.contextmanager
def best_effort() -> Iterator[None]:
    """Talk inside the block may fail: a log that is full or gone does not stop the run, it only stays silent."""
    try:
        yield
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


class ProgressView:
    """Shows each `Progress` it is called with; `last` is the newest one."""

    def __init__(self) -> None:
        self.last: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        self.last = progress
        with best_effort():
            self.show(progress)

    def show(self, progress: Progress) -> None:
        """Nothing, for --quiet."""


class Heartbeat(ProgressView):
    """A line when a phase begins and one about every ten seconds, from a thread: a batch may take longer than that."""

    def __init__(self) -> None:
        super().__init__()
        self._phase = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Starts the beat."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()

    def show(self, progress: Progress) -> None:
        if progress.phase != self._phase and progress.phase in _PHASES:
            talk(f"mkt: {_PHASES[progress.phase]}")
        self._phase = progress.phase

    def _beat(self) -> None:
        started = time.monotonic()
        while not self._ended.wait(HEARTBEAT_S):
            with best_effort():
                talk(f"mkt: {describe(self.last)}, {describe_seconds(time.monotonic() - started)} so far")


class Bar(ProgressView):
    """A progress bar; made and drawn by rich."""

    def __init__(self, bars: Any) -> None:
        super().__init__()
        self._bars = bars
        self._task = bars.add_task("", total=None, note="")

    def show(self, progress: Progress) -> None:
        note = _PHASES.get(progress.phase) or describe_rates(progress)
        total = progress.total or None
        self._bars.update(self._task, completed=progress.done, total=total, note=note)


@contextlib.contextmanager
def show_progress(*, quiet: bool) -> Iterator[ProgressView]:
    """The view that fits where stderr goes."""
    if quiet:
        yield ProgressView()
        return
    if not sys.stderr.isatty():
        heartbeat = Heartbeat()
        heartbeat.start()
        try:
            yield heartbeat
        finally:
            heartbeat.stop()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    note = TextColumn("{task.fields[note]}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), note)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Bar(bars)


def describe(progress: Progress | None) -> str:
    """ "320 of 1,000 records, 12.30 rows/s, about 55 s left, 4 flagged", or the phase before and after that."""
    if progress is None or progress.phase != "generate":
        return _PHASES[progress.phase if progress else "read"]
    return f"{progress.done:,} of {progress.total:,} records, {describe_rates(progress)}"


def describe_rates(progress: Progress) -> str:
    """ "12.30 rows/s, about 55 s left, 4 flagged, 1 failed"."""
    parts = [f"{progress.per_second:.2f} rows/s"] if progress.made else ["the first batch is being written"]
    if progress.seconds_left is not None:
        parts.append(f"about {describe_seconds(progress.seconds_left)} left")
    parts += [f"{number:,} {what}" for what in ("flagged", "failed") if (number := getattr(progress, what))]
    return ", ".join(parts)


def describe_seconds(seconds: float) -> str:
    """ "55 s", "3 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
