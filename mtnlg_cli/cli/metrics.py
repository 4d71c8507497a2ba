"""How copy is measured: list the metrics, show one's formula, range, source and worked example.

\b
Example:
  mkt metrics list
  mkt metrics show faithfulness
"""

from __future__ import annotations

from typing import Annotated

import typer

from mtnlg_cli.cli.console import emit, emit_json, table
from mtnlg_cli.cli.options import JsonFlag, sub_app

app = sub_app(__doc__)


@app.command("list")
def list_command(json: JsonFlag = False) -> None:
    """List the metrics and what each weighs in overall.

    \b
    Example:
      mkt metrics list --json
    """
    from mtnlg_cli.pipelines.show_metrics import list_metrics

    metrics = list_metrics()
    if json:
        emit_json(metrics)
        return
    table(("metric", "weight", "what it measures"), [(m["name"], m["weight"], m["summary"]) for m in metrics])


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A metric's name.")], json: JsonFlag = False
) -> None:
    """Show one metric: formula, range, source, worked example.

    \b
    Example:
      mkt metrics show overall
    """
    from mtnlg_cli.pipelines.show_metrics import show_metric

    metric = show_metric(name)
    if json:
        emit_json(metric)
        return
    emit(f"{metric['name']}\n\n{metric['explanation']}")
