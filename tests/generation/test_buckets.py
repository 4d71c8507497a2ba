"""Padded lengths depend on the row alone; batches hold one length each and lose nobody."""

from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.generation.buckets import batches, bucket_length


@given(st.integers(1, 20_000))
def test_a_bucket_always_leaves_room_and_never_wastes_a_third_of_a_long_prompt(length):
    padded = bucket_length(length)
    assert length < padded
    assert padded - length <= max(32, length / 2)
    assert bucket_length(padded - 1) == padded


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_bucket_never_passes_the_limit_of_the_model(length, limit):
    assert bucket_length(length, limit=limit) >= length
    if length <= limit:
        assert bucket_length(length, limit=limit) <= limit


@given(st.lists(st.sampled_from([32, 64, 96, 128]), max_size=60), st.integers(1, 9))
def test_batches_hold_every_row_once_and_one_length_each(lengths, width):
    plan = batches(lengths, width=width)
    assert sorted(index for batch in plan for index in batch) == list(range(len(lengths)))
    assert all(len(batch) <= width and len({lengths[i] for i in batch}) == 1 for batch in plan)
