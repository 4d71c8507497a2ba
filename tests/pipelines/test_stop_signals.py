from __future__ import annotations

import os
import signal
import threading

import pytest

from mtnlg_cli.pipelines.stop_signals import Stopped, StopSignals

ALL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("signum", ALL)
def test_signal_becomes_an_exception_at_once(signum: signal.Signals) -> None:
    with StopSignals(), pytest.raises(Stopped) as stopped:
        os.kill(os.getpid(), signum)
        signal.pause()
    assert stopped.value.signum == signum


@pytest.mark.parametrize("signum", ALL)
def test_signal_waits_for_the_end_of_a_held_block(signum: signal.Signals) -> None:
    done = False
    with StopSignals() as signals, pytest.raises(Stopped):
        with signals.hold():
            os.kill(os.getpid(), signum)
            os.kill(os.getpid(), signum)
            done = True
        done = False
    assert done


def test_a_lost_exception_comes_back_at_the_next_held_block() -> None:
    class Swallows:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    with StopSignals() as signals:
        try:
            del Swallows
            os.kill(os.getpid(), signal.SIGINT)
        except Stopped:
            pass
        with pytest.raises(Stopped), signals.hold():
            pass


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(signum) for signum in ALL]
    with StopSignals():
        assert [signal.getsignal(signum) for signum in ALL] != before
    assert [signal.getsignal(signum) for signum in ALL] == before


def test_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_install_nothing() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with StopSignals() as signals, signals.hold():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
