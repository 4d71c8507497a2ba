from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.records.paths import StatePaths, state_paths
from mtnlg_cli.records.verify import verify_output
from tests.records.test_state import ROWS, run


@pytest.fixture
def paths(tmp_path: Path) -> StatePaths:
    paths = state_paths(tmp_path / "outputs.jsonl")
    run(paths, ROWS)
    return paths


def change(paths: StatePaths, edit: Callable[[list[bytes]], list[bytes]]) -> list[str]:
    lines = paths.output.read_bytes().split(b"\n")[:-1]
    paths.output.write_bytes(b"".join(line + b"\n" for line in edit(lines)))
    return verify_output(paths.output).problems


def test_good_output_has_no_problems(paths: StatePaths) -> None:
    result = verify_output(paths.output)
    assert (result.problems, result.num_records, result.counts.input) == ([], 3, 3)


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda lines: lines[:2], "accepted: 3 stated, 2 found"),
        (lambda lines: [*lines, lines[0]], "a second record with the id A/product-description/en"),
        (lambda lines: lines[::-1], "out of order: catalog line 3 after line 4"),
        (lambda lines: [lines[0].replace(b"red", b"tan"), *lines[1:]], "the record differs from the journal"),
        (lambda lines: [lines[0].replace(b"[2,7]", b"[2,70]"), *lines[1:]], "lies outside its text"),
        (lambda lines: [lines[0].replace(b'"attempts":1,', b""), *lines[1:]], "attempts is missing"),
        (lambda lines: [lines[0][:50], *lines[1:]], "not a JSON line"),
        (lambda lines: [b"", *lines], "not a JSON line"),
    ],
)
def test_every_change_is_found(paths: StatePaths, edit: Callable[[list[bytes]], list[bytes]], problem: str) -> None:
    problems = change(paths, edit)
    assert any(problem in found for found in problems), problems
    assert any("another checksum" in found for found in problems)


def test_missing_parts_are_named(paths: StatePaths) -> None:
    paths.manifest.unlink()
    assert verify_output(paths.output).problems == ["outputs.run.json: there is no manifest: the run did not finish"]
    paths.journal.unlink()
    assert "no journal" in verify_output(paths.output).notes[0]
    with pytest.raises(MktError, match="no such file"):
        verify_output(paths.folder / "other.jsonl")


def test_manifest_that_does_not_add_up_is_a_problem(paths: StatePaths) -> None:
    text = paths.manifest.read_text()
    paths.manifest.write_text(text.replace('"input": 3', '"input": 4'))
    assert "input is 4, but its parts add up to 3" in verify_output(paths.output).problems[0]


def test_verify_changes_nothing(paths: StatePaths) -> None:
    with paths.journal.open("ab") as stream:
        stream.write(b"torn")
    before = {path.name: path.read_bytes() for path in paths.folder.iterdir()}
    assert "4 torn bytes" in verify_output(paths.output).notes[0]
    assert {path.name: path.read_bytes() for path in paths.folder.iterdir()} == before
