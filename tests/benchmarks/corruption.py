"""Ways to break a text that a reader notices at once; seeded, English by words and Chinese by characters."""

from __future__ import annotations

import random

KINDS = ("drop", "shuffle", "cut", "double")
DROP_SHARE = 0.15


def corrupt(text: str, kind: str, *, language: str, rng: random.Random) -> str:
    """The text with 15 % of its words dropped, its words shuffled, its last 20 to 60 % cut off, or one word doubled."""
    glue = "" if language == "zh" else " "
    words = list(text) if language == "zh" else text.split()
    if kind == "drop":
        kept = [word for word in words if rng.random() > DROP_SHARE]
        if len(kept) == len(words):
            kept.pop(rng.randrange(len(kept)))
        return glue.join(kept)
    if kind == "shuffle":
        rng.shuffle(words)
        return glue.join(words)
    if kind == "cut":
        return glue.join(words[: max(1, int(len(words) * rng.uniform(0.4, 0.8)))])
    width = 2 if language == "zh" else 1
    at = rng.randrange(max(1, len(words) - width))
    return glue.join(words[: at + width] + words[at:])


def auc(good: list[float], bad: list[float]) -> float:
    """Probability that a good text scores above a bad one, ties counting a half (Mann-Whitney)."""
    wins = 0.0
    ordered = sorted(bad)
    for value in good:
        below = _count(ordered, value, inclusive=False)
        wins += below + (_count(ordered, value, inclusive=True) - below) / 2
    return wins / (len(good) * len(bad))


def spearman(a: list[float], b: list[float]) -> float:
    """Rank correlation, ties sharing their mean rank; 0 when one side is constant."""
    x, y = _ranks(a), _ranks(b)
    mean = (len(a) + 1) / 2
    cov = sum((i - mean) * (j - mean) for i, j in zip(x, y, strict=True))
    spread = sum((i - mean) ** 2 for i in x) * sum((j - mean) ** 2 for j in y)
    return cov / spread**0.5 if spread else 0.0


def _count(ordered: list[float], value: float, *, inclusive: bool) -> int:
    from bisect import bisect_left, bisect_right

    return (bisect_right if inclusive else bisect_left)(ordered, value)


def _ranks(values: list[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks
