"""Variety of a set of texts against another: distinct bigrams on equal amounts, lengths and their spread."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev

from mtnlg_cli.lm.evaluation.copying import measured_words

NUM_ORDERS = 20

Bigram = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety:
    """Texts of a model beside as many human ones; each ratio is the model's figure over the human one, 1 is equal.

    `distinct_2` is the share of different bigrams (two words; two Han characters) among `num_bigrams` of each side;
    lengths and their standard deviation are in words, a Han character one. None where a ratio has no denominator.
    """

    texts: int
    num_bigrams: int
    distinct_2: float
    distinct_2_human: float
    length: float
    length_human: float
    spread: float
    spread_human: float

    @property
    def distinct_2_ratio(self) -> float | None:
        return _ratio(self.distinct_2, self.distinct_2_human)

    @property
    def length_ratio(self) -> float | None:
        return _ratio(self.length, self.length_human)

    @property
    def spread_ratio(self) -> float | None:
        return _ratio(self.spread, self.spread_human)


def compare_variety(texts: Sequence[str], human: Sequence[str], *, seed: int = 0) -> Variety:
    """The variety of `texts` beside `human` ones. Raises ValueError when a side is empty.

    Distinct-2 falls as text grows, so both sides are cut to the bigrams of the smaller one: the texts of a side are
    put in a random order and the side ends after so many bigrams; the mean over `NUM_ORDERS` orders counts.
    Source of distinct-n: Li et al., "A Diversity-Promoting Objective Function" (NAACL 2016).
    """
    if not texts or not human:
        raise ValueError("variety needs texts on both sides")
    sides = [[_bigrams(text) for text in side] for side in (texts, human)]
    number = min(sum(map(len, side)) for side in sides)
    distinct = [distinct_share(side, number=number, seed=seed) for side in sides]
    lengths = [[len(measured_words(text)) for text in side] for side in (texts, human)]
    return Variety(
        texts=len(texts),
        num_bigrams=number,
        distinct_2=distinct[0],
        distinct_2_human=distinct[1],
        length=fmean(lengths[0]),
        length_human=fmean(lengths[1]),
        spread=pstdev(lengths[0]),
        spread_human=pstdev(lengths[1]),
    )


def distinct_share(texts: Sequence[Sequence[Bigram]], *, number: int, seed: int = 0) -> float:
    """Different bigrams among the first `number` of the texts in random order, as a share; mean over the orders."""
    if not number:
        return 0.0
    rng = random.Random(seed)
    shares = []
    for _ in range(NUM_ORDERS):
        order = rng.sample(texts, len(texts))
        shares.append(len(set([bigram for text in order for bigram in text][:number])) / number)
    return fmean(shares)


def _bigrams(text: str) -> list[Bigram]:
    return list(pairwise(measured_words(text)))


def _ratio(mine: float, theirs: float) -> float | None:
    return mine / theirs if theirs else None
