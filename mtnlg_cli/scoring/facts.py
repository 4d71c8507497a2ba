"""The main facts of a row, weighted: what copy about the product should mention."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtnlg_cli.domain import Channel, ChannelField, Product
from mtnlg_cli.scoring.mention import CopyIndex, credit

TITLE_WEIGHT = 2.0
MAIN_WEIGHT = 1.0
MINOR_WEIGHT = 0.5
_MAIN = "color material size weight dimensions capacity feature pattern scent flavor power length volume"
MAIN_ATTRIBUTES = frozenset(_MAIN.split())
MOST_FACTS = 9
"""No channel is asked for more facts than this: copy is not a data sheet."""

_NO_FACTS = frozenset(("keywords", "tags", "tag", "keyword", "condition", "availability", "category"))
_SEGMENT_END = re.compile(r"\s*(?:[,;:|(（，、]|\s[-–—/]\s|\b(?:with|w/|for|in|by)\s)")
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]{2,}")
_ROOM_OF_A_FACT = {"en": 25, "zh": 10}
"""Characters one fact takes in running copy, with the words around it."""
_UNITS_PER_HAN = {"width2": 2.0, "gbk": 2.0, "utf8": 3.0, "gsm7": 16 / 7}
_OPEN_FIELD = 400
"""Room, in characters, of a field without any length."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: mentioned when any of its wordings is. `weight` is how much the copy owes it."""

    name: str
    wordings: tuple[str, ...]
    weight: float

    def credit(self, index: CopyIndex) -> float:
        """How far the copy mentions it, 0 to 1."""
        return max(credit(wording, index=index) for wording in self.wordings)


def main_facts(product: Product) -> tuple[Fact, ...]:
    """Title noun, brand and attributes, heaviest first, in row order within a weight."""
    facts = []
    if nouns := title_nouns(product):
        facts.append(Fact("title", nouns, TITLE_WEIGHT))
    if product.brand:
        facts.append(Fact("brand", (product.brand,), MAIN_WEIGHT))
    for attribute in product.attributes:
        if attribute.name not in _NO_FACTS and attribute.value.strip():
            weight = MAIN_WEIGHT if attribute.name in MAIN_ATTRIBUTES else MINOR_WEIGHT
            facts.append(Fact(attribute.name, (attribute.value,), weight))
    return tuple(sorted(facts, key=lambda fact: -fact.weight))


def title_nouns(product: Product) -> tuple[str, ...]:
    """What the product is called: head noun of the title, its first segment, or the last step of the product type."""
    known = (product.brand, *(a.value for a in product.attributes if a.name in ("color", "size")))
    title = product.title
    for value in sorted(filter(None, known), key=len, reverse=True):
        title = re.sub(re.escape(value), " ", title, flags=re.I)
    leaf = re.split(r"[>›/|]", product.product_type)[-1].strip()
    nouns = _han_nouns(title) if product.language == "zh" else _english_nouns(title)
    return tuple(dict.fromkeys(noun for noun in (*nouns, leaf) if noun))


def _english_nouns(title: str) -> list[str]:
    segments = [segment for segment in _SEGMENT_END.split(title) if re.search(r"[A-Za-z]{3}", segment)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]{2,}", segments[0]) if segments else []
    return [*words[-1:], *segments[:1]]


def _han_nouns(title: str) -> list[str]:
    runs = _HAN_RUN.findall(title)
    return [*(run[-2:] for run in runs), *runs]


def fact_capacity(channel: Channel, *, language: str) -> int:
    """How many facts the channel has room for, 1 to `MOST_FACTS`; `MOST_FACTS` for a channel without fields."""
    if not channel.fields:
        return MOST_FACTS
    room = sum(_room(field, language=language) * max(1, field.min_texts) for field in channel.fields)
    return max(1, min(MOST_FACTS, int(room // _ROOM_OF_A_FACT[language])))


def _room(field: ChannelField, *, language: str) -> float:
    """Characters of the language that fit into one text of the field."""
    length = field.advisory_length[1] if field.advisory_length else field.max_length
    if length is None:
        return _OPEN_FIELD
    return length / _UNITS_PER_HAN.get(field.counter, 1.0) if language == "zh" else length
