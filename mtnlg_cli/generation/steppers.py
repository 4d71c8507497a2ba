"""One step of a model, causal or encoder-decoder, behind one small interface.

A stepper reads the prompts once; `spread` then gives every row K copies of its key-value cache, `keep` drops sequences
that are done, `step` takes the tokens just drawn and returns the next logits.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from mtnlg_cli.errors import MktError

if TYPE_CHECKING:
    from torch import Tensor


class Stepper(Protocol):
    """What the decode loop needs of a model; logits are (sequences, vocabulary)."""

    def start(self, prompts: Sequence[Sequence[int]], *, length: int) -> Tensor: ...

    def spread(self, copies: int) -> None: ...

    def keep(self, indices: Tensor) -> None: ...

    def step(self, tokens: Tensor) -> Tensor: ...


class CausalStepper:
    """A decoder-only model: prompts are padded on the left to `length`, positions count from the first real token."""

    def __init__(self, model: Any, *, pad_id: int) -> None:
        self._model = model
        self._pad_id = pad_id
        self._takes = frozenset(inspect.signature(model.forward).parameters)

    def start(self, prompts: Sequence[Sequence[int]], *, length: int) -> Tensor:
        ids, self._mask = _padded(prompts, length=length, pad_id=self._pad_id, left=True, device=self._model.device)
        positions = (self._mask.cumsum(dim=1) - 1).clamp(min=0)
        self._next = positions[:, -1] + 1
        self._cache: Any = None
        return self._forward(ids, positions)

    def spread(self, copies: int) -> None:
        index = _repeated(len(self._mask), copies, device=self._mask.device)
        self._cache.reorder_cache(index)
        self._mask, self._next = self._mask[index], self._next[index]

    def keep(self, indices: Tensor) -> None:
        self._cache.reorder_cache(indices)
        self._mask, self._next = self._mask[indices], self._next[indices]

    def step(self, tokens: Tensor) -> Tensor:
        import torch

        self._mask = torch.cat([self._mask, self._mask.new_ones(len(tokens), 1)], dim=1)
        positions, self._next = self._next.unsqueeze(1), self._next + 1
        return self._forward(tokens.unsqueeze(1), positions)

    def _forward(self, ids: Tensor, positions: Tensor) -> Tensor:
        extra: dict[str, Any] = {}
        if "position_ids" in self._takes:
            extra["position_ids"] = positions
        if "logits_to_keep" in self._takes:
            extra["logits_to_keep"] = 1
        output = self._model(
            input_ids=ids, attention_mask=self._mask, past_key_values=self._cache, use_cache=True, **extra
        )
        self._cache = _checked_cache(output, self._model)
        logits: Tensor = output.logits[:, -1]
        return logits


class Seq2SeqStepper:
    """An encoder-decoder model: prompts are padded on the right to `length` and encoded once."""

    def __init__(self, model: Any, *, pad_id: int, start_id: int) -> None:
        self._model = model
        self._pad_id = pad_id
        self._start_id = start_id

    def start(self, prompts: Sequence[Sequence[int]], *, length: int) -> Tensor:
        from transformers.modeling_outputs import BaseModelOutput

        ids, self._mask = _padded(prompts, length=length, pad_id=self._pad_id, left=False, device=self._model.device)
        hidden = self._model.get_encoder()(input_ids=ids, attention_mask=self._mask).last_hidden_state
        self._encoded = BaseModelOutput(last_hidden_state=hidden)
        self._cache: Any = None
        return self.step(ids.new_full((len(ids),), self._start_id))

    def spread(self, copies: int) -> None:
        self.keep(_repeated(len(self._mask), copies, device=self._mask.device))

    def keep(self, indices: Tensor) -> None:
        from transformers.modeling_outputs import BaseModelOutput

        self._cache.reorder_cache(indices)
        self._mask = self._mask[indices]
        self._encoded = BaseModelOutput(last_hidden_state=self._encoded.last_hidden_state[indices])

    def step(self, tokens: Tensor) -> Tensor:
        output = self._model(
            encoder_outputs=self._encoded,
            attention_mask=self._mask,
            decoder_input_ids=tokens.unsqueeze(1),
            past_key_values=self._cache,
            use_cache=True,
        )
        self._cache = _checked_cache(output, self._model)
        logits: Tensor = output.logits[:, -1]
        return logits


def _padded(
    prompts: Sequence[Sequence[int]], *, length: int, pad_id: int, left: bool, device: Any
) -> tuple[Tensor, Tensor]:
    """ids and mask, both (rows, length)."""
    import torch

    ids = torch.full((len(prompts), length), pad_id, dtype=torch.long)
    mask = torch.zeros((len(prompts), length), dtype=torch.long)
    for row, prompt in enumerate(prompts):
        place = slice(length - len(prompt), length) if left else slice(0, len(prompt))
        ids[row, place] = torch.tensor(prompt, dtype=torch.long)
        mask[row, place] = 1
    return ids.to(device), mask.to(device)


def _repeated(rows: int, copies: int, *, device: Any) -> Tensor:
    import torch

    return torch.arange(rows, device=device).repeat_interleave(copies)


def _checked_cache(output: Any, model: Any) -> Any:
    cache = getattr(output, "past_key_values", None)
    if cache is None or not hasattr(cache, "reorder_cache"):
        name = type(model).__name__
        raise MktError(f"{name} keeps no key-value cache that candidates can share", fix="use a transformer model")
    return cache
