from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.domain import Brief, Candidate, Prompt
from mtnlg_cli.errors import EnvironmentStop, Location, MktError, StateConflict
from mtnlg_cli.generation.engine import EngineOptions, GenerationFailure
from mtnlg_cli.generation.engines.fake import FakeEngine
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.pipelines.copy_cases import Notes, own_case
from mtnlg_cli.pipelines.generate_copy import Progress, generate_copy
from mtnlg_cli.pipelines.judge import judge_copy
from mtnlg_cli.pipelines.verify_outputs import verify_outputs
from tests.pipelines.jobs import SAMPLING, make_job, make_row, read_records, write_catalog


class Calls(list[tuple[str, int]]):
    """(product id, attempt) of every prompt an engine was given; `loads` counts loaded engines."""

    loads = 0


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Calls]:
    """Watches the real fake engine at work."""
    seen = Calls()
    generate, load = FakeEngine.generate, FakeEngine.load

    def watched_generate(
        self: FakeEngine, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        seen.extend((prompt.product.id, attempt) for prompt in prompts)
        return generate(self, prompts, sampling=sampling, attempt=attempt)

    def watched_load(self: FakeEngine) -> None:
        seen.loads += 1
        load(self)

    monkeypatch.setattr(FakeEngine, "generate", watched_generate)
    monkeypatch.setattr(FakeEngine, "load", watched_load)
    yield seen


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return write_catalog(tmp_path / "products.csv", [make_row(i) for i in range(10)])


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.iterdir() if path.name != ".outputs.lock")
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_every_row_and_channel_has_one_record_in_input_order(catalog: Path) -> None:
    result = generate_copy(make_job(catalog, channels=("product-description", "sms")))
    records = read_records(result.output)
    expected = [f"SKU-{i:04d}/{channel}/en" for i in range(10) for channel in ("product-description", "sms")]
    assert [record["id"] for record in records] == expected
    assert result.counts.input == 20
    assert result.is_clean == (result.counts.failed == 0)
    assert verify_outputs(result.output).problems == []
    first = records[0]
    assert first["status"] == "accepted", first["findings"]
    assert first["provenance"]["ai_generated"] is True
    assert first["source"]["file"] == "products.csv"
    assert first["source"]["line"] == 2
    assert first["product"]["color"] == "red"
    assert first["scores"]["overall"] > 0.5


def test_finished_job_makes_no_call_and_changes_no_byte(catalog: Path, calls: Calls) -> None:
    first = generate_copy(make_job(catalog))
    assert calls.loads == 1
    before = state_of(catalog.parent)
    calls.clear()
    again = generate_copy(make_job(catalog))
    assert (list(calls), calls.loads) == ([], 1)
    assert state_of(catalog.parent) == before
    assert (again.num_made, again.num_reused) == (0, 10)
    assert again.counts == first.counts


