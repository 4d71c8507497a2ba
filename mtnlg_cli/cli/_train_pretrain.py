"""Run only the pretraining of a recipe."""

from __future__ import annotations

import typer

from mtnlg_cli.cli._train_options import (
    DeviceOption,
    MinutesOption,
    RecipeArgument,
    RecipeSeedOption,
    RunFolderOption,
    SetsOption,
    ThreadsOption,
)
from mtnlg_cli.cli._train_run import run_stages
from mtnlg_cli.cli.options import JsonFlag, QuietFlag


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
    """Run only the pretraining of a recipe.

    Runs the stages named pretrain; the same command goes on with a stopped run. mkt train finetune and mkt train run
    go on from their end, in the same folder and with the same flags.

    \b
    Example:
      mkt train pretrain embedded --set copy,compositions,tones=corpus/ \\
        --set open_text,fragments=data/train/ -o run/
    """
    raise typer.Exit(run_stages({**locals()}, stage="pretrain"))
