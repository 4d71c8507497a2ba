"""What a column is called: one normal form for every spelling, and our name for the attributes we have a word for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from mtnlg_cli.catalog.synonyms import read_synonyms

Known = TypeVar("Known")

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_METAFIELD = re.compile(r"\s*\((?:product|variant)\.metafields\.[^)]*\)\s*$", re.IGNORECASE)
_FEED_PREFIX = re.compile(r"^google shopping\s*/\s*", re.IGNORECASE)
_BRACKET_UNIT = re.compile(r"^(.*?)\s*[(\[（]\s*([^()\[\]（）]{1,12})\s*[)\]）]\s*$")
_CAMEL = re.compile(r"(?<=[a-z0-9]{2})(?=[A-Z][a-z])")
_GAPS = re.compile(r"[\s_\-./·]+")
_ANY_PRODUCT = re.compile(r"^(?:product |item |宝贝|商品|产品)(?=.)")
_MEASURES = frozenset(
    ("weight", "net weight", "length", "width", "height", "depth", "diameter", "thickness", "capacity")
)
_MEASURES |= frozenset(("volume", "power", "voltage"))

UNITS = {name: unit for name, (unit, _) in read_synonyms("units").items()}
ATTRIBUTE_NAMES = {name: canonical for name, (canonical, _) in read_synonyms("attributes").items()}
ATTRIBUTE_NAMES |= {canonical.replace("_", " "): canonical for canonical in ATTRIBUTE_NAMES.values()}
"""Normal name -> canonical attribute name, English and Chinese."""


@lru_cache(maxsize=8192)
def normal_name(header: str) -> str:
    """One spelling for all ways to write a header: "Product_Name", "productName" and "product name " are equal.

    Compatibility forms are folded (NFKC), invisible characters removed, a Shopify metafield path and the prefix
    "Google Shopping /" dropped, and case, underscores, hyphens and dots made equal to single spaces.
    """
    text = unicodedata.normalize("NFKC", header).translate(_INVISIBLE)
    text = _FEED_PREFIX.sub("", _METAFIELD.sub("", text.strip()))
    text = _CAMEL.sub(" ", text)
    return _GAPS.sub(" ", text.casefold()).strip(" *:?")


@lru_cache(maxsize=8192)
def split_unit(header: str) -> tuple[str, str]:
    """(normal name without its unit, unit or ""): "Weight (kg)" is ("weight", "kg"), "length_cm" ("length", "cm").

    A single letter at the end of a name is a unit only after a measure: "power_w", but not "vitamin_a".
    """
    match = _BRACKET_UNIT.match(header)
    if match and normal_name(match.group(2)) in UNITS:
        return normal_name(match.group(1)), UNITS[normal_name(match.group(2))]
    name = normal_name(header)
    base, _, last = name.rpartition(" ")
    if base and last in UNITS and (base in _MEASURES or (len(last) > 1 and last not in ("in", "bar", "feet"))):
        return base, UNITS[last]
    return name, ""


@lru_cache(maxsize=8192)
def attribute_name(header: str) -> str:
    """Our name for an attribute: the canonical one, or the column's own in snake_case when we have no word for it."""
    name, _ = split_unit(header)
    return known_as(name, ATTRIBUTE_NAMES) or name.replace(" ", "_")


def known_as(name: str, table: Mapping[str, Known]) -> Known | None:
    """The entry for a normal name, or for it without a word that fits every column: "product weight", "商品重量"."""
    return table[name] if name in table else table.get(_ANY_PRODUCT.sub("", name))
