"""Models on this machine: list them, show what one is and needs.

\b
Example:
  mkt models list
  mkt models info ./qwen-0.5b
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mtnlg_cli.cli.console import emit, emit_json, table
from mtnlg_cli.cli.options import JsonFlag, sub_app

app = sub_app(__doc__)


@app.command("list")
def list_command(json: JsonFlag = False) -> None:
    """List the embedded model and the models in the hub's cache.

    \b
    Example:
      mkt models list --json
    """
    from mtnlg_cli.pipelines.show_models import list_models

    models = list_models()
    if json:
        emit_json(models)
        return
    rows = [
        (
            model["id"],
            model["engine"],
            model.get("kind", "-"),
            _millions(model.get("parameters")),
            _megabytes(model.get("bytes")),
            "yes" if model["usable"] else f"no: {model['problem']}",
        )
        for model in models
    ]
    table(("model", "engine", "kind", "parameters", "size", "usable"), rows)


@app.command("info")
def info_command(
    path: Annotated[
        str,
        typer.Argument(metavar="[PATH]", help="A model folder or cached hub id; the embedded model if not given."),
    ] = "embedded",
    json: JsonFlag = False,
) -> None:
    """Show one model: kind, size, memory it needs, context, checksum. Nothing of it is loaded or executed.

    \b
    Example:
      mkt models info ./qwen-0.5b
    """
    from mtnlg_cli.pipelines.show_models import show_model

    model = show_model(path)
    if json:
        emit_json(model)
        return
    for label, value in _facts(model):
        emit(f"{label:<14} {value}")


def _facts(model: dict[str, Any]) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("model", model["id"]),
        ("engine", model["engine"]),
        ("path", model["path"]),
        ("kind", f"{model['kind']}, {model['architecture']}"),
        ("parameters", _millions(model["parameters"])),
        ("weights", f"{_megabytes(model['bytes'])}, {', '.join(model['dtypes'])}"),
        ("memory", f"{_megabytes(model['memory_float32_bytes'])} in float32, plus the batches"),
        ("sha256", model["weights_sha256"]),
    ]
    if "context" in model:
        facts.append(("context", f"{model['context']} tokens" if model["context"] else "no limit in its config"))
        facts.append(("chat template", "yes" if model["chat_template"] else "no: plain prompts"))
    if model.get("revision"):
        facts.append(("revision", model["revision"]))
    for key, value in model.get("card", {}).items():
        if key != "weights_sha256":
            facts += _card_lines(key, value)
    return facts


def _card_lines(key: str, value: Any) -> list[tuple[str, object]]:
    """An entry of the card as lines: one for each thing in a list, the label on the first alone."""
    lines = [_plain(item) for item in value] if isinstance(value, list) else [_plain(value)]
    return [(key if number == 0 else "", line) for number, line in enumerate(lines)]


def _plain(value: Any) -> str:
    """A value of the card in words: "name copy, licence Apache-2.0" for {"name": "copy", ...}."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _millions(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:.1f} M"


def _megabytes(size: int | None) -> str:
    return "-" if size is None else f"{size / 1e6:.1f} MB"
