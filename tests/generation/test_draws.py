"""Draws belong to (seed, row, candidate, attempt) and to nothing else."""

import pytest

from mtnlg_cli.generation.draws import row_seed, uniforms


def test_draws_are_the_same_every_time_and_on_every_machine():
    assert uniforms(7, "row", 0, 0, 3) == uniforms(7, "row", 0, 0, 3)
    assert uniforms(0, "P-1/product-description/en", 0, 0, 2) == [0.42165835047584155, 0.7424407074103971]


def test_a_longer_request_starts_with_the_same_numbers():
    assert uniforms(1, "a", 2, 0, 500)[:20] == uniforms(1, "a", 2, 0, 20)


@pytest.mark.parametrize("other", [(2, "a", 0, 0), (1, "b", 0, 0), (1, "a", 1, 0), (1, "a", 0, 1), (1, "商品", 0, 0)])
def test_every_part_of_the_key_changes_the_draws(other):
    assert uniforms(1, "a", 0, 0, 4) != uniforms(*other, 4)
    assert row_seed(1, "a", 0, 0) != row_seed(*other)


def test_parts_of_the_key_do_not_run_into_each_other():
    assert uniforms(1, "1", 1, 0, 1) != uniforms(11, "", 1, 0, 1)
    assert uniforms(0, 'a",1', 0, 0, 1) != uniforms(0, "a", 1, 0, 1)


def test_a_key_with_a_lone_surrogate_still_draws():
    assert 0.0 <= uniforms(0, "\ud800", 0, 0, 1)[0] < 1.0


def test_draws_are_uniform_enough():
    draws = uniforms(3, "row", 0, 0, 20_000)
    assert all(0.0 <= draw < 1.0 for draw in draws)
    tenths = [sum(int(draw * 10) == tenth for draw in draws) for tenth in range(10)]
    assert all(abs(count - 2000) < 5 * (2000 * 0.9) ** 0.5 for count in tenths)


def test_row_seed_is_64_bit():
    assert all(0 <= row_seed(seed, "r", 0, 0) < 2**64 for seed in range(50))
