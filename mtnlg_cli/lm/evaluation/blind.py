"""Pairs for a blind comparison, and an even draw of texts to read."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts about one product for one channel, sides shuffled; `human_side` ("left" or "right") is the key."""

    id: str
    product_id: str
    channel: str
    language: str
    product: dict[str, str | list[str]]
    left: str
    right: str
    human_side: str


def shuffle_sides(
    text: str,
    human: str,
    *,
    id: str,
    product_id: str,
    channel: str,
    language: str,
    product: dict[str, str | list[str]],
    rng: random.Random,
) -> Pair:
    """A pair of a model's text and a human one, the human one left or right by the draw."""
    human_left = rng.random() < 0.5
    return Pair(
        id=id,
        product_id=product_id,
        channel=channel,
        language=language,
        product=product,
        left=human if human_left else text,
        right=text if human_left else human,
        human_side="left" if human_left else "right",
    )


def sample_evenly(
    items: Iterable[Item], *, group: Callable[[Item], Hashable], number: int, rng: random.Random
) -> list[Item]:
    """At most `number` items, taken from the groups in turn until they are empty, in random order within a group."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[group(item)].append(item)
    for members in groups.values():
        rng.shuffle(members)
    turns = max(map(len, groups.values()), default=0)
    ordered = [members[turn] for turn in range(turns) for members in groups.values() if turn < len(members)]
    return ordered[:number]
