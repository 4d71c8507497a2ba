"""Undoing the spaces a tokenizer put around punctuation in English text."""

from __future__ import annotations

import re

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*(?:''|``)\s*(.+?)\s*(?:''|``)\s*"), r' "\1" '),
    (re.compile(r"\s+([.,;:?!%)\]}…])"), r"\1"),
    (re.compile(r"([(\[{$€£#])\s+"), r"\1"),
    (re.compile(r"\s+('(?:s|re|ve|ll|d|m|t)\b|n't\b)", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<=s) '(?=\s)"), "'"),
    (re.compile(r"(?<=\s)' (\w[^']*?) '(?=[\s,.;:!?])"), r"'\1'"),
    (re.compile(r"\s{2,}"), " "),
)
_UNSURE = re.compile(r" - |--|\s'(?=[\s.,;:!?]|$)")


def detokenize(text: str) -> str:
    """The sentence as a person would write it: "the band 's song ( 1990 ) ." is "the band's song (1990)."

    Two single quotes, the tokenizer's double quote, become a double quote. What nothing here can tell stays for
    `is_unsure` to find: a lone " - " that was a hyphen or a dash, a quote that opened or closed.
    """
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text.strip()


def is_unsure(text: str) -> bool:
    """Whether a detokenised text still holds a mark between spaces that may have stood otherwise."""
    return _UNSURE.search(text) is not None
