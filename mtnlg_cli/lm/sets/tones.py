"""Sentences in ten tones that fit any product: about facts of the corpus's rows, and lines that state none.

All are learnt by heart (unit "text"): a line from its tone and place in the text alone, a sentence with facts also from
the kinds of its facts; half of the time also from their own words, so that a certain one can be asked for.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.bank import fact_slots, speaks_of_one
from mtnlg_cli.lm.corpus import is_held_out, read_corpus, row_facts, subject_of
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import (
    ATTRIBUTE_SLOT,
    BRAND_SLOT,
    NAME_SLOT,
    Fact,
    SentenceTask,
    line_task,
    toned_task,
    value_slots,
)
from mtnlg_cli.lm.words import hint_words

FRAMES = Path(__file__).parent.parent / "corpora"
_TURNS_WITH_FACTS = 6
_TURNS_OF_A_LINE = 12
_ASKED = 0.5
_NUMBER = re.compile(r"\d(?=>)")


def load(folder: Path) -> Tones:
    """The frames of the package over the rows of the corpus folder. Raises OSError or json.JSONDecodeError."""
    return Tones(folder)


def read_frames(language: str) -> list[dict[str, str]]:
    """The tone sentences of a language: {"tone", "role", "text"}, the text with slots."""
    lines = (FRAMES / f"tones_{language}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


class Tones:
    """Each line some times over, each sentence with facts over random rows that have facts of its kinds."""

    def __init__(self, folder: Path) -> None:
        self._frames = {language: read_frames(language) for language in ("en", "zh")}
        self._subjects: dict[tuple[str, bool], list[SentenceTask]] = defaultdict(list)
        self._facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for record in read_corpus(folder):
            if not is_held_out(record["id"]):
                self._add_row(record)

    def _add_row(self, record: dict[str, Any]) -> None:
        language, subject = record["language"], subject_of(record)
        if subject.brand and subject.name:
            self._subjects[language, language == "en" and is_plural(subject.name)].append(subject)
        for fact in row_facts(record["product"], language=language):
            self._facts[language, _kind(value_slots([fact])[0])].append(fact)

    def epoch(self, rng: random.Random) -> list[Example]:
        examples: list[Example] = []
        for language, frames in self._frames.items():
            for frame in frames:
                if fact_slots(frame["text"]):
                    examples += [e for _ in range(_TURNS_WITH_FACTS) for e in self._filled(frame, language, rng)]
                else:
                    examples += [self._line(frame, language, rng) for _ in range(_TURNS_OF_A_LINE)]
        return [_asked(example, rng) for example in examples]

    def held_out(self) -> list[Example]:
        """None: a frame belongs to no product."""
        return []

    def _line(self, frame: dict[str, str], language: str, rng: random.Random) -> Example:
        subject, text = rng.choice(self._subjects[language, False]), frame["text"]
        return line_task(
            language,
            frame["role"],
            frame["tone"],
            name=subject.name if NAME_SLOT in text else "",
            brand=subject.brand if BRAND_SLOT in text else "",
        ), text

    def _filled(self, frame: dict[str, str], language: str, rng: random.Random) -> list[Example]:
        """The frame with a random row's subject and facts; nothing when no row has a fact of a kind it wants.

        Half of the sentences that can speak of several things do so.
        """
        text = frame["text"]
        slots = sorted(slot for slot in fact_slots(text) if slot != ATTRIBUTE_SLOT)
        pools = [self._facts[language, _kind(slot)] for slot in slots]
        plural = language == "en" and not speaks_of_one(text) and rng.random() < 0.5
        subjects = self._subjects[language, plural]
        if not all(pools) or not subjects:
            return []
        subject = rng.choice(subjects)
        named = ATTRIBUTE_SLOT in text
        facts = tuple(replace(rng.choice(pool), named=named) for pool in pools)
        task = replace(subject, role=frame["role"], facts=facts)
        brand = subject.brand if BRAND_SLOT in text else ""
        return [(toned_task(task, frame["tone"], uses_name=NAME_SLOT in text, brand=brand), text)]


def _asked(example: Example, rng: random.Random) -> Example:
    task, text = example
    return (replace(task, words=hint_words(text, task.language)), text) if rng.random() < _ASKED else example


def _kind(slot: str) -> str:
    """The slot without its number: a pool serves the first and the second fact of a kind alike."""
    return _NUMBER.sub("", slot)
