"""Measure a model on the held-out products of a copy corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtnlg_cli.cli.console import emit, emit_json, table, talk
from mtnlg_cli.cli.options import JsonFlag, QuietFlag, SeedOption, parse_names

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.evaluate_model import EvaluateConfig, Evaluation

_EMBEDDED = "embedded"
_TITLES = {
    "acceptance": "What review made of the copy",
    "reasons": "Why copy was not accepted",
    "facts": "Facts in descriptions of rows with 4 facts or more (title and brand not counted)",
    "copying": "Share of words in copied runs (over 6 words; over 12 characters in Chinese)",
    "variety": "Variety beside human copy for the same products (distinct-2 on as many bigrams of both)",
    "limits": "Channel limits kept by the first candidates, before review",
    "keywords": "Keyword of the brief used",
    "tones": "Tone recognised by a classifier trained on human copy",
    "bits": "Bits a character of human references",
}


def command(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="Folder of a copy corpus (JSON Lines).")],
    *,
    model: Annotated[
        str, typer.Option("--model", metavar="MODEL", help="embedded, a model folder or a hub id.")
    ] = _EMBEDDED,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="NAME", help="Another engine than the model's own, such as fake.")
    ] = None,
    products: Annotated[
        int | None, typer.Option("--products", min=1, help="Only so many held-out products, languages in turn.")
    ] = None,
    channels: Annotated[
        str, typer.Option("--channels", metavar="NAME,...", help="Keywords and tones are asked for in the first.")
    ] = "product-description,bullets,meta-description,email,social-post",
    tones: Annotated[
        str, typer.Option("--tones", metavar="TONE,...", help="Tones to ask for; none leaves them out.")
    ] = "plain,warm,playful,bold,luxury,expert,minimal,urgent,caring,witty",
    candidates: Annotated[int, typer.Option("--candidates", help="Candidates a record.")] = 4,
    seed: SeedOption = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for report, texts to read and blind pairs."),
    ] = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Measure a model on the held-out products of a copy corpus.

    Writes copy for products no training saw, reviews it as mkt generate does, and reports acceptance, facts, copying,
    variety and control. With -o also texts.jsonl to read, and pairs.jsonl for a blind comparison with human copy,
    whose key is in pairs_key.json.

    \b
    Example:
      mkt train evaluate corpus/ --products 20 -o evaluation/
      mkt train evaluate corpus/ --model model/ --json
    """
    from mtnlg_cli.pipelines.evaluate_model import EngineOptions, EvaluateConfig, SamplingConfig

    is_embedded = model == _EMBEDDED
    config = EvaluateConfig(
        corpus=corpus,
        engine=engine or (_EMBEDDED if is_embedded else "transformers"),
        engine_options=EngineOptions(model=None if is_embedded else model),
        sampling=SamplingConfig(candidates=candidates, seed=seed),
        channels=parse_names(channels),
        tones=() if tones.strip() == "none" else parse_names(tones),
        products=products,
        output=output,
    )
    evaluation = _run(config, quiet=quiet)
    if json:
        emit_json(evaluation.as_json())
    else:
        _show(evaluation)
    if output is not None and not quiet:
        talk(f"report, records, texts to read and blind pairs: {output}")


def _run(config: EvaluateConfig, *, quiet: bool) -> Evaluation:
    from mtnlg_cli.cli._generate_progress import show_progress
    from mtnlg_cli.pipelines.evaluate_model import evaluate_model

    with show_progress(quiet=quiet) as view:
        return evaluate_model(config, on_progress=view)


def _show(evaluation: Evaluation) -> None:
    model = evaluation.model
    emit(f"{model['model']}: {model['products']} held-out products, {evaluation.seconds:.0f} s")
    for name, rows in evaluation.tables.items():
        emit(f"\n{_TITLES[name]}")
        table(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])
    for note in evaluation.notes:
        talk(f"note: {note}")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
