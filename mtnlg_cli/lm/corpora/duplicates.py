"""Sentences that say the same in the same words: exactly, or nearly."""

from __future__ import annotations

import hashlib
import math
import re
from array import array
from collections.abc import Iterable

import numpy as np

from mtnlg_cli.lm.corpora.document import Language
from mtnlg_cli.text.words import split_words

SIMILARITY = 0.8
"""Jaccard index of two shingle sets from which on sentences are near-duplicates."""

SHINGLE: dict[Language, int] = {"en": 5, "zh": 4}
"""Words (a Han character is one) in a shingle."""

_NOT_WORD = re.compile(r"[\W_]+")


def sentence_key(sentence: str) -> bytes:
    """The same 8 bytes for sentences that differ only in case, spaces and punctuation."""
    return hashlib.blake2b(_NOT_WORD.sub("", sentence).casefold().encode(), digest_size=8).digest()


def shingles(sentence: str, language: Language) -> frozenset[int]:
    """The runs of five words (English) or four characters (Chinese), hashed; one run of all words when there are fewer.

    The hashes hold for this process only.
    """
    words, size = split_words(sentence.casefold()), SHINGLE[language]
    return frozenset(hash(tuple(words[i : i + size])) for i in range(max(1, len(words) - size + 1)))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Size of the intersection over the size of the union, 0 to 1."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def near_duplicates(sentences: Iterable[tuple[str, Language]], *, similarity: float = SIMILARITY) -> list[bool]:
    """For each sentence, whether it is too like an earlier one that was kept; the first of its kind is kept.

    Exact, not estimated as with MinHash: two sets that reach the similarity have at least s * |x| shingles in common,
    and so share one of the first |x| - s * |x| + 1 of each, in any fixed order; rare shingles come first here (prefix
    filter: Chaudhuri et al., ICDE 2006; Bayardo et al., WWW 2007).
    """
    flat, ends = array("q"), [0]
    for sentence, language in sentences:
        flat.extend(shingles(sentence, language))
        ends.append(len(flat))
    flags = [False] * (len(ends) - 1)
    if flags:
        index = _PrefixIndex(similarity)
        for place, members in _promising(flat, ends, similarity):
            flags[place] = index.holds_like(members)
    return flags


def _promising(flat: array[int], ends: list[int], similarity: float) -> list[tuple[int, list[int]]]:
    """(place, shingles from rare to frequent) of each sentence with enough shingles that other sentences have too."""
    # hashes [N] -> ids [N], how many sentences have each [N]
    _, ids, counts = np.unique(np.frombuffer(flat, dtype=np.int64), return_inverse=True, return_counts=True)
    frequency = counts[ids]
    sizes = np.diff(ends)
    shared = np.add.reduceat(frequency > 1, ends[:-1])
    found = []
    for place in np.flatnonzero(shared >= similarity * sizes - 1e-9).tolist():
        span = slice(ends[place], ends[place + 1])
        order = np.lexsort((ids[span], frequency[span]))
        found.append((place, ids[span][order].tolist()))
    return found


class _PrefixIndex:
    """The sentences kept so far, to be found by the rare shingles they begin with."""

    def __init__(self, similarity: float) -> None:
        self._similarity = similarity
        self._kept: dict[int, list[frozenset[int]]] = {}

    def holds_like(self, members: list[int]) -> bool:
        """Whether a kept sentence is like this one; if none is, this one is kept."""
        prefix = members[: len(members) - math.ceil(self._similarity * len(members) - 1e-9) + 1]
        whole = frozenset(members)
        if any(jaccard(whole, other) >= self._similarity for member in prefix for other in self._kept.get(member, ())):
            return True
        for member in prefix:
            self._kept.setdefault(member, []).append(whole)
        return False
