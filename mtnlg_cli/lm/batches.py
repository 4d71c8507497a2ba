"""Examples as token ids, in batches of like length; masking for the sentences that are to be restored."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import BOS, MASK
from mtnlg_cli.lm.tokenizer import Vocabulary

POOL = 4000
_MASKED_SHARE = 0.3
_LONGEST_SPAN = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Source and target ids; `masked` has the hidden id at each masked source position, 0 elsewhere, or is empty."""

    source: list[int]
    target: list[int]
    masked: Sequence[int] = ()

    @property
    def length(self) -> int:
        return len(self.source) + len(self.target)


@dataclass(frozen=True, slots=True)
class Batch:
    """Source (B, S), decoder input (B, T), labels (B, T) and hidden ids (B, S), padded with 0."""

    source: Tensor
    decoder_input: Tensor
    labels: Tensor
    masked: Tensor
    num_labels: int
    num_masked: int

    def to(self, device: torch.device) -> Batch:
        return replace(
            self,
            source=self.source.to(device),
            decoder_input=self.decoder_input.to(device),
            labels=self.labels.to(device),
            masked=self.masked.to(device),
        )


def encode_pairs(
    examples: Sequence[Example], vocabulary: Vocabulary, config: ModelConfig, *, rng: random.Random
) -> list[Pair]:
    """The examples as ids; targets that do not fit are left out, sentences to restore are masked by `rng`."""
    pairs = []
    for task, text in examples:
        target = vocabulary.encode_target(text)
        source = vocabulary.encode_source(task, max_length=config.max_source)
        if len(target) < config.max_target:
            hide = task.role == "restore"
            pairs.append(mask_spans(source, target, vocabulary, rng=rng) if hide else Pair(source, target))
    return pairs


def mask_spans(source: list[int], target: list[int], vocabulary: Vocabulary, *, rng: random.Random) -> Pair:
    """Hides three tenths of the plain source tokens, in spans of one to three, behind the mask token each."""
    plain = [at for at, number in enumerate(source) if not vocabulary.is_special(number)]
    wanted, hidden = round(_MASKED_SHARE * len(plain)), set[int]()
    while len(hidden) < wanted:
        start = rng.randrange(len(plain))
        hidden.update(plain[start : start + rng.randint(1, _LONGEST_SPAN)])
    mask = vocabulary.special_id[MASK]
    shown = [mask if at in hidden else number for at, number in enumerate(source)]
    return Pair(shown, target, [number if at in hidden else 0 for at, number in enumerate(source)])


def grouped(pairs: Sequence[Pair], *, tokens: int, rng: random.Random) -> Iterator[list[Pair]]:
    """Groups of like length with at most `tokens` padded tokens each, in random order."""
    groups: list[list[Pair]] = [[]]
    longest = 0
    for pair in sorted(pairs, key=lambda pair: len(pair.source) + 2 * len(pair.target)):
        longest = max(longest, pair.length)
        if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
            longest = pair.length
        groups[-1].append(pair)
    rng.shuffle(groups)
    return (group for group in groups if group)


def to_batch(pairs: Sequence[Pair], vocabulary: Vocabulary) -> Batch:
    """One padded batch; the decoder input is the target behind the start token."""
    start = vocabulary.special_id[BOS]
    width = max(len(pair.source) for pair in pairs)
    masked = [pair.masked or [0] for pair in pairs]
    return Batch(
        source=_padded([pair.source for pair in pairs], width),
        decoder_input=_padded([[start, *pair.target[:-1]] for pair in pairs]),
        labels=_padded([pair.target for pair in pairs]),
        masked=_padded(masked, width),
        num_labels=sum(len(pair.target) for pair in pairs),
        num_masked=sum(1 for row in masked for number in row if number),
    )


def _padded(rows: Sequence[Sequence[int]], width: int = 0) -> Tensor:
    width = max(width, *map(len, rows))
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
