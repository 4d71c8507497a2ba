"""How a recipe is run, and what the run tells on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.lm.training.reports import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """Where a run stands: `share` (0 to 1) of its stage `stage` is done; `report` when there is a new one.

    `loss` is nats a token since the last report, `seconds` the stage's time so far.
    """

    stage: str
    stage_index: int
    step: int
    share: float
    seconds: float
    loss: float | None = None
    tokens_per_s: float = 0.0
    report: Report | None = None


def _silent(progress: StageProgress) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How a recipe is run. `report_seconds` is the time between reports, each of which is also a checkpoint.

    With `stage` only stages of that name are run. `hold` wraps what must not be interrupted half-way; an interruption
    (KeyboardInterrupt) elsewhere leaves a checkpoint, as does `should_stop`, which is asked before every step.
    """

    out: Path
    device: str = "auto"
    stage: str | None = None
    report_seconds: float = 300.0
    on_progress: Callable[[StageProgress], None] = _silent
    should_stop: Callable[[], bool] = lambda: False
    hold: Callable[[], AbstractContextManager[None]] = nullcontext
