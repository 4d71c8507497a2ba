"""Training pairs as token ids: one epoch is the corpus, freshly drawn compositions, and batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mtnlg_cli.lm.compose import Composer
from mtnlg_cli.lm.corpus import Example, examples_of, first_of, is_held_out, read_corpus, row_facts, subject_of
from mtnlg_cli.lm.frames import compose
from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.task import BOS
from mtnlg_cli.lm.tokenizer import Vocabulary

Pair = tuple[list[int], list[int]]
PLAIN_TONES = frozenset({"plain", "expert", "minimal"})
_COMPOSED = (("description", "open"), ("description", "open"), ("description", "mid"), ("description", "mid"))
MAIN_UNITS = frozenset({"description", "bullet", "meta"})


class SentenceData:
    """The corpus folder as training and held-out examples; split by product."""

    def __init__(self, folder: Path) -> None:
        records = list(read_corpus(folder))
        self.train_records = [record for record in records if not is_held_out(record["id"])]
        self.held_out_records = [record for record in records if is_held_out(record["id"])]
        brands: dict[str, list[str]] = {"en": [], "zh": []}
        for record in self.train_records:
            brand = first_of(record["product"], "brand", "vendor")
            if brand:
                brands[record["language"]].append(brand)
        self.composer = Composer(folder, brands=brands)

    def epoch(self, rng: random.Random) -> list[Example]:
        """Examples of one epoch in random order, compositions drawn anew.

        Sentences in a plain register that state facts of the row for a main channel come up to three times; those of
        the showy tones come in half of the epochs, without a fact in an eighth: they teach wit, not reading.
        """
        examples: list[Example] = []
        for record in self.train_records:
            for example in examples_of(record, rng):
                examples += [example] * _repeats(example, rng)
            examples += list(self._composed(record, rng))
        examples += list(self.composer.kind_examples(rng))
        for _ in range(2):
            examples += list(self.composer.fact_examples(rng))
        rng.shuffle(examples)
        return examples

    def frames(self, rng: random.Random) -> Iterator[str]:
        """Sentences that add nothing to a row: phrasings of universal attributes, composed sentences of every row."""
        yield from self.composer.universal_phrasings()
        for record in self.train_records:
            yield from (text for _, text in self._composed(record, rng))

    def _composed(self, record: dict[str, Any], rng: random.Random) -> Iterator[Example]:
        """Plain composed sentences about the row: two openings and two others for descriptions, one for other units."""
        subject, facts = subject_of(record), row_facts(record["product"], language=record["language"])
        for unit, role in (*_COMPOSED, (rng.choice(("meta", "sms", "search", "email", "social")), "open")):
            previous = (
                rng.choice(("", "It is made of", "This <name> is", "<brand>'s <name> has")) if role == "mid" else ""
            )
            base = replace(subject, unit=unit, role=role, previous=previous if record["language"] == "en" else "")
            example = compose(facts, replace(base, brand=subject.brand if rng.random() < 0.8 else ""), rng)
            if example is not None:
                yield example

    def held_out(self, *, seed: int = 1) -> list[Example]:
        """All examples of the held-out products, always the same."""
        rng = random.Random(seed)
        return [example for record in self.held_out_records for example in examples_of(record, rng)]


def _repeats(example: Example, rng: random.Random) -> int:
    task, _ = example
    states_facts = any(fact.copied for fact in task.facts)
    if task.tone in PLAIN_TONES:
        return 1 + states_facts * (task.unit in MAIN_UNITS) + states_facts * (task.role == "open")
    return int(rng.random() < (1 / 2 if states_facts else 1 / 8))


def encode_pairs(examples: list[Example], vocabulary: Vocabulary, config: ModelConfig) -> list[Pair]:
    """(source ids, target ids) pairs; targets that do not fit are left out."""
    pairs = []
    for task, text in examples:
        target = vocabulary.encode_target(text)
        if len(target) < config.max_target:
            pairs.append((vocabulary.encode_source(task, max_length=config.max_source), target))
    return pairs


def batches(pairs: list[Pair], *, tokens: int, rng: random.Random) -> Iterator[list[Pair]]:
    """Batches of like length with at most `tokens` padded tokens each, in random order."""
    pool = 4000
    for start in range(0, len(pairs), pool):
        chunk = sorted(pairs[start : start + pool], key=lambda pair: len(pair[0]) + 2 * len(pair[1]))
        grouped: list[list[Pair]] = [[]]
        for pair in chunk:
            group = grouped[-1]
            longest = max([len(p[0]) + len(p[1]) for p in group] + [len(pair[0]) + len(pair[1])])
            if group and longest * (len(group) + 1) > tokens:
                group = []
                grouped.append(group)
            group.append(pair)
        rng.shuffle(grouped)
        yield from (group for group in grouped if group)


def tensors(batch: list[Pair], vocabulary: Vocabulary) -> tuple[Tensor, Tensor, Tensor]:
    """Source (B, S), decoder input (B, T) and labels (B, T), padded with 0."""
    start = vocabulary.special_id[BOS]
    source = _padded([pair[0] for pair in batch])
    return source, _padded([[start, *pair[1][:-1]] for pair in batch]), _padded([pair[1] for pair in batch])


def _padded(rows: list[list[int]]) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])
