"""What a bare number in a text counts: "4 pockets", "set of 6", 3 档."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mtnlg_cli.domain.product import Quantity
from mtnlg_cli.review.evidence import stem
from mtnlg_cli.review.lexicon import word_set
from mtnlg_cli.text.quantities import find_quantities, find_spelled_quantities

_NOUN_AFTER = re.compile(
    r"[ -]?(?:different |separate |removable |adjustable |built-in |new )?([A-Za-z]{3,})(?![A-Za-z])"
)
_HAN_AFTER = re.compile(
    r"\s?([个只条张片件枚颗粒支瓶盒包袋块根双套本组层档格孔口头段挡级步款种色排页杯节圈位人])([一-鿿]?)"
)
_SET_BEFORE = re.compile(r"(?:\b(?:set|pack|box|case|bundle|group|bag|tin|carton) of |\bpack(?:s)? of )$", re.I)
_SET_AFTER = re.compile(r"[ -](?:pack|piece|pcs|pc|set|count|ct)\b", re.I)
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*$")
_PARTS = word_set(
    "pocket handle setting speed mode port layer compartment drawer shelf wheel blade piece colour color size strap "
    "button "
    "key lid program level charge outlet socket zip zipper door hook slot seat leg light bulb battery cell sheet pack "
    "bag bottle pad filter brush head lens camera speaker function preset stage lock hole string step tier"
)
_NOT_THINGS = word_set("and the for with from than per more less was now off out too not are but way times")


def counted_thing(text: str, quantity: Quantity, *, parts_only: bool = False) -> str | None:
    """What the number counts, as a stem ("pocket"), "set" or a Chinese measure word with the next character.

    None when no noun follows. `parts_only` keeps nouns that name parts of goods.
    """
    if is_set_frame(text, quantity):
        return "set"
    if (noun := _NOUN_AFTER.match(text, quantity.end)) is not None:
        thing = stem(noun[1])
        if thing in _NOT_THINGS or (parts_only and thing not in _PARTS):
            return None
        return thing
    han = _HAN_AFTER.match(text, quantity.end)
    if han is None or (parts_only and han[1] not in "层档格孔级段款"):
        return None
    return han[1] + han[2]


def counted_things(text: str) -> Iterator[tuple[str, Decimal]]:
    """(thing, number) for every counted thing of a text, digits and number words."""
    for quantity in (*find_quantities(text), *find_spelled_quantities(text)):
        if quantity.kind == "count" and quantity.unit is None:
            thing = counted_thing(text, quantity)
            if thing is not None:
                yield thing, quantity.number


def is_set_frame(text: str, quantity: Quantity) -> bool:
    """Whether the number says how many come together: "set of 4", "6-pack", "12-piece"."""
    before, after = text[: quantity.start], text[quantity.end :]
    return bool(_SET_BEFORE.search(before) or _SET_AFTER.match(after))


def is_list_number(text: str, quantity: Quantity) -> bool:
    """Whether the number only numbers the items of a list: "1. Heat the pan"."""
    if not _LIST_NUMBER.search(text[: quantity.start]) or quantity.number > 20:
        return False
    return bool(re.match(r"[.)、．:：] ?", text[quantity.end :]))
