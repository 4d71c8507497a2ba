"""The decode loop: one batch of rows, K sequences a row, every sequence on its own draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtnlg_cli.generation.sampling import SamplingConfig, sample_tokens
from mtnlg_cli.generation.steppers import Stepper

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_SHRINK_AT = 0.75
"""Dropping done sequences copies the cache, so it waits until no more than this share of the batch is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One prompt in token ids. `length` is its padded length; `draws` one list of uniforms a candidate."""

    ids: tuple[int, ...]
    length: int
    draws: tuple[tuple[float, ...], ...]


@dataclass(slots=True)
class Decoded:
    """One candidate while it grows and when it is done.

    `finish` is "" until it is "stop", "length" or "broken" (the model's numbers were not finite). `tokens` leaves the
    end token out; `num_tokens` and `logprob_sum` (nats) count it.
    """

    tokens: list[int] = field(default_factory=list)
    num_tokens: int = 0
    logprob_sum: float = 0.0
    finish: str = ""


def decode_batch(
    stepper: Stepper,
    rows: Sequence[Row],
    *,
    width: int,
    sampling: SamplingConfig,
    end_ids: Collection[int],
    fixed_shape: bool,
    on_row: Callable[[int, list[Decoded]], None],
    first_id: int | None = None,
) -> None:
    """Decode rows of one padded length; `on_row(position in rows, its candidates)` is called as each row is done.

    With `fixed_shape` the batch is filled up to `width` rows with copies of the first and no sequence leaves it, so
    that every row meets the same shapes, and so the same arithmetic, whoever its neighbours are. Without it, done
    sequences leave. `first_id` is a first token the model is told to start every answer with.
    """
    import torch

    copies = len(rows[0].draws)
    filled = [*rows, *[rows[0]] * (width - len(rows))] if fixed_shape else list(rows)
    live = [Decoded() for _ in range(len(filled) * copies)]
    open_rows = {index: live[index * copies : (index + 1) * copies] for index in range(len(rows))}
    with torch.inference_mode():
        logits = stepper.start([row.ids for row in filled], length=rows[0].length)
        stepper.spread(copies)
        logits = logits.repeat_interleave(copies, dim=0)
        draws = [uniforms for row in filled for uniforms in row.draws]
        uniforms = torch.tensor(draws, dtype=torch.float64, device=logits.device)
        for step in range(sampling.max_new_tokens):
            tokens, logprobs = sample_tokens(logits, uniforms=uniforms[:, step], sampling=sampling)
            if step == 0 and first_id is not None:
                tokens = torch.full_like(tokens, first_id)
            is_last = step == sampling.max_new_tokens - 1
            _record(live, tokens.tolist(), logprobs.tolist(), end_ids=end_ids, is_last=is_last)
            for index in [index for index, group in open_rows.items() if all(one.finish for one in group)]:
                on_row(index, open_rows.pop(index))
            if not open_rows:
                return
            if not fixed_shape and (kept := _worth_keeping(live, device=tokens.device)) is not None:
                stepper.keep(kept)
                live = [one for one in live if not one.finish]
                tokens, uniforms = tokens[kept], uniforms[kept]
            logits = stepper.step(tokens)


def _worth_keeping(live: Sequence[Decoded], *, device: torch.device) -> Tensor | None:
    """Indices of the sequences still growing, None while too few are done to be worth the copying."""
    import torch

    growing = [index for index, one in enumerate(live) if not one.finish]
    return torch.tensor(growing, device=device) if len(growing) <= _SHRINK_AT * len(live) else None


def _record(
    live: Sequence[Decoded],
    tokens: Sequence[int],
    logprobs: Sequence[float],
    *,
    end_ids: Collection[int],
    is_last: bool,
) -> None:
    for one, token, logprob in zip(live, tokens, logprobs, strict=True):
        if one.finish:
            continue
        one.num_tokens += 1
        one.logprob_sum += logprob
        if not math.isfinite(logprob):
            one.finish = "broken"
        elif token in end_ids:
            one.finish = "stop"
        else:
            one.tokens.append(token)
            one.finish = "length" if is_last else ""
