"""flag > MKT_* > mkt.toml > default."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import pytest
import typer

from mtnlg_cli.cli.options import ColumnsOption, JsonFlag, SeedOption, sub_app
from mtnlg_cli.cli.settings import resolve_settings
from mtnlg_cli.errors import MktError


@pytest.fixture
def group():
    """A program with two commands and a verb with a sub-verb, built like the real one."""
    program = typer.Typer(rich_markup_mode=None, add_completion=False)

    def write(
        seed: SeedOption = 1,
        json: JsonFlag = False,
        columns: ColumnsOption = "",
        top_k: Annotated[int, typer.Option("--top-k")] = 40,
    ) -> None: ...

    def score(json: JsonFlag = False) -> None: ...

    program.command("write")(write)
    program.command("score")(score)
    below = sub_app("Below.")
    below.command("list")(score)
    below.command("other")(score)
    program.add_typer(below, name="below")
    return typer.main.get_command(program)


def resolve(group, folder: Path, text: str = "", **environ: str):
    if text:
        (folder / "mkt.toml").write_text(text, encoding="utf-8")
    return resolve_settings(group, folder=folder, environ=environ)


def test_nothing_given_changes_nothing(group, tmp_path):
    assert resolve(group, tmp_path) == {"write": {}, "score": {}, "below": {"list": {}, "other": {}}}


def test_top_level_key_goes_to_every_command_that_has_it(group, tmp_path):
    found = resolve(group, tmp_path, "json = true\nseed = 7\ntop-k = 5")
    assert found["write"] == {"json": True, "seed": 7, "top_k": 5}
    assert found["score"] == found["below"]["list"] == {"json": True}


def test_table_of_a_command_beats_the_top_level(group, tmp_path):
    assert resolve(group, tmp_path, "seed = 7\n[write]\nseed = 8")["write"] == {"seed": 8}


def test_environment_beats_the_file_and_the_longer_name_wins(group, tmp_path):
    assert resolve(group, tmp_path, "seed = 7", MKT_SEED="8")["write"] == {"seed": "8"}
    assert resolve(group, tmp_path, "", MKT_SEED="8", MKT_WRITE_SEED="9")["write"] == {"seed": "9"}


def test_lists_and_tables_are_spelled_as_the_flag_is(group, tmp_path):
    found = resolve(group, tmp_path, 'columns = {title = "Name", price = "RRP"}')
    assert found["write"] == {"columns": "title=Name,price=RRP"}


def test_pyproject_is_read_when_there_is_no_mkt_toml(group, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.mkt]\nseed = 3\n", encoding="utf-8")
    assert resolve(group, tmp_path)["write"] == {"seed": 3}
    assert resolve(group, tmp_path, "seed = 4")["write"] == {"seed": 4}


def test_broken_pyproject_is_not_ours(group, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[[[", encoding="utf-8")
    assert resolve(group, tmp_path)["write"] == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sede = 1", "unknown setting: sede"),
        ("[write]\nsed = 1", r"unknown setting in \[write\]: sed"),
        ("[wirte]\nseed = 1", "unknown setting: wirte"),
        ('seed = "many"', "--seed: 'many' is not a valid int"),
        ("seed = true", "--seed is no switch: true"),
        ("seed = -1", "--seed: -1 is not in the range"),
        ("seed = ", "not TOML"),
    ],
)
def test_mistakes_in_the_file_are_refused(group, tmp_path, text, message):
    with pytest.raises(MktError, match=message) as caught:
        resolve(group, tmp_path, text)
    assert caught.value.where is not None and caught.value.fix is not None


def test_unknown_setting_is_met_with_a_suggestion(group, tmp_path):
    with pytest.raises(MktError) as caught:
        resolve(group, tmp_path, "top-kk = 1")
    assert str(caught.value).endswith("did you mean top-k? known: below, columns, json, score, seed, top-k, write")


def test_bad_environment_value_names_the_variable(group, tmp_path):
    with pytest.raises(MktError, match="--seed: 'x' is not a valid int") as caught:
        resolve(group, tmp_path, "", MKT_SEED="x")
    assert caught.value.where == "environment variable MKT_SEED"


def test_flag_false_beats_a_file_true(run_mkt, tmp_path):
    (tmp_path / "mkt.toml").write_text("json = true\n", encoding="utf-8")
    assert json.loads(run_mkt("channels", "list").stdout)
    assert run_mkt("channels", "list", "--no-json").stdout.startswith("channel ")
    assert run_mkt("channels", "list", env={"MKT_JSON": "false"}).stdout.startswith("channel ")
    assert json.loads(run_mkt("channels", "list", "--json", env={"MKT_JSON": "0"}).stdout)


def test_unknown_setting_stops_the_program(run_mkt, tmp_path):
    (tmp_path / "mkt.toml").write_text("jsn = true\n", encoding="utf-8")
    result = run_mkt("channels", "list")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "unknown setting: jsn" in result.stderr and "did you mean json?" in result.stderr
