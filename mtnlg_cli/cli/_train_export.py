"""Make a model folder of a training run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtnlg_cli.cli._train_options import parse_folders
from mtnlg_cli.cli.console import emit, emit_json, talk
from mtnlg_cli.cli.options import JsonFlag

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.export_model import Export


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN_FOLDER", help="The folder of a training run.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="The new model folder.")],
    format: Annotated[
        str,
        typer.Option("--format", metavar="package|transformers", help="Our own in int8, or the stock one in float32."),
    ] = "package",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=FOLDER", help="Measure int8 on what this set holds out; may be repeated."),
    ] = None,
    hardware: Annotated[
        str, typer.Option("--hardware", metavar="TEXT", help="What it was trained on, for the card.")
    ] = "",
    json: JsonFlag = False,
) -> None:
    """Make a model folder of a training run.

    The package format holds int8 weights of a byte each, the tokenizer, the lexicon if the run has one, and a card.
    The transformers format is loaded by AutoModelForSeq2SeqLM and AutoTokenizer, and by CTranslate2.

    \b
    Example:
      mkt train export run/ -o model/ --set copy=corpus/
      mkt train export run/ -o stock/ --format transformers
    """
    from mtnlg_cli.pipelines.export_model import ExportConfig, export_model

    config = ExportConfig(run=run, output=output, format=format, sets=parse_folders(sets or ()), hardware=hardware)
    export = export_model(config)
    if json:
        emit_json(export.as_json())
    else:
        _show(export)
    for note in export.notes:
        talk(f"note: {note}")


def _show(export: Export) -> None:
    emit(f"{export.output}: {export.parameters / 1e6:.1f} M parameters, {export.num_bytes / 1e6:.1f} MB")
    emit(f"sha256 {export.weights_sha256}")
    for name, (float32, int8) in export.bits.items():
        change = 100 * (int8 / float32 - 1)
        emit(f"{name}: {float32:.4f} bits a character in float32, {int8:.4f} in int8 ({change:+.2f} %)")
