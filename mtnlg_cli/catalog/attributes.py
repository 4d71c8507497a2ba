"""The attributes of a product, read from its fact cells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from mtnlg_cli.catalog.attribute_strings import parse_attribute_string, parse_coded_string, parse_item
from mtnlg_cli.catalog.names import attribute_name, normal_name
from mtnlg_cli.catalog.roles import Plan, Role
from mtnlg_cli.catalog.values import split_features, split_values, with_unit
from mtnlg_cli.domain.product import Attribute, Quantity

Facts = tuple[tuple[str, str | tuple[str, ...]], ...]
"""(header, value) pairs in file order; a value is text or several texts."""

NamedQuantities = tuple[tuple[str, str, tuple[Quantity, ...]], ...]

_MAX_CACHED_LENGTH = 200
_SILENT_KINDS = frozenset(("keywords", "text", "none", "pair-name"))
_FIELD_KEYS = {
    "title": frozenset(("title", "name", "product name", "名称", "品名", "商品名称")),
    "product_type": frozenset(("type", "product type", "category", "类型", "品类", "类别")),
}


def attributes_of(facts: Facts, plan: Plan) -> tuple[Attribute, ...]:
    """The attributes in the order of the columns, each value with its numbers; a fact said twice is kept once."""
    found: dict[tuple[str, str], Attribute] = {}
    for (header, value), role in zip(facts, plan.roles, strict=True):
        if role.kind in _SILENT_KINDS or (role.kind == "field" and role.name != "description"):
            continue
        asked = first_of(dict(facts).get(role.partner, "")) if role.kind == "pair-value" else role.name
        for item in (value,) if isinstance(value, str) else value:
            for name, text, quantities in _read_cell(item, role.kind, asked, role.unit):
                found.setdefault((name, text), Attribute(name, text, header, quantities))
    return tuple(found.values())


def coded_field(field: str, facts: Facts, plan: Plan) -> str:
    """The title or product type named inside an attribute string, "" without one."""
    for (_, value), role in zip(facts, plan.roles, strict=True):
        for item in (value,) if isinstance(value, str) else value:
            for name, text in _coded_pairs(item, role):
                if normal_name(name) in _FIELD_KEYS[field]:
                    return text
    return ""


def first_of(value: str | tuple[str, ...]) -> str:
    """The value, or the first of several."""
    return value if isinstance(value, str) else next(iter(value), "")


def _coded_pairs(item: str, role: Role) -> list[tuple[str, str]]:
    if role.kind == "attributes":
        return parse_attribute_string(item)
    return parse_coded_string(item) if role.kind == "attribute" or role.name == "description" else []


def _read_cell(item: str, kind: str, name: str, unit: str) -> NamedQuantities:
    # Short cells repeat from row to row, and numbers are costly to find; long ones would only fill the memory.
    read = _read_short_cell if len(item) <= _MAX_CACHED_LENGTH and kind != "field" else _read_short_cell.__wrapped__
    return read(item, kind, name, unit)


@lru_cache(maxsize=16384)
def _read_short_cell(item: str, kind: str, name: str, unit: str) -> NamedQuantities:
    from mtnlg_cli.text.quantities import find_quantities

    named = _named_values(item, kind, name, unit)
    return tuple((attribute, text, find_quantities(text)) for attribute, text in named)


def _named_values(item: str, kind: str, name: str, unit: str) -> Iterable[tuple[str, str]]:
    pairs: Iterable[tuple[str, str]] = []
    if kind == "features":
        pairs = _feature_pairs(item)
    elif kind == "attributes":
        pairs = parse_attribute_string(item, min_pairs=1) or _feature_pairs(item)
    elif kind == "pair-value":
        pairs = [(name, text) for text in split_values(item)]
    elif kind == "field":
        pairs = parse_coded_string(item)
    else:
        pairs = parse_attribute_string(item)
        if not pairs:
            return [(name, with_unit(text, unit)) for text in split_values(item)]
    return [(attribute_name(own), text) for own, text in pairs]


def _feature_pairs(item: str) -> list[tuple[str, str]]:
    return [parse_item(part) or ("feature", part) for part in split_features(item)]
