"""Tune a language model on the copy that passed review."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mtnlg_cli.cli.console import emit_json, table, talk
from mtnlg_cli.cli.options import JsonFlag, QuietFlag, SeedOption

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.tune_model import TuneConfig, TuneProgress, TuneResult

_HEARTBEAT_S = 10.0
_PHASES = {
    "read": "reading the records",
    "load": "loading the model",
    "before": "writing copy for held-out records with the model as it is",
    "train": "training",
    "save": "saving the tuned model",
    "after": "writing copy for held-out records with the tuned model",
}


def command(
    records: Annotated[Path, typer.Argument(metavar="RECORDS", help="Records of mkt generate: outputs.jsonl.")],
    *,
    model: Annotated[str, typer.Option("--model", metavar="FOLDER", help="The model to tune, a folder on this disk.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the tuned model goes.")],
    method: Annotated[str, typer.Option("--method", metavar="lora|full", help="LoRA, or all weights.")] = "lora",
    epochs: Annotated[int | None, typer.Option("--epochs", help="Passes over the records; 3 if not given.")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", help="Training time instead of --epochs.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", help="At the peak; 2e-4 for lora, 2e-5 for full if not given.")
    ] = None,
    batch_size: Annotated[int, typer.Option("--batch-size", help="Records a step.")] = 8,
    rank: Annotated[int | None, typer.Option("--rank", help="Rank of the LoRA matrices; 16 if not given.")] = None,
    max_length: Annotated[
        int | None, typer.Option("--max-length", help="Longest record in tokens; 1024 or the model's context.")
    ] = None,
    held_out: Annotated[
        float, typer.Option("--held-out", metavar="SHARE", help="Share of the products kept for measuring.")
    ] = 0.1,
    compare: Annotated[int, typer.Option("--compare", help="Held-out records to write before and after.")] = 32,
    seed: SeedOption = 0,
    device: Annotated[str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where the model runs.")] = "auto",
    dtype: Annotated[str, typer.Option("--dtype", metavar="NAME", help="auto, float32, bfloat16.")] = "auto",
    save_every: Annotated[float, typer.Option("--save-every", help="Seconds between checkpoints.")] = 300.0,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Tune a language model on the copy that passed review.

    Takes the accepted records of mkt generate, keeps some products aside, and trains any causal or
    sequence-to-sequence model on the rest (safetensors only; nothing is downloaded). The result is a folder that
    --model takes, and a table of the held-out products before and after. A run that was stopped, even by kill -9,
    goes on with the same command. LoRA needs pip install 'mtnlg-cli[train]'. Exit codes: 0 finished; 2 could not
    start; 3 stopped by the machine; 75 the output belongs to other settings or to another run.

    \b
    Example:
      mkt tune outputs.jsonl --model ./models/Qwen2.5-0.5B-Instruct -o ./models/ours
      mkt tune outputs.jsonl --model ./models/flan-t5-small -o ./models/ours --method full --minutes 30
    """
    given = {**locals()}
    raise typer.Exit(_run(_config(given), as_json=json, quiet=quiet))


def _config(given: dict[str, Any]) -> TuneConfig:
    from mtnlg_cli.pipelines.tune_model import TuneConfig, TuningSettings

    training = ("method", "epochs", "minutes", "learning_rate", "batch_size", "rank", "seed")
    others = ("records", "model", "output", "held_out", "max_length", "compare", "device", "dtype", "save_every")
    return TuneConfig(
        training=TuningSettings(**{name: given[name] for name in training}), **{name: given[name] for name in others}
    )


def _run(config: TuneConfig, *, as_json: bool, quiet: bool) -> int:
    from mtnlg_cli.pipelines.stop_signals import Stopped, StopSignals
    from mtnlg_cli.pipelines.tune_model import tune_model

    view = _View(quiet=quiet)
    with StopSignals() as signals:
        try:
            result = tune_model(config, on_progress=view, hold=signals.hold)
        except Stopped as stopped:
            stopped_by: Stopped | None = stopped
        else:
            stopped_by = None
    if stopped_by is not None:
        _talk_stopped(stopped_by, view.last)
        return 128 + stopped_by.signum
    if as_json:
        emit_json(result.as_json())
    else:
        table(("held out", "before", "after"), result.rows())
    if not quiet:
        _talk_result(result)
    return 0


class _View:
    """A line on stderr when a phase begins, and about every ten seconds within it."""

    def __init__(self, *, quiet: bool) -> None:
        self.last: TuneProgress | None = None
        self._quiet, self._phase, self._told = quiet, "", 0.0

    def __call__(self, progress: TuneProgress) -> None:
        from mtnlg_cli.cli._generate_progress import best_effort

        self.last = progress
        now, is_new = time.monotonic(), progress.phase != self._phase
        if self._quiet or not (is_new or now - self._told >= _HEARTBEAT_S):
            return
        self._phase, self._told = progress.phase, now
        with best_effort():
            talk(f"mkt: {_PHASES[progress.phase]}{_details(progress)}")


def _details(progress: TuneProgress) -> str:
    if progress.phase == "train":
        losses = (("loss", progress.loss), ("held out", progress.held_out_loss))
        told = [f"{name} {value:.3f}" for name, value in losses if value is not None]
        rate = [f"{progress.tokens_per_second:.0f} tokens/s"] if progress.tokens_per_second else []
        return f": {', '.join([f'step {progress.step:,}', f'{100 * progress.share:.0f} %', *told, *rate])}"
    return f": {progress.done} of {progress.total}" if progress.total else ""


def _talk_stopped(stopped: KeyboardInterrupt, last: TuneProgress | None) -> None:
    import shlex
    import sys

    kept = f"training up to step {last.step:,} is kept" if last and last.phase == "train" else "nothing is lost"
    talk(f"{stopped}: {kept}")
    talk(f"to go on: mkt {shlex.join(sys.argv[1:])}")


def _talk_result(result: TuneResult) -> None:
    figures = result.figures
    records, training = figures["records"], figures["training"]
    for note in figures["notes"]:
        talk(f"note: {note}")
    for reason, count in records["left_out"].items():
        talk(f"left out: {count:,} record{'s' * (count > 1)}, {reason}")
    if training["best_step"] == 0:
        talk("note: no step lowered the held-out loss; the result is the model as it was")
    talk(
        f"trained on {records['num_training']:,} records of {records['num_training_products']:,} products,"
        f" measured on {records['num_held_out']:,} of {records['num_held_out_products']:,};"
        f" {training['steps']:,} steps, best after {training['best_step']:,}"
        + (", stopped early" if training["stopped_early"] else "")
    )
    talk(f"{'wrote' if result.is_new else 'already there:'} {result.output}")
    talk(f"next: mkt generate CATALOG --model {result.output}")
