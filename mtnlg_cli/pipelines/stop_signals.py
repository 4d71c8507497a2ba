"""SIGINT, SIGTERM and SIGHUP as an exception that never lands inside a journal write."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal asked the run to stop. `signum` is the signal; a shell expects the exit code 128 + signum."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"stopped by {signal.Signals(signum).name}")
        self.signum = signum


class StopSignals:
    """While entered, turns the three signals into `Stopped`, at once or at the end of the `hold` block they hit.

    SIGINT and SIGTERM are taken even where the parent had them ignored (the jobs of a shell without job control);
    an ignored SIGHUP stays ignored, because that is what nohup is for. Outside the main thread nothing is installed.
    """

    def __init__(self) -> None:
        self.signum: int | None = None
        self._depth = 0
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for signum in _SIGNALS:
                previous = signal.getsignal(signum)
                if signum != signal.SIGHUP or previous != signal.SIG_IGN:
                    self._previous[signum] = previous
                    signal.signal(signum, self._handle)
        return self

    def __exit__(self, *exc: object) -> None:
        for signum, previous in self._previous.items():
            signal.signal(signum, previous)
        self._previous.clear()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Runs the block to its end before a signal takes effect; raises `Stopped` then.

        It also raises when a signal came earlier and its exception was lost, as one raised in a destructor is.
        """
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._depth == 0 and self.signum is not None:
            raise Stopped(self.signum)

    def _handle(self, signum: int, frame: FrameType | None) -> None:
        if self.signum is None:
            self.signum = signum
        if self._depth == 0:
            raise Stopped(self.signum)
