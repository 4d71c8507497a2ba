"""The form of the lists of colours and materials: words, what they mean, what that includes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"[A-Za-z]+|\d+|[一-鿿]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word for a colour or a material.

    `families` are the broader words it implies ("navy" -> "blue", "walnut" -> "wood"); `is_base` tells a family's own
    word; `is_noun` a word that mostly means something else ("sand", "glass") and counts only where it must be meant.
    """

    text: str
    families: frozenset[str]
    is_base: bool
    is_noun: bool


def read_words(table: str) -> dict[str, Word]:
    """Lines of "families : base words ; shades"; an indented line goes on with the one before.

    "*" before a word marks one that is mostly something else.
    """
    words: dict[str, Word] = {}
    for line in re.sub(r"\n\s+", " ", table.strip()).splitlines():
        families, _, rest = line.partition(":")
        base, _, shades = rest.partition(";")
        for part, is_base in ((base, True), (shades, False)):
            for text in filter(None, (w.strip() for w in part.split(","))):
                plain = text.lstrip("*")
                words[plain] = Word(plain, frozenset(families.split()), is_base, text.startswith("*"))
    return words


class WordFinder:
    """Finds the words of a list, longest first: Latin ones as whole words, any case, Han ones anywhere.

    Only the places where a listed word can start are looked at: an alternation of hundreds of words tried at every
    place of a text is slow.
    """

    def __init__(self, words: dict[str, Word]) -> None:
        longest_first = sorted(words, key=len, reverse=True)
        latin = "|".join(_joints(word) for word in longest_first if word[0].isascii())
        han = "|".join(re.escape(word) for word in longest_first if not word[0].isascii())
        self._at = re.compile(rf"(?:{latin})(?![A-Za-z])|(?:{han})", re.I)
        starts = (_TOKEN.match(word) for word in words)
        self._starts = frozenset(start.group().lower() for start in starts if start is not None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches from left to right, without overlap."""
        end = 0
        for token in _TOKEN.finditer(text):
            if token.start() >= end and token.group().lower() in self._starts:
                match = self._at.match(text, token.start())
                if match is not None:
                    end = match.end()
                    yield match


def _joints(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ -]").replace(r"\-", "[ -]?")
