from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.domain import RunManifest
from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.records.codec import decode_json
from mtnlg_cli.records.manifest import read_manifest, write_manifest
from mtnlg_cli.records.materialise import finished_manifest, materialise
from mtnlg_cli.records.paths import StatePaths, state_paths
from mtnlg_cli.records.state import RunState, open_state
from mtnlg_cli.records.verify import verify_output
from tests.records.test_codec import make_record

SETTINGS: dict[str, Any] = {
    "schema": "mkt.copy/1",
    "engine": "fake",
    "seed": 0,
    "channels": ["product-description"],
    "template.product-description/en": "abc",
}


@pytest.fixture
def paths(tmp_path: Path) -> StatePaths:
    return state_paths(tmp_path / "outputs.jsonl")


def work(state: RunState, rows: list[tuple[str, str]], *, again: bool = False) -> int:
    """Runs a tiny job over (id, row hash) pairs; returns how many records had to be made."""
    made = 0
    for line, (product_id, row) in enumerate(rows, 2):
        record = make_record(product_id, line=line, text=f"A {row} bottle.")
        mark = state.plan(record.id, row_sha256=row)
        if mark is None:
            state.append([state.new_line(record, row_sha256=row, again=again)])
            made += 1
        elif state.is_moved(mark, source=record.source):
            state.append([state.moved_line(mark, source=record.source)])
    return made


def run(
    paths: StatePaths, rows: list[tuple[str, str]], *, settings: dict[str, Any] = SETTINGS, new: bool = False
) -> int:
    with open_state(paths, settings=settings, new_run=new) as state:
        made = work(state, rows)
        hashes = {"catalog": str(rows)}
        if finished_manifest(state, hashes=hashes) is None:
            done = materialise(state, num_skipped=0)
            hashes["outputs"] = done.sha256
            manifest = RunManifest(
                arguments={}, counts=done.counts, hashes=hashes, timings={}, figures=done.figures, versions={}
            )
            write_manifest(manifest, paths=paths)
    return made


def ids(paths: StatePaths) -> list[str]:
    return [decode_json(line)["product_id"] for line in paths.output.read_bytes().split(b"\n")[:-1]]


ROWS = [("A", "red"), ("B", "blue"), ("C", "green")]


def test_a_finished_run_is_left_byte_for_byte(paths: StatePaths) -> None:
    assert run(paths, ROWS) == 3
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths.folder.iterdir() if p != paths.lock}
    assert run(paths, ROWS) == 0
    after = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths.folder.iterdir() if p != paths.lock}
    assert after == before
    assert verify_output(paths.output).problems == []


def test_only_changed_rows_are_made_and_vanished_ones_leave(paths: StatePaths) -> None:
    run(paths, ROWS)
    assert run(paths, [("C", "green"), ("B", "BLUE"), ("D", "black")]) == 2
    assert ids(paths) == ["C", "B", "D"]
    lines = [decode_json(line) for line in paths.output.read_bytes().split(b"\n")[:-1]]
    assert [line["source"]["line"] for line in lines] == [2, 3, 4]
    assert lines[1]["copy"]["description"] == ["A BLUE bottle."]
    assert verify_output(paths.output).problems == []


def test_a_returning_row_is_reused(paths: StatePaths) -> None:
    run(paths, ROWS)
    run(paths, ROWS[:1])
    assert ids(paths) == ["A"]
    assert run(paths, ROWS) == 0
    assert ids(paths) == ["A", "B", "C"]


def test_outputs_do_not_depend_on_the_history(paths: StatePaths, tmp_path: Path) -> None:
    run(paths, [("Z", "white"), *ROWS])
    run(paths, [("C", "pink")])
    run(paths, ROWS)
    (tmp_path / "fresh").mkdir()
    fresh = state_paths(tmp_path / "fresh" / "outputs.jsonl")
    run(fresh, ROWS)
    assert paths.output.read_bytes() == fresh.output.read_bytes()


def test_torn_tail_is_kept_aside_and_done_again(paths: StatePaths) -> None:
    run(paths, ROWS)
    whole = paths.journal.read_bytes()
    paths.manifest.unlink()
    paths.journal.write_bytes(whole[:-40])
    with open_state(paths, settings=SETTINGS) as state:
        assert state.num_recovered == 2
        assert any("torn" in note for note in state.notes)
        assert any("an earlier run stopped after 2 records" in note for note in state.notes)
    kept = paths.folder / ".outputs.torn-1"
    assert whole.endswith(kept.read_bytes() + whole[-40:])
    assert run(paths, ROWS) == 1
    assert paths.journal.read_bytes() == whole


