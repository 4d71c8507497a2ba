"""mkt score and mkt metrics from the command line: exit codes, stdout, stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROWS = [
    {
        "channel": "sms",
        "text": "The black skillet weighs 1.7 kg.",
        "product": {"title": "Skillet", "weight": "1.7 kg", "color": "black"},
    },
    {
        "channel": "sms",
        "text": "The black skillet weighs 9 kg.",
        "product": {"title": "Skillet", "weight": "1.7 kg", "color": "black"},
    },
]


@pytest.fixture
def copy_file(tmp_path: Path) -> Path:
    path = tmp_path / "copy.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_json_is_one_document_on_stdout(run_mkt, copy_file):
    result = run_mkt("score", str(copy_file), "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert data["records"] == 2
    assert data["statuses"] == {"accepted": 1, "flagged": 1}
    assert data["findings"]["unsupported-number"] == 1
    assert set(data["metrics"]["overall"]) == {"mean", "p10", "p50", "p90"}
    assert data["gate"]["met"] is True


def test_table_on_stdout_and_talk_on_stderr(run_mkt, copy_file, tmp_path):
    result = run_mkt("score", str(copy_file), "-o", "scored.jsonl")
    assert result.exit_code == 0
    assert result.stdout.startswith("2 records: 1 accepted, 1 flagged\n\nmetric")
    assert "overall" in result.stdout
    assert "unsupported-number" in result.stdout
    assert result.stderr == "scored records: scored.jsonl\n"
    assert len((tmp_path / "scored.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(("bar", "code"), [("0", 0), ("0.5", 0), ("0.999", 1)])
def test_fail_under_sets_the_exit_code(run_mkt, copy_file, bar, code):
    result = run_mkt("score", str(copy_file), "--fail-under", bar, "--json")
    assert result.exit_code == code
    assert json.loads(result.stdout)["gate"]["met"] is (code == 0)
    assert ("gate not met: mean overall" in result.stderr) is (code == 1)


@pytest.mark.parametrize(("rate", "code"), [("0.5", 0), ("0.4", 1)])
def test_max_flagged_sets_the_exit_code(run_mkt, copy_file, rate, code):
    assert run_mkt("score", str(copy_file), "--max-flagged", rate).exit_code == code


def test_bad_line_exits_1_with_the_others_scored(run_mkt, copy_file):
    copy_file.write_text(copy_file.read_text() + "not json\n")
    result = run_mkt("score", str(copy_file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["records"] == 2
    assert "copy.jsonl: line 3" in result.stderr


def test_nothing_readable_exits_2(run_mkt, copy_file):
    copy_file.write_text('{"text": "cut o')
    result = run_mkt("score", str(copy_file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "torn" in result.stderr
    assert "copy.jsonl: line 1" in result.stderr


def test_usage_errors_exit_2(run_mkt, copy_file):
    assert run_mkt("score", str(copy_file), "--fail-under", "7").exit_code == 2
    assert run_mkt("score", str(copy_file), "-o", "nowhere/scored.jsonl").exit_code == 2
    assert run_mkt("score", "missing.jsonl").exit_code == 2


def test_quiet_says_nothing_when_all_is_well(run_mkt, copy_file):
    result = run_mkt("score", str(copy_file), "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_unknown_channel_is_a_warning_not_a_failure(run_mkt, tmp_path):
    (tmp_path / "c.jsonl").write_text('{"channel": "pigeon", "text": "A desk of oak."}\n')
    result = run_mkt("score", "c.jsonl")
    assert result.exit_code == 0
    assert "warning: channel pigeon is not known" in result.stderr


def test_metrics_list_and_show(run_mkt):
    listed = json.loads(run_mkt("metrics", "list", "--json").stdout)
    assert [m["name"] for m in listed] == sorted(m["name"] for m in listed)
    assert sum(m["weight"] or 0 for m in listed) == pytest.approx(1)
    shown = run_mkt("metrics", "show", "attribute_coverage")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("attribute-coverage\n\nAttribute coverage: share of the row's main facts")
    data = json.loads(run_mkt("metrics", "show", "overall", "--json").stdout)
    assert data["name"] == "overall"
    assert data["example"]["value"] == 1.0


def test_unknown_metric_exits_2_with_a_suggestion(run_mkt):
    result = run_mkt("metrics", "show", "fluensy")
    assert result.exit_code == 2
    assert "did you mean fluency?" in result.stderr
