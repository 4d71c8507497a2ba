"""Sentence BLEU of all pairs by hand and against a slow count; the choice."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtnlg_cli.lm.evaluation.mbr import choose_by_bleu, expected_bleu, pairwise_bleu


def slow_bleu(text: list[str], reference: list[str]) -> float:
    """The definition, n-gram by n-gram."""
    logs = 0.0
    for order in range(1, 5):
        mine, theirs = (
            Counter(tuple(side[at : at + order]) for at in range(len(side) - order + 1)) for side in (text, reference)
        )
        matches, total = sum((mine & theirs).values()), sum(mine.values())
        add = int(order > 1)
        if matches + add == 0:
            return 0.0
        logs += math.log((matches + add) / (total + add)) / 4
    return math.exp(logs + min(0.0, 1 - len(reference) / len(text)))


def test_two_texts_by_hand():
    # "a b c" against "a b d": 2/3 words; (1+1)/(2+1) pairs; (0+1)/(1+1) triples; (0+1)/(0+1) fours.
    expected = (2 / 3 * 2 / 3 * 1 / 2 * 1) ** 0.25
    scores = pairwise_bleu([["a", "b", "c"], ["a", "b", "d"]])
    assert scores[0, 1] == pytest.approx(expected)
    assert scores[0, 0] == pytest.approx(1)


def test_brevity_is_the_candidates_own():
    scores = pairwise_bleu([["a", "b"], ["a", "b", "a", "b"]])
    assert scores[0, 1] == pytest.approx(math.exp(-1))
    assert scores[1, 0] > scores[0, 1]


words = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=5))
def test_all_pairs_equal_the_definition(texts: list[list[str]]):
    scores = pairwise_bleu(texts)
    for row, text in enumerate(texts):
        for column, reference in enumerate(texts):
            assert scores[row, column] == pytest.approx(slow_bleu(text, reference))


def test_the_text_most_like_the_others_is_chosen():
    texts = ["buy a sofa", "the pan is black and light", "the pan is black", "this pan is black and heavy"]
    assert choose_by_bleu(texts) == 1
    assert choose_by_bleu(["the only one"]) == 0
    assert choose_by_bleu(["a b c d", "", "a b c d"]) == 0


def test_weights_say_how_much_each_counts_as_a_reference():
    texts = ["red pan here now", "red pan here today", "blue pot there then"]
    assert choose_by_bleu(texts) in (0, 1)
    assert expected_bleu(texts, weights=[0, 0, 0]) == [0, 0, 0]
    heavy = expected_bleu(texts, weights=[1, 0, 0])
    assert heavy[0] == 0
    assert heavy[1] > heavy[2]


def test_there_must_be_something_to_choose_from():
    with pytest.raises(ValueError, match="nothing"):
        choose_by_bleu([])
