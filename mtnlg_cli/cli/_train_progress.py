"""How far a training run is: a bar on a terminal, a line every half minute elsewhere; reports as one line each."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mtnlg_cli.cli._generate_progress import best_effort, describe_seconds
from mtnlg_cli.cli.console import safe, talk

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.train_config import TrainProgress

HEARTBEAT_S = 30.0
_PHASES = {
    "corpus": "cleaning the open text",
    "read": "reading the training sets",
    "tokenizer": "making the tokenizer",
    "train": "training",
    "lexicon": "making the lexicon",
}


class TrainView:
    """Shows each `TrainProgress` it is called with; `last` is the newest one. This one says nothing."""

    def __init__(self) -> None:
        self.last: TrainProgress | None = None

    def __call__(self, progress: TrainProgress) -> None:
        before, self.last = self.last, progress
        with best_effort():
            self.show(progress, is_new=before is None or before.phase != progress.phase)
            if progress.stage is not None and progress.stage.report is not None:
                self.say(describe_report(progress.stage.report))

    def show(self, progress: TrainProgress, *, is_new: bool) -> None:
        """Shows where the run stands; `is_new` at the first of a phase."""

    def say(self, line: str) -> None:
        """Says a line that stays."""


class Lines(TrainView):
    """A line when a phase begins, each report, and a line now and then from a thread: a report may take a while."""

    def __init__(self) -> None:
        super().__init__()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Starts the beat."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()

    def show(self, progress: TrainProgress, *, is_new: bool) -> None:
        if is_new:
            self.say(describe(progress))

    def say(self, line: str) -> None:
        talk(f"mkt: {line}")

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT_S):
            if self.last is not None:
                with best_effort():
                    self.say(describe(self.last))


class Bar(TrainView):
    """A progress bar; made and drawn by rich."""

    def __init__(self, bars: Any) -> None:
        super().__init__()
        self._bars = bars
        self._task = bars.add_task("", total=None, note="")

    def show(self, progress: TrainProgress, *, is_new: bool) -> None:
        share = None if progress.stage is None else progress.stage.share
        self._bars.update(self._task, completed=share or 0, total=None if share is None else 1, note=describe(progress))

    def say(self, line: str) -> None:
        self._bars.console.print(safe(line), markup=False, highlight=False)


@contextlib.contextmanager
def show_training(*, quiet: bool) -> Iterator[TrainView]:
    """The view that fits where stderr goes."""
    if quiet:
        yield TrainView()
        return
    if not sys.stderr.isatty():
        lines = Lines()
        lines.start()
        try:
            yield lines
        finally:
            lines.stop()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[note]}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Bar(bars)


def describe(progress: TrainProgress) -> str:
    """ "training: stage 2 of 2 (finetune), step 340, 34 %, loss 2.310, 4,596 tokens/s, about 12 min 5 s left"."""
    stage = progress.stage
    if stage is None:
        return _PHASES[progress.phase] + (f": {progress.detail}" if progress.detail else "")
    parts = [
        f"stage {stage.stage_index + 1} of {progress.num_stages} ({stage.stage})",
        f"step {stage.step:,}",
        f"{100 * stage.share:.0f} %",
    ]
    parts += [f"loss {stage.loss:.3f}", f"{stage.tokens_per_s:,.0f} tokens/s"] if stage.loss is not None else []
    if stage.share > 0:
        parts.append(f"about {describe_seconds(stage.seconds / stage.share * (1 - stage.share))} left")
    return f"training: {', '.join(parts)}"


def describe_report(report: dict[str, Any]) -> str:
    """ "finetune, step 340: loss 2.310; copy 2.281 (gap 1.12, 1.36 bits a character); 4,596 tokens/s, 46 % of peak"."""
    losses = [f"loss {report['train_loss']:.3f}"] if "train_loss" in report else []
    losses += [f"masked {report['masked_loss']:.3f}"] if "masked_loss" in report else []
    parts = [f"{report['stage']}, step {report['step']:,}: {', '.join(losses)}"]
    for name in sets_of(report):
        gap, bits = report[f"{name}.source_gap"], report[f"{name}.bits_per_char"]
        parts.append(f"{name} {report[f'{name}.loss']:.3f} held out (gap {gap:.2f}, {bits:.2f} bits a character)")
    speed = f"{report['tokens_per_s']:,.0f} tokens/s, {100 * report['share_of_peak']:.0f} % of the machine's peak"
    return "; ".join([*parts, speed])


def sets_of(report: dict[str, Any]) -> list[str]:
    """The sets a report has held-out figures of."""
    return [key.removesuffix(".loss") for key in report if key.endswith(".loss")]
