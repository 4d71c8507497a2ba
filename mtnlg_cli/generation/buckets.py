"""Which prompts share a batch: lengths are padded to steps that depend on the row's own length alone."""

from __future__ import annotations

from collections.abc import Sequence

_STEPS = ((128, 32), (512, 64), (1024, 128), (2048, 256))
_LAST_STEP = 512


def bucket_length(length: int, *, limit: int | None = None) -> int:
    """The padded length, in tokens, of a prompt of `length` tokens.

    Always longer than the prompt while `limit` allows it: a batch in which no row is padded takes another attention
    kernel, and then a row's result would depend on its neighbours.
    """
    step = next((step for end, step in _STEPS if length < end), _LAST_STEP)
    padded = (length // step + 1) * step
    return padded if limit is None else max(length, min(padded, limit))


def batches(lengths: Sequence[int], *, width: int) -> list[list[int]]:
    """Indices of `lengths` in batches of at most `width`, longest bucket first, one bucket a batch, order kept."""
    by_bucket: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        by_bucket.setdefault(length, []).append(index)
    return [
        members[start : start + width]
        for _, members in sorted(by_bucket.items(), reverse=True)
        for start in range(0, len(members), width)
    ]
