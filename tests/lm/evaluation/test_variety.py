"""Distinct-2 on equal amounts, lengths and spread, by hand."""

from __future__ import annotations

import pytest

from mtnlg_cli.lm.evaluation.variety import compare_variety, distinct_share


def test_bigrams_lengths_and_ratios_by_hand():
    # "a b a b" has the bigrams ab ba ab: 2 of 3 differ; "p q r s" has 3 of 3.
    found = compare_variety(["a b a b"], ["p q r s"])
    assert (found.num_bigrams, found.distinct_2, found.distinct_2_human) == (3, pytest.approx(2 / 3), 1.0)
    assert found.distinct_2_ratio == pytest.approx(2 / 3)
    assert found.length_ratio == 1.0


def test_both_sides_end_after_the_bigrams_of_the_smaller_one():
    # One repeated bigram: alone 1 of 1 differs; uncut it would be 1 of 5.
    found = compare_variety(["a a a a a a"], ["b c"])
    assert found.num_bigrams == 1
    assert found.distinct_2 == found.distinct_2_human == 1.0


def test_spread_is_the_standard_deviation_of_the_lengths():
    found = compare_variety(["a b", "a b c d"], ["a", "a b c d e"])
    assert (found.length, found.length_human) == (3, 3)
    assert (found.spread, found.spread_human) == (1, 2)
    assert found.spread_ratio == 0.5


def test_chinese_bigrams_are_pairs_of_characters():
    found = compare_variety(["好看好看"], ["轻便耐用"])
    assert found.distinct_2 == pytest.approx(2 / 3)
    assert found.length == 4


def test_a_side_of_one_length_has_no_spread_to_compare_with():
    assert compare_variety(["a b", "a"], ["a b", "c d"]).spread_ratio is None
    with pytest.raises(ValueError, match="both sides"):
        compare_variety([], ["a"])


def test_the_order_of_texts_is_drawn_and_the_seed_decides():
    texts = [[("a", "a")], [("b", "b"), ("b", "b")]]
    # Two of three bigrams: {aa, bb}, {bb, bb} or {bb, aa}: between a half and all differ.
    share = distinct_share(texts, number=2, seed=3)
    assert 0.5 < share < 1.0
    assert share == distinct_share(texts, number=2, seed=3)
    assert distinct_share([], number=0) == 0.0
