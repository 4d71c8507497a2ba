"""How much of a text was copied: words that stand in long runs which stand verbatim elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtnlg_cli.text.words import split_words

LONGEST_FREE_RUN = {"en": 6, "zh": 12}
"""Words of a run that is no copying yet. In Chinese a Han character counts as one and so does a Latin word or number,
so that there the limit is 12 characters, about six words."""

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """`copied` of `words` words stand in copied runs."""

    copied: int
    words: int

    @property
    def share(self) -> float | None:
        """0 (nothing copied) to 1; None without words."""
        return self.copied / self.words if self.words else None

    def __add__(self, other: Copied) -> Copied:
        return Copied(self.copied + other.copied, self.words + other.words)


def measured_words(text: str) -> list[str]:
    """The words all measures count: case folded, punctuation left out, a Han character a word of its own."""
    return split_words(text.casefold())


def copied_words(texts: Sequence[str], sources: Iterable[str], *, language: str) -> Copied:
    """Words of the texts that stand in a run longer than `LONGEST_FREE_RUN` which one source holds verbatim.

    Every source is searched on its own (no run crosses from one to the next); the sources may be a stream, they are
    read once and only what the texts hold is remembered.
    """
    size = LONGEST_FREE_RUN[language] + 1
    outputs = [measured_words(text) for text in texts]
    wanted = {gram for words in outputs for gram in _grams(words, size)}
    found = {gram for source in sources for gram in _grams(measured_words(source), size) if gram in wanted}
    return Copied(sum(_num_covered(words, found, size) for words in outputs), sum(map(len, outputs)))


def _grams(words: Sequence[str], size: int) -> list[Gram]:
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def _num_covered(words: Sequence[str], found: set[Gram], size: int) -> int:
    covered = {at + place for at, gram in enumerate(_grams(words, size)) if gram in found for place in range(size)}
    return len(covered)
