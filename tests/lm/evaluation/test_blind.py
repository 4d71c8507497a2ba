"""Sides shuffled, key kept; even draws."""

from __future__ import annotations

import random

from mtnlg_cli.lm.evaluation.blind import sample_evenly, shuffle_sides


def test_both_texts_are_there_and_the_key_says_where_the_human_one_is():
    rng = random.Random(0)
    place = {"id": "1", "product_id": "p", "channel": "sms", "language": "en", "product": {"title": "Pan"}}
    pairs = [shuffle_sides("model", "human", **place, rng=rng) for _ in range(40)]
    assert {pair.human_side for pair in pairs} == {"left", "right"}
    for pair in pairs:
        assert getattr(pair, pair.human_side) == "human"
        assert {pair.left, pair.right} == {"human", "model"}


def test_groups_take_turns_until_they_are_empty():
    items = [("en", number) for number in range(10)] + [("zh", 0)]
    drawn = sample_evenly(items, group=lambda item: item[0], number=4, rng=random.Random(1))
    assert sorted(item[0] for item in drawn) == ["en", "en", "en", "zh"]
    assert len(set(drawn)) == 4
    assert len(sample_evenly(items, group=lambda item: item[0], number=99, rng=random.Random(1))) == 11
    assert sample_evenly([], group=lambda item: item, number=3, rng=random.Random(1)) == []
