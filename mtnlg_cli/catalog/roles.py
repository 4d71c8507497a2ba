"""What a column is for, told from its name alone, so that a row means the same whatever file it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mtnlg_cli.catalog.names import ATTRIBUTE_NAMES, attribute_name, known_as, normal_name, split_unit
from mtnlg_cli.catalog.synonyms import read_synonyms

Headers = tuple[str, ...]
Columns = tuple[tuple[str, str], ...]

SINGLE_FIELDS = ("title", "description", "brand", "product_type", "price", "compare_at_price", "sale_price", "currency")
"""Fields of Product that one column gives; features, attributes and keywords take every column of that name."""

_DROP_WORDS = re.compile(
    r"\b(?P<id>ids?|guid|uuid|sku|gtin|ean|upc|barcode)$|^(?P<flag>is|has|can)\b"
    r"|\b(?P<link>urls?|links?|(?:images?|img|photos?)(?: \d+| src| links?| urls?)?)$"
    r"|\b(?P<time>timestamp|datetime|at|date (?:created|modified|updated|added))$"
    r"|^(?:average |avg |customer |product |star |user )?(?P<rate>ratings?(?: \w+)?|reviews?(?: \w+)?|rank|clicks|ctr)$"
    r"|^(?P<gen>generated|reference|seo|meta|ai|marketing|ad|advert)\b|^(?P<custom>custom label|column|internal)\b"
    r"|\b(?P<unit>unit of measure)$|^(?P<flags>是否)|(?P<count>\b(?:stock|inventory) (?:qty|quantity|count|level))$"
    r"|^(?:num|number of|total) (?P<rates>reviews|ratings|orders|sales)$"
)
_DROP_REASONS = {
    "id": "an identifier",
    "flag": "a flag or status",
    "link": "a link or image",
    "time": "a timestamp",
    "rate": "a rating or figure of the shop",
    "gen": "reference copy",
    "custom": "shop internals",
    "unit": "shop internals",
    "flags": "a flag or status",
    "count": "a stock count",
    "rates": "a rating or figure of the shop",
}
_COUNTS = frozenset(("availability", "quantity", "position", "output"))
"""Names whose bare numbers are the shop's and whose prose is a fact."""
_PAIR = re.compile(r"(option|attribute|spec|property|属性)\s*(\d+)\s*(name|value|values|value\(s\)|名|名称|值)")
_PAIR_REVERSED = re.compile(r"(option|attribute|spec|property)\s*(name|value|values)\s*(\d+)")
_PAIR_EXTRA = re.compile(r"(?:option|attribute)\s*\d+\s*(?:linked to|visible|global|default)")
_NUMBERED = re.compile(r"\s*\[?\d+\]?$")


FIELD_NAMES = {name: found for name, found in read_synonyms("fields").items() if found[0] != "id"}
ID_NAMES = {name: rank for name, (field, rank) in read_synonyms("fields").items() if field == "id"}
CODE_NAMES = frozenset(("gtin", "sku", "ean", "upc", "isbn", "barcode", "variant barcode", "mpn", "条码", "条形码"))
"""Columns of digits a spreadsheet likes to round."""
_LEFT_OUT = {name: reason for name, (reason, _) in read_synonyms("left_out").items()}


MANY_FIELDS = ("features", "attributes", "keywords")


