"""Write reviewed and scored copy for a product catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mtnlg_cli.cli.console import emit, emit_json, talk
from mtnlg_cli.cli.exits import ExitCode
from mtnlg_cli.cli.options import (
    BriefOption,
    CatalogArgument,
    ColumnsOption,
    EncodingOption,
    IdColumnOption,
    JsonFlag,
    LanguageOption,
    LimitOption,
    QuietFlag,
    SeedOption,
    SepOption,
    TemplateOption,
    ToneOption,
    VerboseFlag,
    parse_columns,
    parse_names,
)

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.generate_copy import GenerateConfig, Progress
    from mtnlg_cli.pipelines.stop_signals import Stopped

_MODEL = "Local folder or hub id of a model, for --engine transformers."
_ENGINE = "embedded, transformers or fake; transformers if a --model is given."
_NEW_RUN = "Start anew when the saved state belongs to other settings; the old journal is kept."


def command(
    ctx: typer.Context,
    catalog: CatalogArgument,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the records go.")] = Path(
        "outputs.jsonl"
    ),
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME,...", help="Channels, or all; see mkt channels list.")
    ] = "product-description",
    language: LanguageOption = "auto",
    tone: ToneOption = None,
    brief: BriefOption = None,
    template: TemplateOption = None,
    model: Annotated[str | None, typer.Option("--model", metavar="MODEL", help=_MODEL)] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME", help=_ENGINE)] = None,
    revision: Annotated[str | None, typer.Option("--revision", help="Hub branch, tag or commit of --model.")] = None,
    offline: Annotated[bool, typer.Option("--offline/--no-offline", help="Never download a model.")] = False,
    device: Annotated[str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where the model runs.")] = "auto",
    dtype: Annotated[str, typer.Option("--dtype", metavar="NAME", help="auto, float32, bfloat16, float16.")] = "auto",
    batch_size: Annotated[
        int | None, typer.Option("--batch-size", min=1, help="Sequences decoded together, if not the engine's choice.")
    ] = None,
    candidates: Annotated[int, typer.Option("--candidates", help="Candidates a record.")] = 4,
    temperature: Annotated[float, typer.Option("--temperature", help="0 is greedy.")] = 0.6,
    top_k: Annotated[int, typer.Option("--top-k", help="Draw among the so many most likely tokens.")] = 40,
    top_p: Annotated[float, typer.Option("--top-p", help="... and among this much probability.")] = 0.9,
    max_new_tokens: Annotated[int, typer.Option("--max-new-tokens", help="Longest answer, in tokens.")] = 320,
    seed: SeedOption = 0,
    limit: LimitOption = None,
    columns: ColumnsOption = "",
    id_column: IdColumnOption = None,
    encoding: EncodingOption = None,
    sep: SepOption = None,
    on_bad_row: Annotated[
        str, typer.Option("--on-bad-row", metavar="stop|skip", help="What to do with rows that cannot be used.")
    ] = "stop",
    strict: Annotated[bool, typer.Option("--strict/--no-strict", help="Rounded identifiers stop the run.")] = False,
    new_run: Annotated[bool, typer.Option("--new-run/--no-new-run", help=_NEW_RUN)] = False,
    keep_candidates: Annotated[
        bool, typer.Option("--keep-candidates/--no-keep-candidates", help="Keep the losing candidates as well.")
    ] = False,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", metavar="X", help="Exit 1 if the mean overall score is below X.")
    ] = None,
    max_flagged: Annotated[
        float | None, typer.Option("--max-flagged", metavar="RATE", help="Exit 1 if more of the records are flagged.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run/--no-dry-run", help="Print the prompts and stop.")] = False,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
    verbose: VerboseFlag = False,
) -> None:
    """Write reviewed and scored copy for a product catalog.

    A run that was stopped, even by kill -9, goes on with the same command; a finished one makes no model call, and
    a changed catalog only those for its changed rows. Exit codes: 0 finished; 1 finished, but records failed,
    rows were skipped or a gate is not met; 2 could not start; 3 stopped by the machine; 75 other settings, or
    another run at work.

    \b
    Example:
      mkt generate products.csv
      mkt generate products.csv --channel email,sms --tone warm --max-flagged 0.1
    """
    arguments = {**ctx.params, "columns": parse_columns(columns), "channel": parse_names(channel)}
    config = _config(arguments)
    if dry_run:
        _print_prompts(config, as_json=json)
        return
    raise typer.Exit(_run(config, as_json=json, quiet=quiet, verbose=verbose))


def _config(given: dict[str, Any]) -> GenerateConfig:
    from mtnlg_cli.pipelines.generate_config import (
        CatalogConfig,
        EngineOptions,
        GenerateConfig,
        SamplingConfig,
        load_brief,
    )

    catalog = ("encoding", "sep", "columns", "id_column", "language", "limit", "strict")
    options = ("model", "revision", "offline", "device", "dtype", "batch_size")
    sampling = ("candidates", "temperature", "top_k", "top_p", "max_new_tokens", "seed")
    kept = ("template", "on_bad_row", "new_run", "keep_candidates", "fail_under", "max_flagged")
    return GenerateConfig(
        catalog=CatalogConfig(path=given["catalog"], **_some(given, catalog)),
        output=Path(given["output"]),
        channels=given["channel"],
        brief=load_brief(given["brief"], tone=given["tone"]),
        engine=given["engine"] or ("transformers" if given["model"] else "embedded"),
        engine_options=EngineOptions(**_some(given, options)),
        sampling=SamplingConfig(**_some(given, sampling)),
        arguments={name: str(value) if isinstance(value, Path) else value for name, value in given.items()},
        **_some(given, kept),
    )


def _some(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names}


def _print_prompts(config: GenerateConfig, *, as_json: bool) -> None:
    from mtnlg_cli.pipelines.prepare_copy import preview_prompts

    for prompt in preview_prompts(config):
        if as_json:
            emit_json(
                {
                    "product_id": prompt.product.id,
                    "channel": prompt.channel.id,
                    "language": prompt.language,
                    "template": prompt.template,
                    "sha256": prompt.sha256,
                    "system": prompt.system,
                    "user": prompt.user,
                }
            )
        else:
            emit(f"--- {prompt.product.id} / {prompt.channel.id} / {prompt.language} ({prompt.template})")
            emit(f"{prompt.system}\n\n{prompt.user}\n" if prompt.system else f"{prompt.user}\n")


def _run(config: GenerateConfig, *, as_json: bool, quiet: bool, verbose: bool) -> int:
    from mtnlg_cli.cli._generate_progress import best_effort, show_progress
    from mtnlg_cli.cli._generate_report import result_json, talk_result
    from mtnlg_cli.pipelines.generate_copy import generate_copy
    from mtnlg_cli.pipelines.stop_signals import Stopped, StopSignals

    with StopSignals() as signals, show_progress(quiet=quiet) as view:
        try:
            result = generate_copy(config, on_progress=view, hold=signals.hold)
        except Stopped as stopped:
            stopped_by: Stopped | None = stopped
        else:
            stopped_by = None
    if stopped_by is not None:
        _talk_stopped(stopped_by, view.last)
        return 128 + stopped_by.signum
    if as_json:
        emit_json(result_json(result))
    if not quiet:
        with best_effort():
            talk_result(result, verbose=verbose)
    return ExitCode.OK if result.is_clean else ExitCode.NOT_MET


def _talk_stopped(stopped: Stopped, last: Progress | None) -> None:
    import shlex
    import sys

    done = f"{last.done:,} of {last.total:,} records are final and kept" if last and last.total else "nothing is lost"
    talk(f"{stopped}: {done}")
    talk(f"to go on: mkt {shlex.join(sys.argv[1:])}")
