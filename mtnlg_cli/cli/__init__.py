"""The command line: one thin file a command, found by its file name.

A command file `cli/<verb>.py` exposes either `command(...)`, a typer-annotated function whose docstring is the help and
holds an example, or `app`, a `typer.Typer` of such functions for a verb with sub-verbs (`mkt channels list`). Files
starting with an underscore and the four helpers below are no commands.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from mtnlg_cli import __version__
from mtnlg_cli.cli import exits
from mtnlg_cli.registry import Registry

COMMANDS = Registry("mtnlg_cli.cli", "command", exclude=("console", "exits", "options", "settings"))

_TYPER: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "pretty_exceptions_show_locals": False,
    "add_completion": False,
    "no_args_is_help": True,
}


class _Rim(TyperGroup):
    """The outermost group: whatever a command raises becomes an exit code in `exits.guarded`."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer < 0.26 hands over click's own class
        with exits.guarded():
            return super().invoke(ctx)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mkt {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error (also MKT_DEBUG=1).")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Write reviewed and scored marketing copy from a product catalog, with a language model on this machine.

    \b
    Example:
      mkt generate products.csv        writes outputs.jsonl
      mkt score outputs.jsonl          scores it again

    \b
    Settings: flag, then MKT_* environment, then ./mkt.toml (or [tool.mkt] in ./pyproject.toml), then default.
    """
    from mtnlg_cli.cli.settings import resolve_settings

    exits.set_debug(debug)
    ctx.default_map = resolve_settings(ctx.command)


def build_app() -> typer.Typer:
    """The whole program: the root options and every command file of this folder."""
    app = typer.Typer(name="mkt", cls=_Rim, **_TYPER)
    app.callback()(_root)
    for name in COMMANDS.names():
        module = COMMANDS.get(name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)
    return app


def sub_app(help_text: str) -> typer.Typer:
    """An empty typer app for a verb with sub-verbs, set up like the root; `help_text` is its help page."""
    return typer.Typer(help=help_text, **_TYPER)


def main() -> NoReturn:
    """Entry point of `mkt`."""
    sys.exit(exits.run(build_app()))
