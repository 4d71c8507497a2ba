"""Sentences in ten tones that fit any product: about facts of the corpus's rows, and lines that state none.

A line without a fact has no source but its tone and place in the text (unit "text"): it is learnt by heart.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.controls import with_controls
from mtnlg_cli.lm.corpus import is_held_out, read_corpus, row_facts, subject_of
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import BRAND_SLOT, NAME_SLOT, SLOTS, Fact, SentenceTask, line_task, value_slots

FRAMES = Path(__file__).parent.parent / "corpora"
_SLOT = re.compile("|".join(map(re.escape, SLOTS)))
_UNITS = {
    "open": ("description", "description", "email", "social"),
    "mid": ("description", "description", "email", "social", "meta"),
    "end": ("description", "email", "social", "meta"),
}
_ROWS_A_FRAME = 4
_TURNS_OF_A_LINE = 12


def load(folder: Path) -> Tones:
    """The frames of the package over the rows of the corpus folder. Raises OSError or json.JSONDecodeError."""
    return Tones(folder)


def read_frames(language: str) -> list[dict[str, str]]:
    """The tone sentences of a language: {"tone", "role", "text"}, the text with slots."""
    lines = (FRAMES / f"tones_{language}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


class Tones:
    """Each line some times over, each frame with facts over random rows that have facts of its kinds."""

    def __init__(self, folder: Path) -> None:
        self._frames = {language: read_frames(language) for language in ("en", "zh")}
        self._subjects: dict[str, list[SentenceTask]] = {"en": [], "zh": []}
        self._facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for record in read_corpus(folder):
            if not is_held_out(record["id"]):
                self._add_row(record)

    def _add_row(self, record: dict[str, Any]) -> None:
        language, subject = record["language"], subject_of(record)
        if subject.brand and subject.name and not (language == "en" and is_plural(subject.name)):
            self._subjects[language].append(subject)
        for fact in row_facts(record["product"], language=language):
            self._facts[language, value_slots([fact])[0]].append(fact)

    def epoch(self, rng: random.Random) -> list[Example]:
        examples: list[Example] = []
        for language, frames in self._frames.items():
            for frame in frames:
                if fact_slots(frame["text"]):
                    filled = [self._filled(frame, language, rng) for _ in range(_ROWS_A_FRAME)]
                    examples += [with_controls(example, rng) for found in filled for example in found]
                else:
                    examples += [self._line(frame, language, rng) for _ in range(_TURNS_OF_A_LINE)]
        return examples

    def held_out(self) -> list[Example]:
        """None: a frame belongs to no product."""
        return []

    def _line(self, frame: dict[str, str], language: str, rng: random.Random) -> Example:
        subject, text = rng.choice(self._subjects[language]), frame["text"]
        return line_task(
            language,
            frame["role"],
            frame["tone"],
            name=subject.name if NAME_SLOT in text else "",
            brand=subject.brand if BRAND_SLOT in text else "",
        ), text

    def _filled(self, frame: dict[str, str], language: str, rng: random.Random) -> list[Example]:
        """The frame with a random row's subject and facts; nothing when no row has a fact of a kind it wants."""
        text = frame["text"]
        pools = [self._facts[language, slot] for slot in fact_slots(text)]
        if not all(pools):
            return []
        subject = rng.choice(self._subjects[language])
        task = replace(
            subject,
            unit=rng.choice(_UNITS[frame["role"]]),
            role=frame["role"],
            tone=frame["tone"],
            uses_name=NAME_SLOT in text,
            brand=subject.brand if BRAND_SLOT in text else "",
            category=subject.category if rng.random() < 0.6 else "",
            facts=tuple(rng.choice(pool) for pool in pools),
        )
        return [(task, text)]


def fact_slots(text: str) -> list[str]:
    """The slots of a frame that want a fact."""
    return [slot for slot in _SLOT.findall(text) if slot not in (NAME_SLOT, BRAND_SLOT)]
