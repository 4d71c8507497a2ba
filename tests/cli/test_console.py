"""stdout is data, stderr is talk, and nothing of a catalog can steer the terminal."""

from __future__ import annotations

import json

import pytest

from mtnlg_cli.cli.console import emit, emit_json, safe, table, talk


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("Chair [/b]", "Chair [/b]"),
        ("a\u202eb", "a\\u202eb"),
        ("bell\x07\x9b", "bell\\x07\\x9b"),
        ("\ud800", "\\ud800"),
        ("tab\tline\n水😀", "tab\tline\n水😀"),
    ],
)
def test_safe_escapes_what_steers_a_terminal(raw: str, shown: str):
    assert safe(raw) == shown


def test_streams(capsys):
    talk("hello\x1b")
    emit("data\x1b")
    out, err = capsys.readouterr()
    assert (out, err) == ("data\\x1b\n", "hello\\x1b\n")


def test_json_is_one_line_and_round_trips(capsys):
    value = {"a": "line\nnext\x1b\u202e\u2028", "水": [1, None, True, 0.5]}
    emit_json(value)
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and "\x1b" not in out and "\u202e" not in out
    assert json.loads(out) == value


def test_json_refuses_nan():
    with pytest.raises(ValueError, match="JSON compliant"):
        emit_json(float("nan"))


def test_plain_table_aligns_wide_characters(capsys):
    table(("id", "title"), [("1", "水杯\nx"), ("22", None), ("3", "\x1b[1m")])
    assert capsys.readouterr().out == "id  title\n1   水杯 x\n22\n3   \\x1b[1m\n"
