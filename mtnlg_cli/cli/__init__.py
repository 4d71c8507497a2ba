"""The command line: one thin file a command, found by its file name.

A command file `cli/<verb>.py` exposes either `command(...)`, a typer-annotated function whose docstring is the help and
holds an example, or `app = sub_app(...)`, a `typer.Typer` of such functions for a verb with sub-verbs (`mkt channels
list`). Files starting with an underscore and the helpers named in `COMMANDS` are no commands.

Importing this module is cheap: `mkt --help` and `mkt --version` are answered here, before typer is imported.
"""

from __future__ import annotations

import sys
from typing import NoReturn

from mtnlg_cli import __version__
from mtnlg_cli.registry import Registry

COMMANDS = Registry("mtnlg_cli.cli", "command", exclude=("app", "console", "exits", "options", "settings"))

_HELP = """\
Usage: mkt [OPTIONS] COMMAND [ARGS]...

  Write reviewed and scored marketing copy from a product catalog, with a
  language model on this machine.

  Example:
    mkt generate products.csv        writes outputs.jsonl
    mkt score outputs.jsonl          scores it again

  Settings: flag, then MKT_* environment, then ./mkt.toml (or [tool.mkt] in
  ./pyproject.toml), then default.

Options:
  --debug     Show the traceback of an error (also MKT_DEBUG=1).
  --version   Show the version and exit.
  -h, --help  Show this message and exit; every command has it too.

Commands:
{commands}
"""


def root_help() -> str:
    """The page of `mkt --help`; the summary of a command is the first line of its docstring."""
    names = COMMANDS.names()
    width = max((len(name) for name in names), default=0)
    return _HELP.format(commands="\n".join(f"  {name:<{width}}  {_summary(name)}" for name in names))


def main() -> NoReturn:
    """Entry point of `mkt`."""
    args = sys.argv[1:]
    if args in (["--help"], ["-h"]):
        sys.exit(_answer(root_help()))
    if args == ["--version"]:
        sys.exit(_answer(f"mkt {__version__}\n"))
    from mtnlg_cli.cli.app import build_app
    from mtnlg_cli.cli.exits import run

    sys.exit(run(build_app()))


def _summary(name: str) -> str:
    return COMMANDS.summary(name, function="command").rstrip(".")


def _answer(text: str) -> int:
    """Write a page and return the exit code; a reader that has gone ends it quietly."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        from mtnlg_cli.cli.exits import ExitCode, silence_stdout

        silence_stdout()
        return ExitCode.BROKEN_PIPE
    return 0
