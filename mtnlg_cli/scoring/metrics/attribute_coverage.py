"""Attribute coverage: share of the row's main facts that the copy mentions, 0 to 1, by weight.

Formula: sum of weight x credit over the heaviest n facts mentioned, divided by the sum of the n greatest weights.
Weights: title noun 2; brand and the attributes people ask for (colour, material, size, features ...) 1; others 0.5.
Credit is the share of a fact's words found in the copy over 0.6, at most 1. n is what the channel has room for (about
25 characters a fact in English, 10 in Chinese), 1 to 9: a headline of 30 characters owes one fact, not ten.
Range: 0 (mentions nothing) to 1 (everything there is room for).
Source: ours; content selection recall as in slot-based data-to-text evaluation, with a cap.
Example: title "Cast Iron Skillet" (2), brand Ferrow (1), colour black (1), weight 1.7 kg (1); "A black skillet." gets
(2 + 1) / 5 = 0.6.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Attribute, Brief, Candidate, Channel, Finding, Product, Score
from mtnlg_cli.scoring.example import Example
from mtnlg_cli.scoring.facts import fact_capacity, main_facts
from mtnlg_cli.scoring.mention import CopyIndex

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EXAMPLE = Example(
    product=Product(
        id="1",
        language="en",
        title="Cast Iron Skillet",
        brand="Ferrow",
        attributes=(Attribute("color", "black", "color"), Attribute("weight", "1.7 kg", "weight")),
    ),
    texts={"text": ("A black skillet.",)},
    value=0.6,
)


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Coverage of the candidate's texts together; None when the row has no main fact."""
    facts = main_facts(product)
    if not facts:
        return Score("attribute-coverage", None, "the row has no title, brand or attribute")
    index = CopyIndex("\n".join(text for texts in candidate.fields.values() for text in texts))
    room = fact_capacity(channel, language=candidate.language)
    owed = sum(sorted((fact.weight for fact in facts), reverse=True)[:room])
    given = sum(sorted((fact.weight * fact.credit(index) for fact in facts), reverse=True)[:room])
    return Score("attribute-coverage", round(given / owed, 4))
