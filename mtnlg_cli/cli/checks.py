"""What copy is reviewed for: list the checks, show one, explain one with examples.

\b
Example:
  mkt checks list
  mkt checks explain unsupported-number
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mtnlg_cli.cli.console import emit, emit_json, table
from mtnlg_cli.cli.options import JsonFlag, sub_app

app = sub_app(__doc__)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A check's name.")]


@app.command("list")
def list_command(json: JsonFlag = False) -> None:
    """List the checks and the fault each finds.

    \b
    Example:
      mkt checks list --json
    """
    from mtnlg_cli.pipelines.show_checks import list_checks

    checks = list_checks()
    if json:
        emit_json(checks)
        return
    table(("check", "what it finds"), [(check["name"], check["summary"]) for check in checks])


@app.command("show")
def show_command(name: NameArgument, json: JsonFlag = False) -> None:
    """Show one check: what it finds, why it matters, how to mend it.

    \b
    Example:
      mkt checks show absolute-claim
    """
    from mtnlg_cli.pipelines.show_checks import show_check

    check = show_check(name)
    if json:
        emit_json(check)
        return
    emit(f"{check['name']}\n\n{check['explanation']}")


@app.command("explain")
def explain_command(name: NameArgument, json: JsonFlag = False) -> None:
    """Explain one check with its examples: copy that passes, copy that does not, and what is said about it.

    \b
    Example:
      mkt checks explain unsupported-price
    """
    from mtnlg_cli.pipelines.show_checks import explain_check

    check = explain_check(name)
    if json:
        emit_json(check)
        return
    emit(f"{check['name']}\n\n{check['explanation']}")
    for title, examples in (("Passes", check["passes"]), ("Does not pass", check["fails"])):
        emit(f"\n{title}:")
        for example in examples:
            emit(_example(example))


def _example(example: dict[str, Any]) -> str:
    row = "; ".join(f"{name}: {value}" for name, value in example["row"].items())
    lines = [f"  {' / '.join(example['copy'])}", f"    row: {row}"] if row else [f"  {' / '.join(example['copy'])}"]
    lines += [f"    {finding['severity']}: {finding['message']}" for finding in example["findings"]]
    return "\n".join(lines)