def test_only_changed_rows_are_done_again(catalog: Path, calls: Calls) -> None:
    generate_copy(make_job(catalog))
    calls.clear()
    rows = [make_row(i) for i in range(10)]
    changed = list(rows[4])
    changed[3] = "orange"
    new = [make_row(99), *rows[:4], changed, *rows[6:]]  # one new on top, one changed, one gone
    write_catalog(catalog, new)
    result = generate_copy(make_job(catalog))
    assert {product for product, _ in calls} == {"SKU-0099", "SKU-0004"}
    records = read_records(result.output)
    assert [record["product_id"] for record in records] == [row[0] for row in new]
    assert [record["source"]["line"] for record in records] == list(range(2, 12))
    assert verify_outputs(result.output).problems == []
    fresh = catalog.parent / "fresh"
    fresh.mkdir()
    generate_copy(make_job(Path(shutil.copy(catalog, fresh))))
    assert (fresh / "outputs.jsonl").read_bytes() == result.output.read_bytes()


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("sampling.seed: 0 -> 1", {"sampling": replace(SAMPLING, seed=1)}),
    ("sampling.candidates: 2 -> 3", {"sampling": replace(SAMPLING, candidates=3)}),
    ("sampling.temperature: 0.7 -> 0.8", {"sampling": replace(SAMPLING, temperature=0.8)}),
    ("sampling.top_k: 50 -> 40", {"sampling": replace(SAMPLING, top_k=40)}),
    ("sampling.top_p: 0.95 -> 0.9", {"sampling": replace(SAMPLING, top_p=0.9)}),
    ("sampling.max_new_tokens: 320 -> 64", {"sampling": replace(SAMPLING, max_new_tokens=64)}),
    ("brief.tone: plain -> warm", {"brief": Brief(tone="warm")}),
    ("brief.audience:  -> hikers", {"brief": Brief(audience="hikers")}),
    ("brief.offer:  -> 10% off", {"brief": Brief(offer="10% off")}),
    ("brief.deadline:  -> 30 June", {"brief": Brief(deadline="30 June")}),
    ("brief.keywords: [] -> ['mug']", {"brief": Brief(keywords=("mug",))}),
    ("brief.banned_words: [] -> ['cheap']", {"brief": Brief(banned_words=("cheap",))}),
    ("brief.examples: [] -> ['Good.']", {"brief": Brief(examples=("Good.",))}),
    ("channels: ['product-description'] -> ['sms']", {"channels": ("sms",)}),
    ("dtype: auto -> float32", {"engine_options": EngineOptions(dtype="float32")}),
    ("device: auto -> cpu", {"engine_options": EngineOptions(device="cpu")}),
    ("deterministic: True -> False", {"engine_options": EngineOptions(deterministic=False)}),
    ("keep_candidates: False -> True", {"keep_candidates": True}),
]


@pytest.mark.parametrize(("message", "change"), CHANGES, ids=[message.split(":")[0] for message, _ in CHANGES])
def test_changed_setting_stops_with_75_and_new_run_starts_anew(
    catalog: Path, message: str, change: dict[str, Any]
) -> None:
    generate_copy(make_job(catalog))
    before = state_of(catalog.parent)
    with pytest.raises(StateConflict) as conflict:
        generate_copy(make_job(catalog, **change))
    assert conflict.value.exit_code == 75
    assert message in conflict.value.what
    assert "10 finished records" in str(conflict.value.where)
    assert state_of(catalog.parent) == before
    result = generate_copy(make_job(catalog, new_run=True, **change))
    assert (result.num_made, result.num_reused) == (10, 0)
    assert (catalog.parent / ".outputs.journal-1.jsonl").read_bytes() == before[".outputs.journal.jsonl"][0]


