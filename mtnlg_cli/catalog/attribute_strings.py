"""Cells that hold many name-value pairs: `类型#上衣*材质#牛仔布`, `name[Aria], area[river]`, `color: red; size: M`."""

from __future__ import annotations

import json
import re

Pairs = list[tuple[str, str]]

_BRACKETED = re.compile(r"([^\[\],]{1,40})\[([^\[\]]*)\]")
_BRACKETED_CELL = re.compile(r"\s*[^\[\],]{1,40}\[[^\[\]]*\](?:\s*,\s*[^\[\],]{1,40}\[[^\[\]]*\])*\s*,?\s*")
_PARTS = re.compile(r"[;；|\n]")
_COLON = re.compile(r"([^\W\d_][^:：=,，。.!?;；|]{0,29})(?:[：=]|:(?=\s|[^\W\d_]))(.+)", re.DOTALL)
_ITEM = re.compile(r"([^\W\d_][^:：,，。.!?;；|]{0,29})(?:：|:(?=\s))(.+)", re.DOTALL)


def parse_attribute_string(cell: str, *, min_pairs: int = 2) -> Pairs:
    """The (name, value) pairs of an attribute string, in order; an empty list when the cell is none.

    A column named as an attribute string may hold a single pair (`min_pairs=1`); elsewhere two are asked for, so that
    a sentence with a colon or "shade #03" is not taken for one.
    """
    for parse in (_hash_pairs, _bracket_pairs, _json_pairs, _colon_pairs):
        pairs = parse(cell)
        if len(pairs) >= min_pairs:
            return pairs
    return []


def parse_coded_string(cell: str) -> Pairs:
    """As `parse_attribute_string`, but only the notations no prose looks like: `name#value*...`, `name[value], ...`."""
    pairs = _hash_pairs(cell) or _bracket_pairs(cell)
    return pairs if len(pairs) > 1 else []


def parse_item(item: str) -> tuple[str, str] | None:
    """(name, value) of a list item such as "Torque: 55 Nm", or None: "torque 55 Nm" and "ratio 1:2" are no pairs."""
    match = _ITEM.fullmatch(item.strip())
    if not match or len(match.group(1).split()) > 4:
        return None
    return match.group(1).strip(), match.group(2).strip()


def _hash_pairs(cell: str) -> Pairs:
    if "#" not in cell:
        return []
    pairs = [part.partition("#") for part in cell.split("*") if part.strip()]
    if not all(mark and 0 < len(name.strip()) <= 20 and "#" not in value for name, mark, value in pairs):
        return []
    return [(name.strip(), value.strip()) for name, _, value in pairs if value.strip()]


def _bracket_pairs(cell: str) -> Pairs:
    if "[" not in cell or not _BRACKETED_CELL.fullmatch(cell):
        return []
    return [(name.strip(), value.strip()) for name, value in _BRACKETED.findall(cell) if value.strip()]


def _json_pairs(cell: str) -> Pairs:
    if not cell.lstrip().startswith("{"):
        return []
    try:
        found = json.loads(cell)
    except ValueError:
        return []
    items = [(name, value) for name, value in found.items() if isinstance(value, str | int | float)]
    return [(name.strip(), str(value).strip()) for name, value in items if str(value).strip()]


def _colon_pairs(cell: str) -> Pairs:
    if ":" not in cell and "：" not in cell and "=" not in cell:
        return []
    pairs: Pairs = []
    for part in _PARTS.split(cell):
        match = _COLON.fullmatch(part.strip())
        if match:
            pairs.append((match.group(1).strip(), match.group(2).strip()))
        elif part.strip():
            return []
    return pairs
