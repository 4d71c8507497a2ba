"""Open text: sentences to be restored from what masking left, and to be written from their content words."""

from __future__ import annotations

import json
import random
import re
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.controls import with_controls
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import LINE, SentenceTask

FILE = "open_text.jsonl"
_DIGIT = re.compile(r"[0-9０-９]")
_LEAST, _MOST = 12, 160
_HELD_OUT_SIZE = 2000

Sentence = tuple[str, str]
"""Language and text."""


def load(folder: Path) -> OpenText:
    """Reads `open_text.jsonl` as `mkt train corpus` writes it. Raises MktError when it is not there."""
    return OpenText(*read_sentences(folder))


def read_sentences(folder: Path) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences of `open_text.jsonl` without digits and of middling length, for training and held out.

    Raises MktError when the file is not there.
    """
    path = folder / FILE
    if not path.is_file():
        raise MktError(f"{FILE} is missing", where=str(folder), fix="make it with: mkt train corpus DATA -o FOLDER")
    train: list[Sentence] = []
    held_out: list[Sentence] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if _LEAST <= len(row["text"]) <= _MOST and not _DIGIT.search(row["text"]):
                (held_out if row["held_out"] else train).append((row["language"], row["text"]))
    return train, held_out


def line_of(language: str) -> SentenceTask:
    """The task of a sentence that belongs to no product."""
    return SentenceTask(language=language, unit=LINE, role="mid", tone="plain", name="", uses_name=False)


class SentenceSet(ABC):
    """Sentences of open text, one example of each an epoch."""

    def __init__(self, train: list[Sentence], held_out: list[Sentence]) -> None:
        self._train, self._held_out = train, held_out

    @abstractmethod
    def example(self, language: str, text: str, rng: random.Random) -> Example:
        """What a sentence is to teach."""

    def epoch(self, rng: random.Random) -> list[Example]:
        return [self.example(language, text, rng) for language, text in self._train]

    def held_out(self) -> list[Example]:
        rng = random.Random(1)
        chosen = rng.sample(self._held_out, min(len(self._held_out), _HELD_OUT_SIZE))
        return [self.example(language, text, rng) for language, text in chosen]


class OpenText(SentenceSet):
    """Sentences without digits; one in two is to be restored, the others are to be written from their words."""

    def example(self, language: str, text: str, rng: random.Random) -> Example:
        task = line_of(language)
        if rng.random() < 0.5:
            return replace(task, role="restore", words=(text,)), text
        return with_controls((task, text), rng)
