"""Bits a character of a reference under a model: how surprised the model is by what people wrote."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def bits_per_character(nats: Sequence[float], texts: Sequence[str]) -> float | None:
    """Total loss in bits over the characters (code points) of the texts; None without characters."""
    characters = sum(map(len, texts))
    return math.fsum(nats) / math.log(2) / characters if characters else None


@torch.no_grad()
def answer_nats(model: Any, prompt: Sequence[int], answer: Sequence[int], *, start: Sequence[int] | None) -> float:
    """Loss in nats of the answer's tokens (its end token among them) after the prompt, under a transformers model.

    `start` are the tokens a decoder begins with; None for a causal model, which reads the prompt itself.
    """
    target = torch.tensor(list(answer), device=model.device)
    if start is None:
        ids = torch.tensor([[*prompt, *answer[:-1]]], device=model.device)
        logits = model(input_ids=ids).logits[0, len(prompt) - 1 :]
    else:
        ids = torch.tensor([list(prompt)], device=model.device)
        decoder_ids = torch.tensor([[*start, *answer[:-1]]], device=model.device)
        logits = model(input_ids=ids, decoder_input_ids=decoder_ids).logits[0, len(start) - 1 :]
    return float(_nats(logits, target))


def _nats(logits: Tensor, target: Tensor) -> Tensor:
    """(length, vocabulary) logits and (length,) ids -> summed negative log-likelihood."""
    return torch.nn.functional.cross_entropy(logits.float(), target, reduction="sum")