def test_changed_template_stops_with_75(catalog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "mine.j2"
    own.write_text("Write about {{ title }}.\n")
    generate_copy(make_job(catalog, template=str(own)))
    own.write_text("Write about {{ title }}!\n")
    with pytest.raises(StateConflict, match=r"template\.product-description/en"):
        generate_copy(make_job(catalog, template=str(own)))


def test_irrelevant_changes_make_nothing_again(
    catalog: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = generate_copy(make_job(catalog))
    before = first.output.read_bytes()
    calls.clear()
    os.utime(catalog, ns=(1, 1))
    generate_copy(make_job(catalog, batch_prompts=1, on_bad_row="skip", fail_under=0.0, arguments={"verbose": True}))
    monkeypatch.chdir(catalog.parent)
    generate_copy(make_job(Path("products.csv")))
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    other = Path(shutil.copy(catalog, moved))
    generate_copy(make_job(other, output=first.output))
    write_catalog(
        catalog,
        [[*make_row(i), f"https://example.com/{i}.jpg"] for i in range(10)],
        headers=["sku", "title", "brand", "color", "material", "capacity", "features", "image_link"],
    )
    generate_copy(make_job(catalog))
    assert list(calls) == []
    assert first.output.read_bytes() == before


def test_record_does_not_depend_on_batch_order_or_neighbours(catalog: Path, tmp_path: Path) -> None:
    def run(name: str, numbers: Sequence[int], **changes: Any) -> dict[str, Any]:
        folder = tmp_path / name
        folder.mkdir()
        job = make_job(write_catalog(folder / "products.csv", [make_row(i) for i in numbers]), **changes)
        records = read_records(generate_copy(job).output)
        return {r["id"]: {**r, "source": None} for r in records}

    whole = run("whole", range(10))
    for name, numbers, batch in (("one", range(10), 1), ("all", range(10), 32), ("back", range(9, -1, -1), 3)):
        assert run(name, numbers, batch_prompts=batch) == whole
    part = run("part", [7, 2], batch_prompts=7)
    assert part == {key: whole[key] for key in part}


def test_stored_records_reproduce_findings_and_scores(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKT_FAKE_FAULT_RATE", "0.7")
    brief = Brief(offer="10% off", keywords=("lamp",), banned_words=("easy",))
    result = generate_copy(make_job(catalog, channels=("product-description", "email", "google-rsa"), brief=brief))
    for record in read_records(result.output):
        case = own_case(record, where=Location("x"), notes=Notes())
        verdict = json.loads(json.dumps(judge_copy(case).as_json()))
        assert verdict == {key: record[key] for key in verdict}


def test_unusable_rows_stop_or_are_skipped(catalog: Path) -> None:
    rows = [list(make_row(i)) for i in range(4)]
    rows[2].append("surplus")
    write_catalog(catalog, rows)
    with pytest.raises(MktError) as error:
        generate_copy(make_job(catalog))
    assert error.value.exit_code == 2
    assert "line 4" in str(error.value.where)
    assert sorted(path.name for path in catalog.parent.iterdir()) == ["products.csv"]
    result = generate_copy(make_job(catalog, on_bad_row="skip", channels=("product-description", "sms")))
    assert (result.counts.skipped, result.counts.input) == (2, 8)
    assert not result.is_clean
    assert [row["line"] for row in result.manifest.skipped] == [4]
    assert verify_outputs(result.output).problems == []


def test_row_without_facts_fails_without_a_call(catalog: Path, calls: Calls) -> None:
    write_catalog(catalog, [make_row(1), ("SKU-X", "", "", "red", "", "", "")])
    result = generate_copy(make_job(catalog))
    record = read_records(result.output)[1]
    assert record["status"] == "failed"
    assert record["error"]["what"] == "the row has too few facts to write about"
    assert "line 3" in record["error"]["where"]
    assert [product for product, _ in calls] == ["SKU-0001"]
    calls.clear()
    assert generate_copy(make_job(catalog)).counts.failed == 1
    assert list(calls) == []


def test_one_bad_prompt_never_sinks_the_run(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate = FakeEngine.generate
    broken = {"SKU-0003", "SKU-0005"}

    def faulty(
        self: FakeEngine, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        if any(prompt.product.id in broken for prompt in prompts):
            raise RuntimeError("the kernel said no")
        answers = generate(self, prompts, sampling=sampling, attempt=attempt)
        return [
            GenerationFailure("the prompt is too long", fix="shorten it") if p.product.id == "SKU-0008" else answer
            for p, answer in zip(prompts, answers, strict=True)
        ]

    monkeypatch.setattr(FakeEngine, "generate", faulty)
    result = generate_copy(make_job(catalog))
    failed = {r["product_id"]: r["error"]["what"] for r in read_records(result.output) if r["status"] == "failed"}
    assert failed == {
        "SKU-0003": "the engine failed: RuntimeError: the kernel said no",
        "SKU-0005": "the engine failed: RuntimeError: the kernel said no",
        "SKU-0008": "the prompt is too long",
    }
    assert result.counts.failed == 3
    monkeypatch.undo()
    mended = generate_copy(make_job(catalog))
    assert (mended.num_made, mended.counts.failed) == (2, 1), "what the row itself causes is not tried again"


def test_new_draws_before_a_copy_is_flagged(catalog: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKT_FAKE_FAULT_RATE", "0.6")
    result = generate_copy(make_job(catalog, keep_candidates=True))
    records = read_records(result.output)
    assert {record["attempts"] for record in records} == {1, 2, 3}
    for record in records:
        blocked = any(finding["severity"] == "block" for finding in record["findings"])
        assert blocked == (record["status"] == "flagged")
        assert not blocked or record["attempts"] == 3
        assert len(record["candidates"]) == 2 * record["attempts"] - 1
        rivals = [c for c in record["candidates"] if c["status"] == record["status"]]
        assert all(record["scores"]["overall"] >= rival["scores"]["overall"] for rival in rivals)
        assert (record["product_id"], record["attempts"] - 1) in calls
    assert result.manifest.figures["flagged_by"] == {"unsupported-number": result.counts.flagged}


def test_gates(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKT_FAKE_FAULT_RATE", "0.9")
    job = make_job(catalog)
    assert generate_copy(replace(job, fail_under=0.0, max_flagged=1.0)).is_clean
    high = generate_copy(replace(job, fail_under=0.999))
    assert not high.is_clean
    assert "is below --fail-under 0.999" in high.gate.reasons[0]
    assert "is above --max-flagged 0" in generate_copy(replace(job, max_flagged=0.0)).gate.reasons[0]
    with pytest.raises(MktError, match="--max-flagged must be from 0 to 1"):
        replace(job, max_flagged=1.5)


def test_catalog_that_changes_during_the_run_stops_it(catalog: Path) -> None:
    rows = [make_row(i) for i in range(10)]

    def edit(progress: Progress) -> None:
        if progress.made == 4:
            write_catalog(catalog, [*rows[:9], make_row(50)])

    with pytest.raises(EnvironmentStop, match="the catalog changed during the run") as stop:
        generate_copy(make_job(catalog), on_progress=edit)
    assert stop.value.exit_code == 3
    assert not (catalog.parent / "outputs.jsonl").exists()
    result = generate_copy(make_job(catalog))
    assert [r["product_id"] for r in read_records(result.output)][-1] == "SKU-0050"
    assert result.num_reused >= 4
    assert verify_outputs(result.output).problems == []


def test_lone_surrogates_are_replaced_and_flagged(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate = FakeEngine.generate

    def odd(
        self: FakeEngine, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        answers = generate(self, prompts, sampling=sampling, attempt=attempt)
        return [[replace(c, fields={"description": ("A \ud83d mug.",)}) for c in answer] for answer in answers]

    monkeypatch.setattr(FakeEngine, "generate", odd)
    result = generate_copy(make_job(catalog))
    record = read_records(result.output)[0]
    assert record["copy"] == {"description": ["A � mug."]}
    assert record["status"] == "flagged"
    assert "lone-surrogate" in [finding["check"] for finding in record["findings"]]
    assert verify_outputs(result.output).problems == []


def test_empty_catalog_gives_empty_valid_outputs(catalog: Path) -> None:
    write_catalog(catalog, [])
    result = generate_copy(make_job(catalog))
    assert result.output.read_bytes() == b""
    assert result.counts.input == 0
    assert verify_outputs(result.output).problems == []


def test_progress_names_the_records_that_are_final(catalog: Path) -> None:
    seen: list[Progress] = []
    generate_copy(make_job(catalog), on_progress=seen.append)
    assert [progress.phase for progress in seen] == ["read", "load", *["generate"] * 4, "finish"]
    assert [len(progress.record_ids) for progress in seen if progress.phase == "generate"] == [0, 4, 4, 2]
    assert seen[-1].done == seen[-1].total == 10


def test_a_failed_draw_is_followed_by_another(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate = FakeEngine.generate

    def moody(
        self: FakeEngine, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        if attempt == 0:
            return [GenerationFailure("no sound sentence", fix="try another --seed") for _ in prompts]
        return generate(self, prompts, sampling=sampling, attempt=attempt)

    monkeypatch.setattr(FakeEngine, "generate", moody)
    result = generate_copy(make_job(catalog))
    assert {record["attempts"] for record in read_records(result.output)} == {2}
    assert result.is_clean
