"""The outputs beside the examples are what the tool gives: their scores come out again, and nothing is lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import RunMkt

EXAMPLES = Path(__file__).parent.parent / "examples"
OUTPUTS = sorted((EXAMPLES / "outputs").glob("*.jsonl"))


def records_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_scoring_an_example_again_reproduces_it(path: Path, tmp_path: Path, run_mkt: RunMkt):
    scored = tmp_path / "scored.jsonl"
    assert run_mkt("score", str(path), "-o", str(scored)).exit_code == 0
    for before, after in zip(records_of(path), records_of(scored), strict=True):
        assert after["scores"] == before["scores"]
        assert after["findings"] == before["findings"]
        assert after["status"] == before["status"]


def test_every_product_of_the_first_example_has_its_record():
    with (EXAMPLES / "products.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    records = records_of(EXAMPLES / "outputs" / "products.jsonl")
    assert [record["product_id"] for record in records] == ids
    assert sum(record["status"] == "accepted" for record in records) >= 0.8 * len(records)