@dataclass(frozen=True, slots=True)
class Role:
    """What a column is for.

    `kind`: "field" (`name` is the Product field), "attribute", "stock", "features", "attributes", "keywords",
    "pair-name", "pair-value" (`partner` is the column with the name), "text" (kept as a fact, no Attribute) or
    "none" (left out, `reason` says why). `unit` is the unit a header like "Weight (kg)" names.
    """

    kind: str
    name: str = ""
    unit: str = ""
    partner: str = ""
    reason: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The role of every column, and which column gave which Product field."""

    roles: tuple[Role, ...]
    columns: Columns


@lru_cache(maxsize=4096)
def plan_columns(headers: Headers, forced: Columns = ()) -> Plan:
    """The roles of these columns. `forced` are (field or attribute name, header) pairs that win over the names.

    When several columns could be the title, the better name wins and the others are kept as "text".
    """
    roles = {header: _role_by_name(header, headers) for header in headers}
    named = [(field, header) for field, header in forced if header in roles]
    for field, header in named:
        # An id column may be the title as well; then it stays the title.
        if field != "id" or roles[header].kind != "field":
            roles[header] = _forced_role(field)
    columns = [pair for pair in named if pair[0] != "id"]
    for field in SINGLE_FIELDS:
        if field not in dict(named):
            columns += _elect(field, roles)
        _demote_losers(field, roles, dict(columns).get(field, ""))
    return Plan(tuple(roles[header] for header in headers), tuple(columns))


def find_id_column(headers: Headers) -> str | None:
    """The header that names the products best, or None: "id" before "sku" before "gtin"."""
    ranked = [(ID_NAMES[normal_name(header)], i) for i, header in enumerate(headers) if normal_name(header) in ID_NAMES]
    return headers[min(ranked)[1]] if ranked else None


def _elect(field: str, roles: dict[str, Role]) -> Columns:
    candidates = [header for header, role in roles.items() if role.kind == "field" and role.name == field]
    if not candidates:
        return ()
    best = min(candidates, key=lambda header: (known_as(split_unit(header)[0], FIELD_NAMES) or ("", 0))[1])
    return ((field, best),)


def _demote_losers(field: str, roles: dict[str, Role], winner: str) -> None:
    for header, role in roles.items():
        if role.kind == "field" and role.name == field and header != winner:
            roles[header] = Role("text", reason=f"another column is the {field}")


def _forced_role(field: str) -> Role:
    if field in SINGLE_FIELDS:
        return Role("field", field)
    if field in MANY_FIELDS:
        return Role(field, field)
    return Role("none", reason="an identifier") if field == "id" else Role("attribute", attribute_name(field))


def _role_by_name(header: str, headers: Headers) -> Role:
    name, unit = split_unit(header)
    pair = _pair_role(name, headers)
    if pair:
        return pair
    unnumbered = _NUMBERED.sub("", name) or name
    dropped = _LEFT_OUT.get(normal_name(header)) or _drop_reason(unnumbered, headers)
    if dropped:
        return Role("none", reason=dropped)
    exact = known_as(name, FIELD_NAMES)
    field, _ = exact or known_as(unnumbered, FIELD_NAMES) or ("", 0)
    if field in SINGLE_FIELDS and exact is not None:
        return Role("field", field, unit)
    if field in MANY_FIELDS:
        return Role(field, field)
    canonical = attribute_name(header)
    if canonical in _COUNTS:
        return Role("stock", canonical)
    return Role("attribute", canonical, unit, known=known_as(name, ATTRIBUTE_NAMES) is not None)


def _drop_reason(name: str, headers: Headers) -> str:
    if not name:
        return "the column has no name"
    reason = known_as(name, _LEFT_OUT)
    if reason is not None or name in ID_NAMES:
        return reason or "an identifier"
    if name == "summary" and any(normal_name(header) == "content" for header in headers):
        return "reference copy"
    if known_as(name, FIELD_NAMES) or known_as(name, ATTRIBUTE_NAMES):
        return ""
    if _PAIR_EXTRA.fullmatch(name):
        return "shop internals"
    match = _DROP_WORDS.search(name)
    return _DROP_REASONS[str(match.lastgroup)] if match else ""


def _pair_role(name: str, headers: Headers) -> Role | None:
    key = _pair_key(name)
    if key is None:
        return None
    if key[2] == "name":
        return Role("pair-name")
    partner = next((h for h in headers if _pair_key(split_unit(h)[0]) == (key[0], key[1], "name")), "")
    return (
        Role("pair-value", partner=partner) if partner else Role("none", reason="its name column is missing or empty")
    )


def _pair_key(name: str) -> tuple[str, str, str] | None:
    match = _PAIR.fullmatch(name)
    if match:
        return match.group(1), match.group(2), "name" if match.group(3) in ("name", "名", "名称") else "value"
    match = _PAIR_REVERSED.fullmatch(name)
    return (match.group(1), match.group(3), "name" if match.group(2) == "name" else "value") if match else None
