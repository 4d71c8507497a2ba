from __future__ import annotations

import time

import pytest

from mtnlg_cli.cli import _generate_progress as view
from mtnlg_cli.pipelines.generate_copy import Progress


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (55, "55 s"), (200, "3 min 20 s"), (7_500, "2 h 5 min")])
def test_seconds_in_words(seconds: float, text: str) -> None:
    assert view.describe_seconds(seconds) == text


def test_progress_in_words() -> None:
    progress = Progress(phase="generate", done=320, total=1_000, made=300, seconds=25.0, flagged=4)
    assert view.describe(progress) == "320 of 1,000 records, 12.00 rows/s, about 57 s left, 4 flagged"
    start = Progress(phase="generate", total=24)
    assert view.describe(start) == "0 of 24 records, the first batch is being written"
    assert view.describe(Progress(phase="load")) == "loading the model"


def test_heartbeat_speaks_while_a_batch_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(view, "HEARTBEAT_S", 0.02)
    with view.show_progress(quiet=False) as on_progress:
        on_progress(Progress(phase="load"))
        on_progress(Progress(phase="generate", total=24))
        time.sleep(0.2)
    lines = capsys.readouterr().err.splitlines()
    assert "mkt: loading the model" in lines
    assert "mkt: 0 of 24 records, the first batch is being written, 0 s so far" in lines
    assert len(lines) > 2


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with view.show_progress(quiet=True) as on_progress:
        on_progress(Progress(phase="load"))
    assert capsys.readouterr().err == ""
