"""Fragments: short runs of open text, to be repeated word for word; they teach the decoder to read along its source."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.sets.open_text import SentenceSet, line_of, read_sentences

_WORDS = (2, 7)
_CHARACTERS = (3, 12)


def load(folder: Path) -> Fragments:
    """Reads `open_text.jsonl` as `mkt train corpus` writes it. Raises MktError when it is not there."""
    return Fragments(*read_sentences(folder))


class Fragments(SentenceSet):
    """One run of two to seven words a sentence of open text, three to twelve characters in Chinese."""

    def example(self, language: str, text: str, rng: random.Random) -> Example:
        fragment = _run(list(text), _CHARACTERS, "", rng) if language == "zh" else _run(text.split(), _WORDS, " ", rng)
        return replace(line_of(language), words=(fragment,)), fragment


def _run(parts: list[str], sizes: tuple[int, int], glue: str, rng: random.Random) -> str:
    size = rng.randint(*sizes)
    start = rng.randrange(max(len(parts) - size, 0) + 1)
    return glue.join(parts[start : start + size]).strip()
