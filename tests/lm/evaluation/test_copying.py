"""Words in copied runs, counted by hand."""

from __future__ import annotations

import pytest

from mtnlg_cli.lm.evaluation.copying import Copied, copied_words

ROW = "the lid keeps the heat in for six hours"


def test_a_run_of_seven_words_is_copied_and_one_of_six_is_not():
    assert copied_words(["We say: The lid keeps the heat in for once."], [ROW], language="en") == Copied(7, 10)
    assert copied_words(["We say: the lid keeps the heat in."], [ROW], language="en") == Copied(0, 8)


def test_overlapping_runs_count_each_word_once():
    assert copied_words([f"{ROW}!"], [ROW], language="en") == Copied(9, 9)


def test_no_run_crosses_from_one_source_to_the_next():
    assert copied_words([ROW], ["the lid keeps the heat", "in for six hours"], language="en") == Copied(0, 9)


def test_runs_may_come_from_different_sources_and_texts_are_added_up():
    sources = ["a b c d e f g", "c d e f g h i"]
    assert copied_words(["a b c d e f g h i", "x y"], sources, language="en") == Copied(9, 11)


@pytest.mark.parametrize(("length", "copied"), [(12, 0), (13, 13)])
def test_chinese_counts_characters_and_frees_twelve(length: int, copied: int):
    source = "这口炖锅用铸铁制成可以直接放进烤箱"
    text = source[:length]
    assert copied_words([f"{text}，好。"], [source], language="zh") == Copied(copied, length + 1)


def test_shares_add_up():
    assert (Copied(1, 4) + Copied(2, 2)).share == 0.5
    assert Copied(0, 0).share is None
