"""Help and README say what the program does: every command has an example, every `mkt` line in them parses."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from mtnlg_cli.channels import CHANNELS
from mtnlg_cli.cli import COMMANDS
from mtnlg_cli.cli.app import build_app

README = Path(__file__).parent.parent / "README.md"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@cache
def program() -> Any:
    return typer.main.get_command(build_app())


def commands() -> Iterator[tuple[str, Any]]:
    """(words, click command) of every command and sub-command."""
    for name, command in program().commands.items():
        yield name, command
        for below, inner in getattr(command, "commands", {}).items():
            yield f"{name} {below}", inner


def command_lines(text: str) -> list[str]:
    """The `mkt ...` lines of a text: prompt sign, comment and trailing talk taken off, continued lines joined."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    lines = (re.sub(r"\s{2,}\S.*$|\s#.*$", "", line.strip().removeprefix("$ ")) for line in joined.splitlines())
    return [line for line in lines if re.match(r"mkt( |$)", line)]


def readme_lines() -> list[str]:
    blocks = (code for language, code in _FENCE.findall(README.read_text(encoding="utf-8")) if language != "text")
    return [line for block in blocks for line in command_lines(block)]


def assert_parses(line: str) -> None:
    """The arguments are ones the program takes; nothing is run and no file is opened."""
    words = [word for word in re.split(r"[|;]|&&|(?<!\S)\d?>", line, maxsplit=1)[0].split("\n") if word]
    args = shlex.split(words[0])[1:]
    if set(args) & {"--help", "-h", "--version"}:
        args = [arg for arg in args if arg not in ("--help", "-h", "--version")]
        assert not args or args[0] in COMMANDS.names()
        return
    command, name = program(), "mkt"
    context = command.make_context(name, args, resilient_parsing=False, allow_extra_args=True)
    while hasattr(command, "commands"):
        rest = [*getattr(context, "_protected_args", ()), *context.args]
        name, command, rest = command.resolve_command(context, rest)
        extra = {"allow_extra_args": True} if hasattr(command, "commands") else {}
        context = command.make_context(name, rest, parent=context, **extra)


@pytest.mark.parametrize("words", [words for words, _ in commands()])
def test_every_command_has_help_with_an_example_of_itself(words: str):
    command = dict(commands())[words]
    assert command.help, f"mkt {words} has no help"
    assert any(line.startswith(f"mkt {words}") for line in command_lines(command.help)), f"mkt {words} has no example"


@pytest.mark.parametrize("words", [words for words, _ in commands()])
def test_examples_in_the_help_parse(words: str):
    for line in command_lines(dict(commands())[words].help):
        assert_parses(line)


@pytest.mark.parametrize("words", [words for words, _ in commands()])
def test_every_option_says_what_it_is(words: str):
    command = dict(commands())[words]
    bare = [param.opts[0] for param in command.params if param.param_type_name == "option" and not param.help]
    assert not bare


@pytest.mark.parametrize("name", COMMANDS.names())
def test_readme_names_the_command(name: str):
    assert re.search(rf"\bmkt {name}\b", README.read_text(encoding="utf-8")), f"README.md does not name mkt {name}"


@pytest.mark.parametrize("name", CHANNELS.names())
def test_readme_names_the_channel(name: str):
    assert name in README.read_text(encoding="utf-8")


def test_readme_commands_parse():
    lines = readme_lines()
    assert lines, "README.md shows no mkt command"
    for line in lines:
        assert_parses(line)


@pytest.mark.parametrize(
    "line",
    [
        "mkt nonsense",
        "mkt channels shw sms",
        "mkt channels list --jsn",
        "mkt templates check sms/en",
        "mkt channels show",
    ],
)
def test_the_parser_of_this_test_finds_mistakes(line: str):
    with pytest.raises(Exception) as caught:  # typer's own usage error, whose class moves about
        assert_parses(line)
    assert getattr(caught.value, "exit_code", None) == 2


def test_lines_are_found_as_readers_see_them():
    text = (
        "$ mkt score a.jsonl   # again\n  mkt verify x.jsonl      checks it\nmkt score \\\n  b.jsonl\npip install x\n"
    )
    assert command_lines(text) == ["mkt score a.jsonl", "mkt verify x.jsonl", "mkt score b.jsonl"]
