"""Make the tokenizer of a recipe and prove that it loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mtnlg_cli.cli._train_options import (
    MinutesOption,
    RecipeArgument,
    RecipeSeedOption,
    RunFolderOption,
    SetsOption,
    parse_folders,
)
from mtnlg_cli.cli.console import emit_json, table, talk
from mtnlg_cli.cli.exits import ExitCode
from mtnlg_cli.cli.options import JsonFlag, QuietFlag

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.train_tokenizer import TokenizerResult, TrainConfig


def command(
    recipe: RecipeArgument,
    *,
    sets: SetsOption = None,
    output: RunFolderOption,
    minutes: MinutesOption = None,
    seed: RecipeSeedOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Make the tokenizer of a recipe and prove that it loses nothing.

    Every text it is made from is encoded and decoded again; if one does not come back exactly, the exit code is 1.
    Prints how many tokens a word costs (in Chinese: a character) and how many bytes a token holds. mkt train run goes
    on in the same folder, with the same flags.

    \b
    Example:
      mkt train tokenizer embedded --set copy,compositions,tones=corpus/ \\
        --set open_text,fragments=data/train/ -o run/
    """
    from mtnlg_cli.pipelines.train_tokenizer import TrainConfig

    config = TrainConfig(recipe=recipe, output=output, sets=parse_folders(sets or ()), minutes=minutes, seed=seed)
    result = _run(config, quiet=quiet)
    if json:
        emit_json(result.as_json())
    else:
        _show(result)
    if not quiet:
        talk(f"{result.path}: {result.size:,} tokens; {_proof(result)}")
    raise typer.Exit(ExitCode.NOT_MET if result.num_differing else ExitCode.OK)


def _run(config: TrainConfig, *, quiet: bool) -> TokenizerResult:
    from mtnlg_cli.cli._train_progress import show_training
    from mtnlg_cli.pipelines.train_tokenizer import make_tokenizer

    with show_training(quiet=quiet) as view:
        return make_tokenizer(config, on_progress=view)


def _show(result: TokenizerResult) -> None:
    rows = [
        (found.language, f"{found.num_texts:,}", f"{found.tokens_per_word:.2f}", f"{found.bytes_per_token:.2f}")
        for found in result.languages
    ]
    table(("language", "texts", "tokens a word", "bytes a token"), rows)
    for text in result.differing:
        talk(f'does not come back exactly: "{text}"')


def _proof(result: TokenizerResult) -> str:
    if result.num_differing:
        return f"{result.num_differing:,} of {result.num_texts:,} texts do not come back exactly"
    return f"all {result.num_texts:,} texts come back exactly"
