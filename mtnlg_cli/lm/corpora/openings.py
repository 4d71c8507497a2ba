"""Caps against sameness: so many sentences that begin alike, such a share of one set."""

from __future__ import annotations

import hashlib
from collections import Counter

from mtnlg_cli.lm.corpora.document import Language
from mtnlg_cli.text.words import split_words

_FIRST_WORDS: dict[Language, int] = {"en": 3, "zh": 6}


class OpeningCap:
    """Counts the openings of one set and says when one has been seen often enough."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: Counter[str] = Counter()

    def admits(self, sentence: str, language: Language) -> bool:
        """Whether the sentence is among the first so many with its first three words (six characters in Chinese)."""
        opening = " ".join(split_words(sentence[:80].casefold())[: _FIRST_WORDS[language]])
        self._seen[opening] += 1
        return self._seen[opening] <= self._most


def families_within(sizes: dict[str, int], most: int) -> frozenset[str]:
    """Families whose sizes add up to at most `most`, drawn by the hash of their names: the same ones every time."""
    chosen, total = set(), 0
    for family in sorted(sizes, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest()):
        if total + sizes[family] <= most:
            chosen.add(family)
            total += sizes[family]
    return frozenset(chosen)
