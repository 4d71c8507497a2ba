"""The frame every command stands in: version, help, exit codes, streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mtnlg_cli import __version__
from mtnlg_cli.cli import COMMANDS, exits, root_help
from mtnlg_cli.cli.app import _Root, build_app
from mtnlg_cli.cli.options import parse_columns, parse_names, sub_app
from mtnlg_cli.errors import EnvironmentStop, MktError, StateConflict


def run_child(*args: str, **more) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtnlg_cli", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def test_version_is_the_same_with_and_without_typer(run_mkt):
    assert run_child("--version").stdout == f"mkt {__version__}\n"
    assert run_mkt("--version").stdout == f"mkt {__version__}\n"


def test_help_is_the_same_with_and_without_typer(run_mkt):
    assert run_child("-h").stdout == run_child("--help").stdout == run_mkt("--help").stdout == root_help()


def test_help_lists_every_command_with_a_summary():
    listed = [line.split(maxsplit=1) for line in root_help().split("Commands:\n")[1].splitlines()]
    assert [name for name, _ in listed] == COMMANDS.names()


@pytest.mark.parametrize(
    "args", [("--no-such-flag",), ("nonsense",), ("channels", "show"), ("channels", "list", "--limit", "3")]
)
def test_usage_error_exits_2_and_says_so_on_stderr(run_mkt, args):
    result = run_mkt(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: mkt" in result.stderr


def frame_around(error: BaseException):
    """A program of the real root group with one command that raises."""
    app = sub_app("Test.")
    program = typer.Typer(name="mkt", cls=_Root, rich_markup_mode=None, pretty_exceptions_enable=False)

    def command() -> None:
        raise error

    program.command("fail")(command)
    program.add_typer(app, name="other")
    return program


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (MktError("it broke", where="a.csv", fix="mend it"), 2, "error: it broke\n  where: a.csv\n  fix:   mend it\n"),
        (EnvironmentStop("disk full"), 3, "error: disk full\n"),
        (StateConflict("busy"), 75, "error: busy\n"),
        (OSError(28, "No space left on device", "/x"), 3, "error: no space left on device\n  where: /x\n"),
        (MemoryError(), 3, "error: out of memory\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_error_becomes_its_code_and_message(error, code, message):
    result = CliRunner().invoke(frame_around(error), ["fail"])
    assert result.exit_code == code
    assert result.stderr.startswith(message)
    assert "Traceback" not in result.stderr


def test_fault_of_ours_is_plain_without_debug_and_traced_with_it(capsys, monkeypatch):
    exits.set_debug(False)
    assert exits.run(frame_around(ZeroDivisionError("division by zero")), ["fail"]) == 3
    plain = capsys.readouterr().err
    assert plain.startswith("error: fault in mkt: ZeroDivisionError: division by zero\n") and "Traceback" not in plain
    monkeypatch.setenv("MKT_DEBUG", "1")
    exits.set_debug(False)
    exits.run(frame_around(ZeroDivisionError("division by zero")), ["fail"])
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.delenv("MKT_DEBUG")
    exits.set_debug(False)


def test_debug_flag_adds_the_traceback(run_mkt):
    assert "Traceback" in run_mkt("--debug", "channels", "show", "nope").stderr
    assert "Traceback" not in run_mkt("channels", "show", "nope").stderr


@pytest.mark.parametrize("args", [("channels", "list", "--json"), ("--help",), ("channels", "list")])
def test_closed_pipe_is_quiet(args):
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(
        [sys.executable, "-m", "mtnlg_cli", *args], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (child.returncode, child.stderr) == (141, "")


def test_full_disk_on_stdout_is_told():
    command = [sys.executable, "-m", "mtnlg_cli", "channels", "list"]
    with Path("/dev/full").open("w") as full:
        child = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert child.returncode == 3
    assert child.stderr.startswith("error: no space left on device\n")


def test_ascii_terminal_gets_escapes_and_no_error():
    child = run_child("channels", "show", "social-post", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert child.returncode == 0 and child.stdout.isascii()


def test_every_command_has_help_with_an_example():
    app = typer.main.get_command(build_app())
    for name, command in app.commands.items():
        for inner_name, inner in {name: command, **getattr(command, "commands", {})}.items():
            assert "Example:\n  mkt " in (inner.help or ""), f"{name} {inner_name} has no example"


def test_parse_columns():
    assert parse_columns("title=Name, price=RRP incl. VAT") == {"title": "Name", "price": "RRP incl. VAT"}
    assert parse_columns("") == {}
    with pytest.raises(MktError, match="not FIELD=NAME"):
        parse_columns("title")
    with pytest.raises(MktError, match="names title twice"):
        parse_columns("title=A,title=B")


def test_parse_names():
    assert parse_names("a, b,,a") == ("a", "b")
