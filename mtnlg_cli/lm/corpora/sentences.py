"""Sentences of cleaned text: split line by line, with false ends after initials and titles undone."""

from __future__ import annotations

import re

from mtnlg_cli.text.sentences import split_sentences

_FALSE_END = re.compile(
    r"(?:^|[\s(\"“])(?:[A-Z]|(?:[A-Z]\.)+[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Gov|Sen|Rep|No|vs|ca|c|Inc|Ltd|Corp"
    r"|Incl|Excl|vol|pp|feat|b|d|r|a\.m|p\.m|a\.k\.a|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|etc)\.$"
)
_QUOTES = (("“", "”"), ('"', '"'), ("「", "」"), ("(", ")"), ("（", "）"))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, in order; a line break always ends one, "the U.S. Navy" and "H. G. Wells" do not."""
    found: list[str] = []
    for line in text.split("\n"):
        joined: list[str] = []
        for piece in split_sentences(line):
            if joined and _goes_on(joined[-1], piece):
                joined[-1] += " " + piece
            else:
                joined.append(piece)
        found += map(unquoted, joined)
    return found


def _goes_on(before: str, after: str) -> bool:
    return _FALSE_END.search(before) is not None or (before[-1].isascii() and after[0].islower())


def unquoted(sentence: str) -> str:
    """The sentence without an outer mark whose partner stands in another sentence: the first “ of a long quotation."""
    for left, right in _QUOTES:
        is_paired = left != right
        surplus = sentence.count(left) - (sentence.count(right) if is_paired else 0)
        if surplus == 1 and sentence.startswith(left):
            return sentence[1:].lstrip()
        if surplus == (-1 if is_paired else 1) and sentence.endswith(right) and not sentence[-2:-1].isdigit():
            return sentence[:-1].rstrip()
    return sentence
