"""Splitting text into sentences, English and Chinese, with the spans kept."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|no|fig|inc|ltd|co|dia|max|min|oz|lb|ft|in|cm|mm|kg|a\.m|p\.m"
)
_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)|[。！？!?…]+[”’」』）)]*|\n+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, outer spaces excluded; a line break always ends one.

    "2.5 mm", "e.g." and "approx. 20" do not end a sentence.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _is_abbreviation(text, match.start()):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _is_abbreviation(text: str, dot: int) -> bool:
    word = re.search(r"[A-Za-z.]+$", text[:dot])
    known = word is not None and _ABBREVIATION.fullmatch(word.group().lower()) is not None
    return known and not text[dot + 1 :].lstrip()[:1].isupper()


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
