"""The main job on the real weights: offline, accepted copy with the row's facts, the same whatever the batch."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline import OFFLINE_MKT

EXAMPLES = Path(__file__).parents[2] / "examples"


def generate(catalog: Path, folder: Path, *flags: str) -> list[dict]:
    output = folder / "outputs.jsonl"
    subprocess.run(
        [sys.executable, "-c", OFFLINE_MKT, "generate", str(catalog), "-o", str(output), "-q", *flags],
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    return [json.loads(line) for line in output.read_text(encoding="utf-8").split("\n") if line]


def reversed_copy(catalog: Path, target: Path, *, rows: int) -> Path:
    with catalog.open(encoding="utf-8", newline="") as file:
        header, *records = list(csv.reader(file))
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *records[:rows][::-1]])
    return target


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    return generate(EXAMPLES / "products.csv", tmp_path_factory.mktemp("english"), "--limit", "6")


def test_most_of_the_examples_are_accepted_and_none_is_lost(english: list[dict]):
    assert len(english) == 6
    assert sum(record["status"] == "accepted" for record in english) >= 5


def test_the_copy_is_the_models_and_says_facts_of_the_row(english: list[dict]):
    for record in english:
        assert record["provenance"]["model"] == "mkt-embedded"
        assert record["provenance"]["ai_generated"] is True
        text = record["copy"]["description"][0].lower()
        assert record["product"]["brand"].lower() in text
        assert record["scores"]["attribute-coverage"] > 0.3


def test_a_row_gets_the_same_copy_in_another_order_and_company(english: list[dict], tmp_path: Path):
    catalog = reversed_copy(EXAMPLES / "products.csv", tmp_path / "reversed.csv", rows=3)
    again = generate(catalog, tmp_path)
    expected = {record["id"]: (record["copy"], record["scores"], record["status"]) for record in english}
    assert [record["product_id"] for record in again] == [record["product_id"] for record in english[:3]][::-1]
    for record in again:
        assert (record["copy"], record["scores"], record["status"]) == expected[record["id"]]


def test_chinese_rows_get_chinese_copy(tmp_path: Path):
    for record in generate(EXAMPLES / "products.zh.csv", tmp_path, "--limit", "2"):
        assert record["language"] == "zh"
        assert record["product"]["品牌"] in record["copy"]["description"][0]


def test_every_channel_is_written(tmp_path: Path):
    records = generate(
        EXAMPLES / "products.csv", tmp_path, "--limit", "1", "--channel", "all", "--brief", str(EXAMPLES / "brief.toml")
    )
    assert {record["channel"] for record in records} >= {"bullets", "email", "google-rsa", "sms", "social-post"}
    assert all(record["copy"] for record in records)
    email = next(record for record in records if record["channel"] == "email")
    assert "30 November" in " ".join(text for texts in email["copy"].values() for text in texts)
