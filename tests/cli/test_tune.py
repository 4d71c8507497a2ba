"""mkt tune from the command line: table, JSON, messages, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtnlg_cli.lm.tuning import settings
from tests.generation.tiny_models import save_model
from tests.pipelines.tuning_jobs import rewrite, write_records


@pytest.fixture
def job(tmp_path: Path) -> list[str]:
    records = write_records(tmp_path, 16)
    save_model(tmp_path / "base", scale=2.0)
    flags = ["--held-out", "0.3", "--compare", "2", "--epochs", "1", "--learning-rate", "0.01", "--device", "cpu"]
    return ["tune", str(records), "--model", str(tmp_path / "base"), "-o", str(tmp_path / "ours"), *flags]


def test_table_on_stdout_and_talk_on_stderr(run_mkt, job, tmp_path):
    rewrite(tmp_path / "outputs.jsonl", lambda index, record: record.update(status="flagged") if not index else None)
    result = run_mkt(*job)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["held", "out", "before", "after"]
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "loss, nats a token",
        "perplexity",
        "bits a character",
        "greedy copy accepted by review",
        "mean overall score",
    ]
    assert "mkt: training: step 0, 0 %" in result.stderr
    assert "left out: 1 record, status is flagged" in result.stderr
    assert f"wrote {tmp_path / 'ours'}" in result.stderr
    again = run_mkt(*job)
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert f"already there: {tmp_path / 'ours'}" in again.stderr


def test_json_is_one_document(run_mkt, job):
    result = run_mkt(*job, "--json", "-q")
    data = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert data["records"]["num_training"] + data["records"]["num_held_out"] == 16
    assert data["before"].keys() == data["after"].keys()
    assert data["training"]["method"] == "lora"
    assert data["is_new"] is True


def test_the_result_writes_copy(run_mkt, job, tmp_path):
    assert run_mkt(*job, "-q").exit_code == 0
    flags = ["--template", str(Path(__file__).parents[1] / "pipelines" / "plain.j2"), "--max-new-tokens", "16"]
    result = run_mkt("generate", "products.csv", "--model", "ours", "-o", "new.jsonl", "--limit", "2", *flags, "--json")
    assert json.loads(result.stdout)["counts"]["input"] == 2, result.stderr


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--method", "qlora"), "--method must be lora or full"),
        (("--minutes", "1"), "--epochs and --minutes exclude each other"),
        (("--held-out", "0"), "--held-out must be above 0"),
        (("--dtype", "float16"), "float16 is too narrow to train in"),
        (("--device", "tpu"), "--device must be auto, cpu or cuda"),
        (("--max-length", "100000"), "is longer than the model's context of 512 tokens"),
    ],
)
def test_what_cannot_be_is_told_and_exits_2(run_mkt, job, flags, message):
    result = run_mkt(*job, *flags)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_lora_without_peft_exits_2_and_says_what_to_install(run_mkt, job, monkeypatch):
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    result = run_mkt(*job)
    assert result.exit_code == 2
    assert "pip install 'mtnlg-cli[train]'" in result.stderr


def test_another_models_folder_exits_75(run_mkt, job):
    job[job.index("-o") + 1] = job[job.index("--model") + 1]
    result = run_mkt(*job)
    assert result.exit_code == 75
    assert "was not made by mkt tune" in result.stderr


def test_a_model_that_is_not_here_exits_3(run_mkt, job):
    job[job.index("--model") + 1] = "some-org/some-model"
    result = run_mkt(*job)
    assert result.exit_code == 3
    assert "downloads are off" in result.stderr
