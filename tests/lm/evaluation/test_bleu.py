"""Corpus BLEU by hand: clipping, closest reference length, case."""

from __future__ import annotations

import math

import pytest

from mtnlg_cli.lm.evaluation.bleu import corpus_bleu, split_13a


def test_precisions_and_brevity_by_hand():
    # 5 tokens against 6: 1- to 4-grams match 5/5, 4/4, 3/3, 2/2; brevity exp(1 - 6/5).
    found = corpus_bleu(["the pan is black ."], [["the pan is black . really"]])
    assert found.precisions == (100, 100, 100, 100)
    assert found.brevity_penalty == pytest.approx(math.exp(-0.2))
    assert found.uncased == pytest.approx(100 * math.exp(-0.2))


def test_matches_are_clipped_by_the_best_single_reference():
    # "the" five times; one reference has it twice, another once: 2 of 5. Pairs "the the": 1 of 4, then 0 of 3.
    found = corpus_bleu(["the the the the the"], [["the the cat sat down", "the dog ran away"]])
    assert found.precisions[:2] == (pytest.approx(40), pytest.approx(25))
    assert found.uncased == 0.0


def test_statistics_are_summed_over_the_corpus_with_any_number_of_references():
    outputs = ["a b c d e", "v w x y z"]
    references = [["a b c d e", "q"], ["v w x q q"]]
    # 1-grams 8/10, 2-grams 6/8, 3-grams 4/6, 4-grams 2/4; lengths 10 against 5 + 5.
    expected = 100 * (0.8 * 0.75 * (4 / 6) * 0.5) ** 0.25
    assert corpus_bleu(outputs, references).uncased == pytest.approx(expected)


def test_the_closest_reference_sets_the_length():
    found = corpus_bleu(["a b c d e"], [["a b c d e f", "a b c d e f g h i j k"]])
    assert found.length_ratio == pytest.approx(5 / 6)


def test_case_counts_in_one_figure_and_not_in_the_other():
    found = corpus_bleu(["The Pan Is Black Now"], [["the pan is black now"]])
    assert found.uncased == pytest.approx(100)
    assert found.cased == 0.0


def test_tokens_are_those_of_mteval():
    tokens = split_13a("The Vaults, near £20-25 (3.5 km).")
    assert " ".join(tokens) == "the vaults , near £20 - 25 ( 3.5 km ) ."


def test_every_output_needs_references():
    with pytest.raises(ValueError, match="reference"):
        corpus_bleu(["a"], [[]])
    with pytest.raises(ValueError, match="reference"):
        corpus_bleu(["a", "b"], [["a"]])