def test_zeros_at_the_end_count_as_torn(paths: StatePaths) -> None:
    run(paths, ROWS)
    with paths.journal.open("ab") as stream:
        stream.write(b"\0" * 4096)
    assert run(paths, ROWS) == 0
    assert (paths.folder / ".outputs.torn-1").read_bytes() == b"\0" * 4096


@pytest.mark.parametrize(
    ("field", "value", "reusable"),
    [
        ("engine", "embedded", 0),
        ("seed", 7, 0),
        ("schema", "mkt.copy/2", 0),
        ("channels", ["product-description", "sms"], 3),
        ("channels", ["sms"], 0),
        ("template.product-description/en", "def", 0),
        ("template.product-description/zh", "def", 3),
    ],
)
def test_other_settings_stop_the_run(paths: StatePaths, field: str, value: object, reusable: int) -> None:
    run(paths, ROWS)
    before = paths.journal.read_bytes()
    with pytest.raises(StateConflict) as conflict:
        run(paths, ROWS, settings={**SETTINGS, field: value})
    message = str(conflict.value)
    assert f"{field}: {SETTINGS.get(field, 'none')} -> {value}" in message
    assert f"3 finished records, {reusable} of them reusable" in message
    assert "--new-run" in message
    assert paths.journal.read_bytes() == before


def test_new_run_sets_the_old_journal_aside(paths: StatePaths) -> None:
    run(paths, ROWS)
    before = paths.journal.read_bytes()
    assert run(paths, ROWS, settings={**SETTINGS, "seed": 1}, new=True) == 3
    assert (paths.folder / ".outputs.journal-1.jsonl").read_bytes() == before
    assert run(paths, ROWS, settings={**SETTINGS, "seed": 1}) == 0


def test_killed_new_run_goes_on_with_the_same_command(paths: StatePaths) -> None:
    run(paths, ROWS)
    other = {**SETTINGS, "seed": 1}
    with open_state(paths, settings=other, new_run=True) as state:
        assert work(state, ROWS[:2]) == 2
    assert run(paths, ROWS, settings=other, new=True) == 1
    assert not (paths.folder / ".outputs.journal-2.jsonl").exists()
    assert run(paths, ROWS, settings=other, new=True) == 3


def test_settings_of_a_run_without_records_hinder_nobody(paths: StatePaths) -> None:
    with open_state(paths, settings=SETTINGS):
        pass
    assert run(paths, ROWS, settings={**SETTINGS, "engine": "other"}) == 3


def test_foreign_output_is_never_overwritten(paths: StatePaths) -> None:
    paths.output.write_text("mine\n")
    for new in (False, True):
        with pytest.raises(StateConflict, match="another tool wrote it"):
            run(paths, ROWS, new=new)
    assert paths.output.read_text() == "mine\n"


def test_outputs_changed_by_hand_are_kept(paths: StatePaths) -> None:
    run(paths, ROWS)
    good = paths.output.read_bytes()
    paths.output.write_bytes(good + b"my note\n")
    assert run(paths, ROWS) == 0
    assert paths.output.read_bytes() == good
    assert (paths.folder / ".outputs.changed-1.jsonl").read_bytes() == good + b"my note\n"


def test_failures_that_deserve_it_are_tried_again(paths: StatePaths) -> None:
    with open_state(paths, settings=SETTINGS) as state:
        work(state, ROWS, again=True)
    assert run(paths, ROWS) == 3
    assert run(paths, ROWS) == 0


def test_damaged_manifest_is_written_anew(paths: StatePaths) -> None:
    run(paths, ROWS)
    paths.manifest.write_text("{")
    with pytest.raises(MktError, match="damaged"):
        read_manifest(paths.manifest)
    assert run(paths, ROWS) == 0
    assert read_manifest(paths.manifest) is not None


def test_damaged_middle_needs_new_run(paths: StatePaths) -> None:
    run(paths, ROWS)
    damaged = paths.journal.read_bytes().replace(b"blue", b"bleu")
    paths.journal.write_bytes(damaged)
    with pytest.raises(StateConflict, match="damaged"):
        run(paths, ROWS)
    assert paths.journal.read_bytes() == damaged
    assert run(paths, ROWS, new=True) == 3
    assert (paths.folder / ".outputs.journal-1.jsonl").read_bytes() == damaged


def test_names_beside_the_output(tmp_path: Path) -> None:
    paths = state_paths(tmp_path / "copy.ndjson")
    assert paths.journal.name == ".copy.journal.jsonl"
    assert paths.manifest.name == "copy.run.json"
    with pytest.raises(MktError, match="does not exist"):
        state_paths(tmp_path / "no" / "outputs.jsonl")
    with pytest.raises(MktError, match="a folder"):
        state_paths(tmp_path)
