"""The two losses: what the decoder says next, and what stood at the masked positions of the encoder's input."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from mtnlg_cli.lm.batches import Batch
from mtnlg_cli.lm.model import EncoderDecoder


@dataclass(frozen=True, slots=True)
class LossSums:
    """Summed cross-entropies in nats (scalars) and the number of tokens each is summed over."""

    generation: Tensor
    num_generated: int
    masked: Tensor
    num_masked: int


def loss_sums(model: EncoderDecoder, batch: Batch, *, smoothing: float = 0.0, masked: bool = True) -> LossSums:
    """Both losses of a batch in one pass: L_gen over the target tokens, L_MLM over the masked positions only."""
    memory, mask = model.encode(batch.source)
    logits = model.decode(batch.decoder_input, memory, mask)
    generation = functional.cross_entropy(
        logits.flatten(0, 1).float(), batch.labels.flatten(), ignore_index=0, label_smoothing=smoothing, reduction="sum"
    )
    return LossSums(generation, batch.num_labels, *_masked_sum(model, batch, memory, wanted=masked))


def _masked_sum(model: EncoderDecoder, batch: Batch, memory: Tensor, *, wanted: bool) -> tuple[Tensor, int]:
    if not wanted or not batch.num_masked:
        return memory.new_zeros(()), 0
    places = batch.masked != 0
    logits = model.masked_logits(memory[places])
    return functional.cross_entropy(logits.float(), batch.masked[places], reduction="sum"), batch.num_masked


def joint_loss(sums: LossSums, *, weights: tuple[float, float], counts: tuple[float, float]) -> Tensor:
    """w1 * L_gen + w2 * L_MLM, each a mean over `counts` tokens (those of all processes when there are several)."""
    generation, masked = (
        weight * total / max(count, 1.0)
        for weight, total, count in zip(weights, (sums.generation, sums.masked), counts, strict=True)
    )
    loss: Tensor = torch.add(generation, masked)
    return loss
