"""Where copy is published: list the channels, show one's fields, limits and rules with their sources.

\b
Example:
  mkt channels list
  mkt channels show google-rsa
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mtnlg_cli.cli.console import emit, emit_json, table
from mtnlg_cli.cli.options import JsonFlag, sub_app

app = sub_app(__doc__)


@app.command("list")
def list_command(json: JsonFlag = False) -> None:
    """List the channels with their fields and limits.

    \b
    Example:
      mkt channels list --json
    """
    from mtnlg_cli.pipelines.show_channels import describe_limit, describe_texts, list_channels

    channels = list_channels()
    if json:
        emit_json(channels)
        return
    rows = [
        (channel["id"], field["name"], describe_texts(field), describe_limit(field), _advice(field))
        for channel in channels
        for field in channel["fields"]
    ]
    table(("channel", "field", "texts", "limit", "reads well"), rows)


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A channel's id.")], json: JsonFlag = False
) -> None:
    """Show one channel: fields, limits, counters, editorial rules, and where each comes from.

    \b
    Example:
      mkt channels show sms
    """
    from mtnlg_cli.pipelines.show_channels import describe_limit, describe_texts, show_channel

    channel = show_channel(name)
    if json:
        emit_json(channel)
        return
    emit(f"{channel['id']}: {channel['summary']}\nlanguages: {', '.join(channel['languages'])}")
    for field in channel["fields"]:
        limits = f"{describe_texts(field)} text(s), {describe_limit(field)}, reads well {_advice(field)}"
        emit(f"\n{field['name']}: {limits}")
        emit(f"  source: {field['source']} (checked {field['verified_on']})")
        for rule in field["rules"]:
            emit(f"  {rule['severity']:<5} {rule['id']}: {rule['message']}; {rule['fix']}\n        {rule['source']}")


def _advice(field: dict[str, Any]) -> str:
    low_high = field["advisory_length"]
    return f"{low_high[0]}-{low_high[1]}" if low_high else "-"
