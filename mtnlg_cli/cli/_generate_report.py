"""The last lines of `mkt generate`: the counts and their law, why copy was flagged, what to do next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mtnlg_cli.cli._generate_progress import describe_seconds
from mtnlg_cli.cli.console import talk

if TYPE_CHECKING:
    from mtnlg_cli.domain import Counts
    from mtnlg_cli.pipelines.generate_copy import GenerateResult

_NUM_REASONS = 5


def count_law(counts: Counts) -> str:
    """ "input 24 = accepted 22 + flagged 1 + rejected 0 + failed 1 + skipped 0"."""
    parts = (f"{name} {number}" for name, number in asdict(counts).items())
    return f"input {counts.input} = {' + '.join(parts)}"


def result_json(result: GenerateResult) -> dict[str, Any]:
    """The result as one JSON document."""
    return {
        "output": str(result.output),
        "manifest": str(result.manifest_path),
        "counts": {"input": result.counts.input, **asdict(result.counts)},
        "made": result.num_made,
        "reused": result.num_reused,
        "figures": result.manifest.figures,
        "timings": result.manifest.timings,
        "gate": result.gate.as_json(),
        "notes": list(result.manifest.notes),
        "ok": result.is_clean,
    }


def talk_result(result: GenerateResult, *, verbose: bool) -> None:
    """Tells a person how the run ended."""
    for note in result.manifest.notes if result.is_new or verbose else ():
        talk(f"note: {note}")
    figures = result.manifest.figures
    _talk_reasons("flagged", figures["flagged_by"], verbose=verbose)
    _talk_reasons("failed", figures["failed_by"], verbose=verbose)
    if result.counts.skipped:
        talk(f"skipped rows are listed in {result.manifest_path}")
    for reason in result.gate.reasons:
        talk(f"gate not met: {reason}")
    talk(_work(result))
    talk(count_law(result.counts))
    talk(f"{'wrote' if result.is_new else 'already there:'} {result.output} and {result.manifest_path}")
    talk(f"next: mkt score {result.output}")


def _talk_reasons(status: str, reasons: dict[str, int], *, verbose: bool) -> None:
    if not reasons:
        return
    shown = list(reasons.items()) if verbose else list(reasons.items())[:_NUM_REASONS]
    more = f", {len(reasons) - len(shown)} more" if len(shown) < len(reasons) else ""
    talk(f"{status} for: {', '.join(f'{reason} ({number})' for reason, number in shown)}{more}")


def _work(result: GenerateResult) -> str:
    made, reused = f"made {result.num_made:,}", f"reused {result.num_reused:,}"
    if not result.num_made:
        return f"{reused} records; no model was needed"
    timings = result.manifest.timings
    seconds = describe_seconds(timings["generate_s"])
    rates = f"{timings['rows_per_s']:.2f} rows/s, {timings['tokens_per_s']:.0f} tokens/s"
    return f"{made} records in {seconds} ({rates}){', ' + reused if result.num_reused else ''}"
