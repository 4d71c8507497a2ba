"""Cross-entropy on the answers alone, and what it comes to on a whole split."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from mtnlg_cli.lm.tuning.batches import NO_LOSS, Batch, Example, causal_batch, seq2seq_batch


@dataclass(frozen=True, slots=True, kw_only=True)
class LossFigures:
    """Loss of a split: summed `nats` over `tokens` learned tokens that spell `chars` code points."""

    nats: float
    tokens: int
    chars: int

    @property
    def per_token(self) -> float:
        """Nats a token."""
        return self.nats / self.tokens

    @property
    def perplexity(self) -> float:
        """e to the nats a token; infinite when that is no float."""
        return math.exp(self.per_token) if self.per_token < 700 else math.inf

    @property
    def bits_per_character(self) -> float:
        """Bits a code point of the answers; comparable between models with other tokenizers."""
        return self.nats / math.log(2) / self.chars


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningModel:
    """A transformers model as training sees it.

    `start_id` begins the decoder of a sequence-to-sequence model. With `half`, float32 weights compute in bfloat16.
    """

    model: Any
    is_seq2seq: bool
    pad_id: int
    start_id: int | None
    half: bool = False

    def loss_sum(self, examples: Sequence[Example]) -> Tensor:
        """Summed cross-entropy in nats over the learned tokens, a scalar."""
        batch = self._batch(examples)
        labels = batch.labels.to(self.model.device)
        logits = self._logits(batch)
        return functional.cross_entropy(
            logits.flatten(0, 1).float(), labels.flatten(), ignore_index=NO_LOSS, reduction="sum"
        )

    def _batch(self, examples: Sequence[Example]) -> Batch:
        if not self.is_seq2seq:
            return causal_batch(examples, pad_id=self.pad_id)
        if self.start_id is None:
            raise ValueError("a sequence-to-sequence model needs a start_id")
        return seq2seq_batch(examples, pad_id=self.pad_id, start_id=self.start_id)

    def _logits(self, batch: Batch) -> Tensor:
        """Logits of the kept positions. Those of a prompt are never made where the model can leave them out."""
        device = self.model.device
        inputs: dict[str, Any] = {name: value.to(device) for name, value in batch.inputs.items()}
        keep = batch.keep.to(device)
        can_keep = "logits_to_keep" in inspect.signature(self.model.forward).parameters
        if can_keep:
            inputs["logits_to_keep"] = keep
        with torch.autocast(device.type, torch.bfloat16) if self.half else nullcontext():
            logits: Tensor = self.model(**inputs, use_cache=False).logits
        return logits if can_keep else logits[:, keep]


@torch.inference_mode()
def measure_loss(tuned: TuningModel, examples: Sequence[Example], *, batch_size: int) -> LossFigures:
    """The loss of all examples, without dropout; leaves the model in evaluation mode."""
    tuned.model.eval()
    nats = 0.0
    ordered = sorted(examples, key=lambda example: example.length)
    for start in range(0, len(ordered), batch_size):
        nats += float(tuned.loss_sum(ordered[start : start + batch_size]))
    return LossFigures(
        nats=nats,
        tokens=sum(example.num_learned for example in examples),
        chars=sum(example.num_chars for example in examples),
    )
