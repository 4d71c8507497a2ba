"""Fluency: how free the copy is of broken wording, 0 to 1.

Formula: a text starts at 1 and loses, for each kind of fault, its demerit times the number of faults, at most the cap
of the kind; the candidate's value is the mean of its texts weighted by their words (Han characters in Chinese), and
never below 0.
Range: 0 (broken) to 1 (nothing found). A fault that needs understanding is not seen: this is grammar at arm's length.
Source: ours. Demerits are set so that copy written by people keeps 0.9 or more in the median while cut, doubled,
shuffled or thinned versions of it lose; `tests/benchmarks/score_agreement.py` measures both.
Example: "The the pan is ready." has one doubled word (0.25) and one impossible pair (0.15): 1 - 0.25 - 0.15 = 0.6.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Finding, Product, Score
from mtnlg_cli.scoring.example import Example
from mtnlg_cli.scoring.faults import find_faults
from mtnlg_cli.text.words import split_words

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EXAMPLE = Example(texts={"text": ("The the pan is ready.",)}, value=0.6)

DEMERITS: dict[str, tuple[float, float]] = {
    "broken-character": (0.3, 0.6),
    "punctuation": (0.1, 0.4),
    "unbalanced": (0.15, 0.3),
    "doubled-word": (0.25, 0.5),
    "repeated-phrase": (0.1, 0.4),
    "repeated-sentence": (0.3, 0.6),
    "long-sentence": (0.1, 0.2),
    "unfinished": (0.3, 0.3),
    "impossible-pair": (0.15, 0.75),
    "article": (0.1, 0.3),
    "agreement": (0.2, 0.4),
    "sentence-start": (0.1, 0.3),
    "stray-capital": (0.1, 0.3),
    "same-start": (0.05, 0.1),
    "keyword-salad": (0.2, 0.4),
    "inner-space": (0.05, 0.2),
}
"""Kind of fault: (demerit of one, most the kind can cost)."""
_PROSE_LENGTH = 70
"""A field that holds one text longer than this many of its units is prose, not a headline."""


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Fluency of all texts of the candidate; None when it has no word."""
    fields = {field.name: field for field in channel.fields}
    total = weight = 0.0
    for name, texts in candidate.fields.items():
        for text in texts:
            num_words = len(split_words(text))
            value = fluency_of(text, language=candidate.language, prose=is_prose(text, field=fields.get(name)))
            total += num_words * value
            weight += num_words
    if not weight:
        return Score("fluency", None, "the copy has no words")
    return Score("fluency", round(total / weight, 4))


def fluency_of(text: str, *, language: str, prose: bool) -> float:
    """One text's fluency, 0 to 1."""
    faults = find_faults(text, language=language, prose=prose)
    lost = sum(min(DEMERITS[kind][1], DEMERITS[kind][0] * count) for kind, count in faults.items())
    return max(0.0, 1.0 - lost)


def is_prose(text: str, *, field: ChannelField | None) -> bool:
    """Whether the text is running sentences: by the field's room, and for an unknown field by the text's own length."""
    if field is None:
        return len(text) > _PROSE_LENGTH
    room = field.advisory_length[1] if field.advisory_length else field.max_length or 0
    return field.max_texts == 1 and (room == 0 or room > _PROSE_LENGTH)
