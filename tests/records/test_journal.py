from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.errors import EnvironmentStop, StateConflict
from mtnlg_cli.records.codec import encode_record
from mtnlg_cli.records.files import PartialWriteError, write_all
from mtnlg_cli.records.index import Index
from mtnlg_cli.records.journal import Journal, Mark, hash_bits, parse_line, record_line, settings_line
from mtnlg_cli.records.recover import scan_journal
from tests.records.test_codec import make_record


def lines(number: int) -> list[bytes]:
    return [record_line(make_record(f"A-{i}"), row=i, place=i) for i in range(number)]


def test_a_line_is_the_result_and_the_mark(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    marks = journal.append([settings_line({"seed": 1}), *lines(3)])
    assert [mark.row for mark in marks] == [0, 1, 2]
    assert marks[1].id == hash_bits("A-1/product-description/en", bits=128)
    assert marks[1].overall == 8123
    assert journal.read(marks[1].start, marks[1].length) == encode_record(make_record("A-1"))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_noticed(position: int, xor: int) -> None:
    line = bytearray(lines(1)[0])
    line[position % len(line)] ^= xor
    assert parse_line(bytes(line)) is None


@given(st.integers(0, 5_000))
def test_any_cut_is_noticed(length: int) -> None:
    line = lines(1)[0]
    assert parse_line(line[: length % len(line)]) is None


MARKS = st.builds(
    Mark,
    id=st.integers(0, 2**128 - 1),
    row=st.integers(0, 2**64 - 1),
    place=st.integers(0, 2**32 - 1),
    status=st.sampled_from(["accepted", "flagged", "rejected", "failed"]),
    overall=st.none() | st.integers(0, 10_000),
    again=st.booleans(),
    start=st.integers(0, 2**44 - 1),
    length=st.integers(0, 2**28 - 1),
)


@given(MARKS)
def test_index_gives_back_every_field(mark: Mark) -> None:
    index = Index()
    index.put(mark)
    assert index.get(mark.id) == mark
    assert list(index) == [mark]


def test_short_write_leaves_whole_lines_only(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    journal.append([settings_line({})])
    batch = lines(10)
    limit = path.stat().st_size + len(batch[0]) * 4 + 17
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(EnvironmentStop, match="File too large") as stop:
            journal.append(batch)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(path) in str(stop.value)
    assert "needed" in str(stop.value)
    assert path.stat().st_size < limit
    assert len(scan_journal(path).index) == 4
    journal.append(batch[4:])
    assert len(scan_journal(path).index) == 10


def test_a_full_device_says_so() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(PartialWriteError) as error:
        write_all(descriptor, b"x")
    os.close(descriptor)
    assert error.value.written == 0
    assert error.value.errno == 28


def test_damage_in_the_middle_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "j"
    batch = [settings_line({}), *lines(5)]
    batch[3] = batch[3].replace(b"steel", b"steal")
    path.write_bytes(b"".join(batch))
    with pytest.raises(StateConflict) as conflict:
        scan_journal(path)
    assert conflict.value.where == f"{path}:4"
    assert conflict.value.exit_code == 75
    assert "sed -i 4d" in str(conflict.value)


def test_later_line_of_an_id_wins(tmp_path: Path) -> None:
    path = tmp_path / "j"
    old, new = (record_line(make_record(text=f"A {word} bottle."), row=1, place=1) for word in ("steel", "green"))
    path.write_bytes(settings_line({}) + old + new)
    recovered = scan_journal(path)
    (mark,) = recovered.index
    assert b"green" in path.read_bytes()[mark.start : mark.start + mark.length]


def test_index_grows_and_keeps_the_newest() -> None:
    index = Index()
    for round_ in range(2):
        for number in range(5_000):
            index.put(Mark(hash_bits(str(number), bits=128), number, round_, "accepted", None, False, number, 9))
    assert len(index) == 5_000
    assert [mark.row for mark in index] == list(range(5_000))
    assert {mark.place for mark in index} == {1}
    assert index.get(hash_bits("4711", bits=128)) == Mark(
        hash_bits("4711", bits=128), 4711, 1, "accepted", None, False, 4711, 9
    )
    assert index.get(hash_bits("none", bits=128)) is None
