"""Run only the fine-tuning of a recipe."""

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
    """Run only the fine-tuning of a recipe.

    Runs the stages named finetune in the folder that mkt train pretrain left, with the same flags; the same command
    goes on with a stopped run.

    \b
    Example:
      mkt train finetune embedded --set copy,compositions,tones=corpus/ \\
        --set open_text,fragments=data/train/ -o run/
    """
    raise typer.Exit(run_stages({**locals()}, stage="finetune"))
