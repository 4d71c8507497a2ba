"""Minimum Bayes risk: of many samples the one that is most like all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtnlg_cli.text.words import split_words

ORDER = 4

Matrix = NDArray[np.float64]


def choose_by_bleu(
    candidates: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
    split: Callable[[str], list[str]] = split_words,
) -> int:
    """Index of the candidate with the greatest expected sentence BLEU; the first of equals.

    Source: Kumar and Byrne, "Minimum Bayes-Risk Decoding for Statistical Machine Translation" (NAACL 2004).
    Arguments as in `expected_bleu`; raises ValueError without candidates.
    """
    return int(np.argmax(expected_bleu(candidates, weights=weights, split=split)))


def expected_bleu(
    candidates: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
    split: Callable[[str], list[str]] = split_words,
) -> list[float]:
    """For each candidate the mean of its sentence BLEU (0 to 1) against every other one.

    Args:
        candidates: samples for one input; equal ones count as often as they occur.
        weights: how much each counts as a reference, not negative (probabilities, for instance); None: all alike.
        split: text to tokens; give `bleu.split_13a` to choose by what corpus BLEU will count.
    """
    if not candidates:
        raise ValueError("there is nothing to choose from")
    scores = pairwise_bleu([split(text) for text in candidates])
    others = np.ones(len(candidates)) if weights is None else np.asarray(weights, dtype=np.float64)
    np.fill_diagonal(scores, 0.0)
    mass = others.sum() - others
    expected = np.divide(scores @ others, mass, out=np.zeros(len(candidates)), where=mass > 0)
    return [float(value) for value in expected]


def pairwise_bleu(texts: Sequence[Sequence[str]]) -> Matrix:
    """(candidate, reference) -> sentence BLEU of every text against every other, 0 to 1.

    Precisions of 2- to 4-grams are smoothed by adding one to matches and total (Lin and Och, COLING 2004), so that
    short texts keep an order; brevity penalty as in corpus BLEU.
    """
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    logs = np.zeros((len(texts), len(texts)))
    for order in range(1, ORDER + 1):
        matches = _clipped_matches([_counts(text, order) for text in texts])
        total = np.maximum(lengths - order + 1, 0.0)[:, None]
        smooth = float(order > 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs += np.log((matches + smooth) / (total + smooth)) / ORDER
    with np.errstate(divide="ignore", invalid="ignore"):
        penalty = np.minimum(0.0, 1.0 - lengths[None, :] / lengths[:, None])
    scores: Matrix = np.nan_to_num(np.exp(logs + penalty), nan=0.0)
    return scores


def _counts(text: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(text[start:] for start in range(order)), strict=False))


def _clipped_matches(counts: Sequence[Counter[Any]]) -> Matrix:
    """Sum over n-grams of the smaller of two counts, for every pair: min(a, b) is the number of t with a, b >= t."""
    matches = np.zeros((len(counts), len(counts)))
    threshold = 1
    while rows := [[gram for gram, count in row.items() if count >= threshold] for row in counts]:
        place = {gram: at for at, gram in enumerate(dict.fromkeys(gram for row in rows for gram in row))}
        if not place:
            break
        present = np.zeros((len(counts), len(place)), dtype=np.float32)
        for index, row in enumerate(rows):
            present[index, [place[gram] for gram in row]] = 1.0
        matches += present @ present.T
        threshold += 1
    return matches
