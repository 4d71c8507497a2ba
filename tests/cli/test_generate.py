"""`mkt generate` and `mkt verify` as a user meets them: exit codes, both streams, messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CATALOG = """\
id,title,brand,color,material,capacity
B-1,Trailmate Water Bottle,Trailmate,forest green,stainless steel,750 ml
B-2,Trailmate Mug,Trailmate,white,ceramic,300 ml
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products.csv").write_text(CATALOG, encoding="utf-8")
    return tmp_path


def generate(run_mkt: Any, *flags: str, **options: Any) -> Any:
    return run_mkt("generate", "products.csv", "--engine", "fake", *flags, **options)


def test_talk_goes_to_stderr_and_ends_with_the_counts_and_the_next_command(run_mkt: Any, folder: Path) -> None:
    result = generate(run_mkt)
    assert result.exit_code == 0
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[:3] == ["mkt: reading the catalog", "mkt: loading the model", "mkt: writing the outputs"]
    assert lines[-3:] == [
        "input 2 = accepted 2 + flagged 0 + rejected 0 + failed 0 + skipped 0",
        "wrote outputs.jsonl and outputs.run.json",
        "next: mkt score outputs.jsonl",
    ]
    again = generate(run_mkt)
    assert again.exit_code == 0
    assert again.stderr.splitlines()[1:] == [
        "reused 2 records; no model was needed",
        "input 2 = accepted 2 + flagged 0 + rejected 0 + failed 0 + skipped 0",
        "already there: outputs.jsonl and outputs.run.json",
        "next: mkt score outputs.jsonl",
    ]


def test_json_is_one_document_on_stdout(run_mkt: Any, folder: Path) -> None:
    result = generate(run_mkt, "--json", "-q", "--channel", "product_description,sms", "--seed", "3")
    assert result.exit_code == 0
    assert result.stderr == ""
    data = json.loads(result.stdout)
    assert data["counts"] == {"input": 4, "accepted": 4, "flagged": 0, "rejected": 0, "failed": 0, "skipped": 0}
    assert (data["made"], data["reused"], data["ok"]) == (4, 0, True)
    manifest = json.loads((folder / "outputs.run.json").read_text(encoding="utf-8"))
    assert manifest["arguments"]["seed"] == 3
    assert manifest["counts"] == data["counts"]


def test_dry_run_prints_prompts_and_writes_nothing(run_mkt: Any, folder: Path) -> None:
    result = generate(run_mkt, "--dry-run", "--limit", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("--- B-1 / product-description / en (product-description/en)\n")
    assert "forest green" in result.stdout
    assert [path.name for path in folder.iterdir()] == ["products.csv"]
    lines = generate(run_mkt, "--dry-run", "--json").stdout.splitlines()
    assert [json.loads(line)["product_id"] for line in lines] == ["B-1", "B-2"]


def test_other_settings_stop_with_75(run_mkt: Any, folder: Path) -> None:
    generate(run_mkt)
    result = generate(run_mkt, "--tone", "warm")
    assert result.exit_code == 75
    assert result.stderr.splitlines()[1:] == [
        "error: the saved state belongs to other settings:",
        "    brief.tone: plain -> warm",
        f"  where: {folder / '.outputs.journal.jsonl'} (2 finished records, 0 of them reusable)",
        "  fix:   give the old settings again, another -o, or --new-run to start anew (the old journal is kept)",
    ]
    assert generate(run_mkt, "--tone", "warm", "--new-run").exit_code == 0


def test_output_of_another_tool_is_left_alone(run_mkt: Any, folder: Path) -> None:
    (folder / "outputs.jsonl").write_text("mine\n")
    result = generate(run_mkt)
    assert result.exit_code == 75
    assert "another tool wrote it" in result.stderr
    assert (folder / "outputs.jsonl").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--channel", "product-descripton"), "did you mean product-description?"),
        (("--engine", "fakes"), "did you mean fake?"),
        (("--top-p", "1.4"), "--top-p must be in (0, 1], got 1.4"),
        (("--fail-under", "80"), "--fail-under must be from 0 to 1, got 80"),
        (("--on-bad-row", "ignore"), "--on-bad-row must be stop or skip, got ignore"),
        (("--tone", "loud"), "unknown tone: loud"),
        (("--brief", "none.toml"), "the brief does not exist"),
        (("--template", "none"), "no template none"),
        (("-o", "missing/outputs.jsonl"), "the folder of the output does not exist"),
        (("--channel", ","), "--channel names no channel"),
    ],
)
def test_what_cannot_start_exits_2_and_writes_nothing(
    run_mkt: Any, folder: Path, flags: tuple[str, ...], message: str
) -> None:
    result = generate(run_mkt, *flags)
    assert result.exit_code == 2
    assert message in result.stderr
    assert [path.name for path in folder.iterdir()] == ["products.csv"]


def test_skipped_rows_and_gates_exit_1(run_mkt: Any, folder: Path) -> None:
    with (folder / "products.csv").open("a") as stream:
        stream.write("B-3,Lamp,Trailmate,red,oak,1 l,surplus\n")
    assert generate(run_mkt).exit_code == 2
    result = generate(run_mkt, "--on-bad-row", "skip")
    assert result.exit_code == 1
    assert "input 3 = accepted 2 + flagged 0 + rejected 0 + failed 0 + skipped 1" in result.stderr
    (folder / "products.csv").write_text(CATALOG)
    assert generate(run_mkt).exit_code == 0
    gated = generate(run_mkt, "--max-flagged", "0", "--fail-under", "1", "--new-run", env={"MKT_FAKE_FAULT_RATE": "1"})
    assert gated.exit_code == 1
    assert "flagged for: unsupported-number (2)" in gated.stderr
    assert "gate not met: mean overall 0.5000 is below --fail-under 1" in gated.stderr
    assert "gate not met: flagged rate 1.0000 is above --max-flagged 0" in gated.stderr


def test_verify_reports_what_is_wrong(run_mkt: Any, folder: Path) -> None:
    generate(run_mkt)
    good = run_mkt("verify")
    assert good.exit_code == 0
    assert good.stdout.splitlines() == [
        "input 2 = accepted 2 + flagged 0 + rejected 0 + failed 0 + skipped 0",
        "outputs.jsonl: ok",
    ]
    output = folder / "outputs.jsonl"
    output.write_bytes(output.read_bytes().split(b"\n")[0] + b"\n")
    bad = run_mkt("verify", "outputs.jsonl")
    assert bad.exit_code == 1
    assert "outputs.run.json: accepted: 2 stated, 1 found" in bad.stdout
    data = json.loads(run_mkt("verify", "--json").stdout)
    assert (data["ok"], data["num_problems"], data["num_records"]) == (False, 3, 1)
    assert run_mkt("verify", "none.jsonl").exit_code == 2


def test_scores_can_be_repeated_exactly(run_mkt: Any, folder: Path) -> None:
    generate(run_mkt, "--channel", "all", "--candidates", "2", env={"MKT_FAKE_FAULT_RATE": "0.8"})
    assert run_mkt("score", "outputs.jsonl", "-o", "scored.jsonl").exit_code == 0
    assert (folder / "scored.jsonl").read_bytes() == (folder / "outputs.jsonl").read_bytes()
