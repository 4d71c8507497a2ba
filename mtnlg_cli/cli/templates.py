"""Prompt templates: list them, show one, check one against a catalog before anything is generated.

\b
Example:
  mkt templates list
  mkt templates show sms/en
  mkt templates check templates/email/launch.j2 --catalog products.csv
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtnlg_cli.cli.console import emit, emit_json, table
from mtnlg_cli.cli.options import (
    BriefOption,
    ColumnsOption,
    EncodingOption,
    JsonFlag,
    SepOption,
    parse_columns,
    sub_app,
)

app = sub_app(__doc__)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name such as sms/en, or a template file.")]
ChannelOption = Annotated[
    str | None, typer.Option("--channel", metavar="NAME", help="The channel, if the name does not say it.")
]
LanguageOfTemplate = Annotated[
    str | None, typer.Option("--language", metavar="en|zh", help="The language, if the name does not say it.")
]


@app.command("list")
def list_command(json: JsonFlag = False) -> None:
    """List the templates: your own in ./templates first, then those that came with the program.

    \b
    Example:
      mkt templates list --json
    """
    from mtnlg_cli.pipelines.show_templates import list_all_templates

    templates = list_all_templates()
    if json:
        emit_json(templates)
        return
    rows = [(t["name"], t["version"], t["error"] or t["purpose"], t["path"]) for t in templates]
    table(("template", "version", "purpose", "file"), rows)


@app.command("show")
def show_command(
    name: NameArgument, channel: ChannelOption = None, language: LanguageOfTemplate = None, json: JsonFlag = False
) -> None:
    """Show one template: its source, what it includes, the columns it needs.

    \b
    Example:
      mkt templates show product-description/zh
    """
    from mtnlg_cli.pipelines.show_templates import describe_template, load_template

    template = describe_template(load_template(name, channel=channel, language=language))
    if json:
        emit_json(template)
        return
    emit(f"{template['name']}: {template.get('purpose', 'no purpose given')}")
    emit(f"channel {template['channel']}, language {template['language']}, file {template['path']}")
    emit(f"needs columns: {', '.join(template['needs']) or 'none'}")
    emit(f"includes: {', '.join(template['includes']) or 'nothing'}")
    emit(f"sha256: {template['sha256']}\n\n{template['source'].rstrip()}")


@app.command("check")
def check_command(
    name: NameArgument,
    *,
    catalog: Annotated[Path, typer.Option("--catalog", metavar="FILE", help="The product catalog.")],
    channel: ChannelOption = None,
    language: LanguageOfTemplate = None,
    brief: BriefOption = None,
    columns: ColumnsOption = "",
    encoding: EncodingOption = None,
    sep: SepOption = None,
    json: JsonFlag = False,
) -> None:
    """Check one template against a catalog, and show the prompt of the first product.

    All columns the catalog lacks are named at once; exit code 2 then, else 0.

    \b
    Example:
      mkt templates check sms/en --catalog products.csv --brief brief.toml
    """
    from mtnlg_cli.catalog import CatalogConfig
    from mtnlg_cli.pipelines.show_templates import check_against, load_template
    from mtnlg_cli.prompting import load_brief

    config = CatalogConfig(path=catalog, encoding=encoding, sep=sep, columns=parse_columns(columns))
    template = load_template(name, channel=channel, language=language)
    checked = check_against(template, config=config, brief=load_brief(brief))
    needs = [str(needed) for needed in template.variables]
    prompt = checked.prompt
    if json:
        texts = {"system": prompt.system, "user": prompt.user} if prompt is not None else None
        emit_json({"template": template.name, "needs": needs, "columns": list(checked.headers), "prompt": texts})
        return
    emit(f"{template.name} fits {catalog}; columns needed: {', '.join(needs) or 'none'}")
    if prompt is not None:
        emit(f"\n--- system ---\n{prompt.system}\n\n--- user ---\n{prompt.user}")
