"""mkt train corpus: what it writes and prints, and how errors look."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from mtnlg_cli.cli import _train_corpus
from mtnlg_cli.cli.options import sub_app
from tests.lm.corpora.small_sets import write_all, write_raw
from tests.lm.tiny import write_corpus


def run(*args: object) -> Result:
    app = sub_app("train")
    app.command("corpus")(_train_corpus.command)
    return CliRunner().invoke(app, list(map(str, args)), prog_name="mkt train corpus")


def test_the_table_goes_to_stdout_and_the_file_is_named_on_stderr(tmp_path: Path) -> None:
    result = run(write_all(tmp_path / "data"), "-o", tmp_path / "text")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 11 and "magento2_luma" in result.stdout
    assert "open_text.jsonl" in result.stderr
    names = {path.name for path in (tmp_path / "text").iterdir()}
    assert names == {"open_text.jsonl", "datasheet.json", "datasheet.md"}


def test_json_is_the_datasheet_with_the_copy_corpus(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path)
    out = tmp_path / "text"
    result = run(
        write_all(tmp_path / "data"), "--sets", "gsa-18f,zh_prose", "--copy", corpus, "-o", out, "--json", "-q"
    )
    data = json.loads(result.stdout)
    assert [sheet["set"] for sheet in data["sets"]] == ["gsa_18f", "zh_prose"] and data["copy"]["products"]["en"] >= 1
    assert data == json.loads((out / "datasheet.json").read_text(encoding="utf-8"))
    assert "## Copy corpus" in (out / "datasheet.md").read_text(encoding="utf-8")
    assert result.stderr == ""


def test_errors_say_what_where_and_how_to_mend_it(tmp_path: Path) -> None:
    data = write_all(tmp_path / "data")
    path = write_raw(data, "digitalgov", '{"path": "a", "text": "b"}\n{nonsense\n')
    assert "the data folder is not there" in str(run(tmp_path / "none", "-o", tmp_path).exception)
    assert "did you mean zh-prose?" in str(run(data, "--sets", "zh-pros", "-o", tmp_path).exception)
    assert f"{path}: line 2" in str(run(data, "-o", tmp_path).exception)
