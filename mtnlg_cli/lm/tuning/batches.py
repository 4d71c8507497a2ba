"""Examples in batches of like length; which batch comes when depends on the seed and the number of the step alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_POOL = 50
"""Batches that are cut from one sorted pool: much like-length, yet another company every epoch."""
NO_LOSS = -100
"""The label of a position that is not learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt and the answer to learn, as token ids; `target` ends with the end token.

    The first `num_forced` target tokens are given to the model when it writes and carry no loss. `num_chars` are the
    code points of the answer's text.
    """

    prompt: tuple[int, ...]
    target: tuple[int, ...]
    num_chars: int
    num_forced: int = 0

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.target)

    @property
    def num_learned(self) -> int:
        """Target tokens that carry loss."""
        return len(self.target) - self.num_forced


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes into the model, and for the kept positions, in order, what it should say next (rows x positions)."""

    inputs: dict[str, Tensor]
    labels: Tensor
    keep: Tensor


def num_batches(num_examples: int, *, size: int) -> int:
    """Batches of one epoch."""
    return -(-num_examples // size)


def epoch_batches(lengths: Sequence[int], *, size: int, seed: int, epoch: int) -> list[list[int]]:
    """Indices of the examples, each once, in `num_batches` batches of like length, in random order."""
    rng = random.Random(f"{seed}/{epoch}")
    order = list(range(len(lengths)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), _POOL * size):
        pool = sorted(order[start : start + _POOL * size], key=lambda index: lengths[index])
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(batches)
    return batches


def causal_batch(examples: Sequence[Example], *, pad_id: int) -> Batch:
    """Prompt and target in one sequence, padded on the right; kept are the positions that foretell any target token."""
    rows = [(*example.prompt, *example.target) for example in examples]
    start = min(len(example.prompt) + example.num_forced for example in examples)
    labels = [(*[NO_LOSS] * (len(one.prompt) + one.num_forced), *one.target[one.num_forced :]) for one in examples]
    ids, mask = _padded(rows, pad_id), _padded([(1,) * len(row) for row in rows], 0)
    return Batch(
        inputs={"input_ids": ids, "attention_mask": mask},
        labels=_padded(labels, NO_LOSS)[:, start:],
        keep=torch.arange(start - 1, ids.shape[1] - 1),
    )


def seq2seq_batch(examples: Sequence[Example], *, pad_id: int, start_id: int) -> Batch:
    """Prompts for the encoder, targets behind the start token for the decoder; every decoder position is kept."""
    sources = [example.prompt for example in examples]
    before = [(start_id, *example.target[:-1]) for example in examples]
    labels = [(*[NO_LOSS] * one.num_forced, *one.target[one.num_forced :]) for one in examples]
    inputs = {
        "input_ids": _padded(sources, pad_id),
        "attention_mask": _padded([(1,) * len(source) for source in sources], 0),
        "decoder_input_ids": _padded(before, pad_id),
    }
    return Batch(inputs=inputs, labels=_padded(labels, NO_LOSS), keep=torch.arange(max(map(len, before))))


def _padded(rows: Sequence[Sequence[int]], fill: int) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([[*row, *[fill] * (width - len(row))] for row in rows])
