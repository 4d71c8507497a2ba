"""Words of a text: Latin words and numbers as they stand, Han text character by character."""

from __future__ import annotations

import re

_WORD = re.compile(r"[㐀-䶿一-鿿豈-﫿]|[^\W_㐀-䶿一-鿿豈-﫿]+(?:['’.,-][^\W_㐀-䶿一-鿿豈-﫿]+)*")


def word_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word; a Han character is a word of its own, "2.5" and "chef's" are one word each."""
    return [match.span() for match in _WORD.finditer(text)]


def split_words(text: str) -> list[str]:
    """The words of a text, case kept."""
    return [match.group() for match in _WORD.finditer(text)]
