"""Train a model by a recipe, from raw sets to weights."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from mtnlg_cli.cli._train_options import (
    DeviceOption,
    MinutesOption,
    RecipeArgument,
    RecipeSeedOption,
    RunFolderOption,
    SetsOption,
    ThreadsOption,
    parse_folders,
)
from mtnlg_cli.cli.console import emit_json, table, talk
from mtnlg_cli.cli.exits import ExitCode
from mtnlg_cli.cli.options import JsonFlag, QuietFlag

if TYPE_CHECKING:
    from mtnlg_cli.cli._train_progress import TrainView
    from mtnlg_cli.pipelines.train_config import TrainResult
    from mtnlg_cli.pipelines.train_model import TrainConfig


def command(
    recipe: RecipeArgument,
    *,
    sets: SetsOption = None,
    output: RunFolderOption,
    minutes: MinutesOption = None,
    seed: RecipeSeedOption = None,
    device: DeviceOption = "auto",
    threads: ThreadsOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Train a model by a recipe, from raw sets to weights.

    A run that was stopped, even by kill -9, goes on with the same command. Several processes share every batch:
    torchrun --nproc-per-node 2 -m mtnlg_cli train run ... The folder gets model.safetensors, tokenizer.json,
    recipe.toml, metrics.jsonl, loss.png, and lexicon.json for a model that writes copy. Exit codes: 0 finished;
    2 could not start; 3 stopped by the machine; 75 the folder belongs to other settings or another run.

    \b
    Example:
      mkt train run embedded --set copy,compositions,tones=corpus/ \\
        --set open_text,fragments=data/train/ -o run/
      mkt train run e2e --set e2e=e2e_nlg/ -o run/ --minutes 20
    """
    raise typer.Exit(run_stages({**locals()}))


def run_stages(given: dict[str, Any], *, stage: str | None = None) -> int:
    """Trains with the flags of a training command, all stages or those of one name; returns the exit code."""
    from mtnlg_cli.pipelines.train_model import TrainConfig

    names = ("recipe", "output", "minutes", "seed", "device", "threads")
    config = TrainConfig(sets=parse_folders(given["sets"] or ()), stage=stage, **{name: given[name] for name in names})
    return _run(config, as_json=given["json"], quiet=given["quiet"])


def _run(config: TrainConfig, *, as_json: bool, quiet: bool) -> int:
    from mtnlg_cli.cli._train_progress import show_training
    from mtnlg_cli.pipelines.stop_signals import Stopped, StopSignals
    from mtnlg_cli.pipelines.train_model import train_model

    is_first = os.environ.get("RANK", "0") == "0"
    with StopSignals() as signals, show_training(quiet=quiet or not is_first) as view:
        try:
            result = train_model(
                config, on_progress=view, hold=signals.hold, should_stop=lambda: signals.signum is not None
            )
        except Stopped as stopped:
            stopped_by: Stopped | None = stopped
        else:
            stopped_by = None
    if stopped_by is not None:
        if is_first:
            _talk_stopped(stopped_by, view)
        return 128 + stopped_by.signum
    if result is None:
        return ExitCode.OK
    if as_json:
        emit_json(result.as_json())
    else:
        _show(result.reports)
    if not quiet:
        _talk_result(result)
    return ExitCode.OK if result.is_complete or config.stage else ExitCode.STOPPED


def _talk_stopped(stopped: KeyboardInterrupt, view: TrainView) -> None:
    import shlex
    import sys

    stage = view.last.stage if view.last is not None else None
    kept = f"the stage {stage.stage} is kept up to its last step" if stage is not None else "nothing is lost"
    talk(f"{stopped}: {kept}")
    talk(f"to go on: mkt {shlex.join(sys.argv[1:])}")


def _show(reports: Sequence[dict[str, Any]]) -> None:
    """Each stage's last figures, a line a set."""
    from mtnlg_cli.cli._train_progress import sets_of

    rows = []
    for report in reports:
        start = (report["stage"], f"{report['step']:,}", f"{report['minutes']:.1f}", _number(report.get("train_loss")))
        for name in sets_of(report):
            held_out = (report[f"{name}.{key}"] for key in ("loss", "source_gap", "bits_per_char"))
            rows.append((*start, name, *map(_number, held_out)))
            start = ("", "", "", "")
        rows += [] if start[0] == "" else [(*start, "-", "-", "-", "-")]
    table(("stage", "steps", "minutes", "train loss", "set", "held-out loss", "gap", "bits a character"), rows)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _talk_result(result: TrainResult) -> None:
    talk(f"{'wrote' if result.is_new else 'already done:'} {result.output}")
    if result.is_complete:
        talk(f"next: mkt train export {result.output} -o {result.output / 'model'}")
    else:
        talk("not all stages of the recipe are done; mkt train run does what is left")
