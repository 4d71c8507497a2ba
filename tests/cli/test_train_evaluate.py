"""mkt train evaluate: what it prints, and how errors look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mtnlg_cli.cli import _train_evaluate
from mtnlg_cli.cli.options import sub_app
from mtnlg_cli.errors import MktError
from tests.lm.evaluation.small_corpus import write_small_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_corpus(tmp_path_factory.mktemp("corpus"), held_out=1)


def run(*args: str) -> Result:
    app = sub_app("train")
    app.command("evaluate")(_train_evaluate.command)
    return CliRunner().invoke(app, [*args, "--engine", "fake"], prog_name="mkt train evaluate")


def test_tables_go_to_stdout_and_the_folder_is_named_on_stderr(corpus: Path, tmp_path: Path):
    result = run(str(corpus), "--channels", "product-description,email", "--tones", "plain,warm", "-o", str(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("fake: 2 held-out products, ")
    for title in ("What review made of the copy", "Keyword of the brief used", "Tone recognised"):
        assert title in result.stdout
    assert "product-description  en        1        1" in result.stdout
    assert f"blind pairs: {tmp_path}" in result.stderr
    assert (tmp_path / "report.json").is_file()


def test_json_is_one_document(corpus: Path):
    result = run(str(corpus), "--channels", "sms", "--tones", "none", "--products", "1", "--json", "-q")
    data = json.loads(result.stdout)
    assert data["acceptance"][-1]["records"] == 1
    assert "tones" not in data
    assert result.stderr == ""


def test_a_wrong_tone_is_named(corpus: Path):
    result = run(str(corpus), "--tones", "loud")
    assert isinstance(result.exception, MktError)
    assert "unknown tone: loud" in str(result.exception)


def test_a_model_folder_is_read_by_the_transformers_engine(corpus: Path, tmp_path: Path):
    app = sub_app("train")
    app.command("evaluate")(_train_evaluate.command)
    result = CliRunner().invoke(app, [str(corpus), "--model", str(tmp_path), "--tones", "none", "-q"])
    assert isinstance(result.exception, MktError)
    assert "config.json" in str(result.exception)
