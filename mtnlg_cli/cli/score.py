"""Score a file of copy again, and gate on it: mkt's own records, or any JSON Lines or CSV with a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtnlg_cli.cli.console import emit, emit_json, table, talk
from mtnlg_cli.cli.exits import ExitCode
from mtnlg_cli.cli.options import (
    CatalogOption,
    EncodingOption,
    IdColumnOption,
    JsonFlag,
    LanguageOption,
    QuietFlag,
    SepOption,
)

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.score_copy import ScoreResult


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Records with copy: outputs.jsonl, JSON Lines or CSV.")],
    *,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write the scored records here.")
    ] = None,
    text_field: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The field with the text; text, copy, description, output, generated if not given."
        ),
    ] = None,
    catalog: CatalogOption = None,
    id_field: Annotated[str, typer.Option(metavar="NAME", help="The field with the product's id.")] = "product_id",
    id_column: IdColumnOption = None,
    channel: Annotated[str | None, typer.Option(metavar="NAME", help="The channel of records that name none.")] = None,
    language: LanguageOption = "auto",
    encoding: EncodingOption = None,
    sep: SepOption = None,
    fail_under: Annotated[
        float | None, typer.Option(metavar="X", help="Exit with 1 when the mean overall of all records is below X.")
    ] = None,
    max_flagged: Annotated[
        float | None, typer.Option(metavar="RATE", help="Exit with 1 when more than this share of records is flagged.")
    ] = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Score a file of copy again, and gate on it.

    Records of mkt generate give exactly the scores they have. Other records need a text and either an object "product"
    or --catalog; without a row the scores that need one are null.

    \b
    Example:
      mkt score outputs.jsonl --fail-under 0.8
      mkt score agency.csv --text-field copy --catalog products.csv --id-field sku -o scored.jsonl
    """
    from mtnlg_cli.pipelines.copy_cases import ForeignFormat
    from mtnlg_cli.pipelines.score_copy import ScoreConfig, score_copy

    form = ForeignFormat(text_field=text_field, id_field=id_field, channel=channel, language=language)
    result = score_copy(
        ScoreConfig(
            path=file,
            out=out,
            form=form,
            catalog=catalog,
            id_column=id_column,
            encoding=encoding,
            sep=sep,
            fail_under=fail_under,
            max_flagged=max_flagged,
        )
    )
    _say_what_is_wrong(result, quiet=quiet)
    if json:
        emit_json(result.as_json())
    elif not quiet:
        _show(result)
    if out is not None and not quiet:
        talk(f"scored records: {out}")
    if not result.is_met:
        raise typer.Exit(ExitCode.NOT_MET)


def _say_what_is_wrong(result: ScoreResult, *, quiet: bool) -> None:
    for problem in result.problems:
        talk(str(problem))
    if result.num_problems > len(result.problems):
        talk(f"error: {result.num_problems - len(result.problems):,} more bad lines")
    for warning in () if quiet else result.warnings:
        talk(f"warning: {warning}")
    for reason in result.gate.reasons:
        talk(f"gate not met: {reason}")
    if result.gate.null_overall and result.gate.fail_under is not None and result.gate.met and not quiet:
        talk(f"note: {result.gate.null_overall:,} record(s) without a score counted as 0")


def _show(result: ScoreResult) -> None:
    statuses = ", ".join(f"{count:,} {status}" for status, count in sorted(result.tally.statuses.items()))
    emit(f"{result.tally.records:,} records: {statuses}\n")
    rows = [
        (name, *(_figure(figures[key]) for key in ("mean", "p10", "p50", "p90")), result.tally.nulls[name] or "")
        for name, figures in result.tally.metrics().items()
    ]
    table(("metric", "mean", "p10", "p50", "p90", "null"), rows)
    if result.tally.findings:
        emit("")
        table(("finding", "count"), result.tally.findings.most_common())


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
