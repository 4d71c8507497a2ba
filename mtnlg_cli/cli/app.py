"""The typer application, built from the command files of this folder."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mtnlg_cli import __version__
from mtnlg_cli.cli import COMMANDS, exits, root_help
from mtnlg_cli.cli.options import TYPER


class _Root(TyperGroup):
    """The outermost group: whatever a command raises becomes an exit code in `exits.guarded`."""

    def invoke(self, ctx: Any) -> Any:
        with exits.guarded():
            return super().invoke(ctx)

    def get_help(self, ctx: Any) -> str:
        return root_help().rstrip("\n")


def build_app() -> typer.Typer:
    """The whole program: the root options and every command file of this folder."""
    app = typer.Typer(name="mkt", cls=_Root, **TYPER)
    app.callback()(_root)
    for name in COMMANDS.names():
        module = COMMANDS.get(name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mkt {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    from mtnlg_cli.cli.settings import resolve_settings

    exits.set_debug(debug)
    ctx.default_map = resolve_settings(ctx.command)
