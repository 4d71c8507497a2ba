"""The form of the lists of colours and materials: words, what they mean, what that includes."""

from __future__ import annotations

import re
from dataclasses import dataclass


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


def word_pattern(words: dict[str, Word]) -> re.Pattern[str]:
    """Finds the Latin words of a list, longest first, as whole words, and its Han words anywhere."""
    latin = sorted((w for w in words if w[0].isascii()), key=len, reverse=True)
    han = sorted((w for w in words if not w[0].isascii()), key=len, reverse=True)
    body = "|".join(re.escape(w).replace(r"\ ", "[ -]").replace(r"\-", "[ -]?") for w in latin)
    return re.compile(rf"(?<![A-Za-z])(?:{body})(?![A-Za-z])|(?:{'|'.join(map(re.escape, han))})", re.I)
