"""Channel fit: how well the copy keeps to the channel's lengths, numbers of texts and editorial rules, 0 to 1.

Formula: the mean over the channel's fields of (mean over the field's texts) x (number of texts wanted and given).
A text is 1; over the hard limit it is 0; under or over the advisory length it is multiplied by its length over the
minimum, or by the maximum over its length, at least 0.5; each matching editorial rule multiplies by 0.3 (block), 0.7
(warn) or 0.9 (info), and a line break in a one-line field by 0.7. Too few texts multiply by given/wanted, too many by
wanted/given. A missing field is 0 and so is a field the channel does not have.
Range: 0 (does not fit at all) to 1. None for a channel that is not known: its limits cannot be checked.
Source: limits and rules stand in the channel's file with source and date; the factors are ours.
Example: limit 30, advised 10 to 20: a text of 8 characters gets 8 / 10 = 0.8.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Finding, Product, Score
from mtnlg_cli.scoring.example import Example, example_field
from mtnlg_cli.text.counters import count_length

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EXAMPLE = Example(
    channel=Channel(
        id="example", name="Example", fields=(example_field("headline", max_length=30, advisory_length=(10, 20)),)
    ),
    texts={"headline": ("Oak desk",)},
    value=0.8,
)

_RULE_FACTORS = {"block": 0.3, "warn": 0.7, "info": 0.9}
_LINE_BREAK_FACTOR = 0.7
_WORST_ADVISORY = 0.5


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Fit of all fields of the channel; None when the channel has no fields to hold the copy against."""
    if not channel.fields:
        return Score("channel-fit", None, f"channel {channel.id} is not known, so its limits were not checked")
    values = [_field_fit(candidate.fields.get(field.name, ()), field=field) for field in channel.fields]
    known = {field.name for field in channel.fields}
    values += [0.0 for name in candidate.fields if name not in known]
    return Score("channel-fit", round(sum(values) / len(values), 4))


def _field_fit(texts: tuple[str, ...], *, field: ChannelField) -> float:
    if not texts:
        return 0.0 if field.min_texts else 1.0
    fit = sum(text_fit(text, field=field) for text in texts) / len(texts)
    return fit * min(1.0, len(texts) / max(1, field.min_texts)) * min(1.0, field.max_texts / len(texts))


def text_fit(text: str, *, field: ChannelField) -> float:
    """One text's fit, 0 to 1; 0 for an empty text or one over the hard limit."""
    length = count_length(text, field.counter)
    if not text.strip() or (field.max_length is not None and length > field.max_length):
        return 0.0
    fit = _advisory_fit(length, advisory=field.advisory_length)
    if not field.multiline and "\n" in text.strip():
        fit *= _LINE_BREAK_FACTOR
    for rule in field.rules:
        if re.search(rule.pattern, text):
            fit *= _RULE_FACTORS[rule.severity]
    return fit


def _advisory_fit(length: int, *, advisory: tuple[int, int] | None) -> float:
    if advisory is None:
        return 1.0
    shortest, longest = advisory
    if length < shortest:
        return max(_WORST_ADVISORY, length / shortest)
    return max(_WORST_ADVISORY, longest / length) if length > longest else 1.0
