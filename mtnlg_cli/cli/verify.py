"""Check an output file: counts, ids, order, checksums, spans, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtnlg_cli.cli.console import emit, emit_json
from mtnlg_cli.cli.exits import ExitCode
from mtnlg_cli.cli.options import JsonFlag


def command(
    outputs: Annotated[Path, typer.Argument(metavar="OUTPUTS", help="A file mkt generate wrote.")] = Path(
        "outputs.jsonl"
    ),
    json: JsonFlag = False,
) -> None:
    """Check that an output is complete and unchanged.

    Counts against the manifest, unique ids, input order, checksums against the journal, every finding's span inside
    its text, the schema of each record. Exit code 0 when all is well, 1 when something is wrong.

    \b
    Example:
      mkt verify outputs.jsonl
    """
    from dataclasses import asdict

    from mtnlg_cli.cli._generate_report import count_law
    from mtnlg_cli.pipelines.verify_outputs import verify_outputs

    result = verify_outputs(outputs)
    counts = result.counts
    if json:
        emit_json(
            {**asdict(result), "counts": {"input": counts.input, **asdict(counts)}, "ok": not result.num_problems}
        )
    else:
        for line in (*result.problems, *(f"note: {note}" for note in result.notes)):
            emit(line)
        emit(count_law(counts))
        emit(f"{outputs}: {result.num_problems} problems" if result.num_problems else f"{outputs}: ok")
    if result.num_problems:
        raise typer.Exit(ExitCode.NOT_MET)
