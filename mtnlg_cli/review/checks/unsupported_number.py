"""A number, unit, code or date in the copy is not in the row.

Finds: measures, counts, codes ("IPX7") and dates that no column and no brief states; numbers of the row with another
unit; counts of a thing that the row counts otherwise; number words ("two pockets", 三层) the row does not back (a
warning, or a block when the row says another number). Times of day belong to scenes and are left alone.
Why: a wrong number is the fault customers return goods for.
Example: "28 cm" for a row with size 26 cm.
Fix: write the number of the row, or leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product, Quantity
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.cache import cached_by_identity
from mtnlg_cli.review.counted import counted_thing, counted_things, is_list_number, is_set_frame
from mtnlg_cli.review.evidence import Cell, RowEvidence, evidence_of, find_codes, plain_code
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, overlaps, texts_of
from mtnlg_cli.text.quantities import find_quantities, find_spelled_quantities, same_quantity
from mtnlg_cli.text.units import UNITS

NAME = "unsupported-number"
_ROW = {
    "title": "Ferrow Skillet 26 cm",
    "size": "26 cm",
    "weight": "1.7 kg",
    "battery_life": "38",
    "features": "4 pockets; IPX7; 62 x 24 mm; set of 4",
}
GOOD = (
    Example(copy="26cm across, 1700 g, 62×24mm, IPX7, four pockets.", row=_ROW),
    Example(copy="The 7 a.m. train, a 24/7 kitchen, 1st class, two friends.", row=_ROW),
    Example(copy="直径 26 厘米，重 1.7 公斤，三五好友。", row=_ROW),
    Example(copy="About 10.2 in wide.", row=_ROW),
)
BAD = (
    Example(copy="28 cm across.", row=_ROW, severity="block", found="28 cm"),
    Example(copy="26 mm across.", row=_ROW, severity="block", found="26 mm"),
    Example(copy="重 2.7 公斤。", row=_ROW, severity="block", found="2.7 公斤"),
    Example(copy="IPX4 rated.", row=_ROW, severity="block", found="IPX4"),
    Example(copy="A set of 6.", row=_ROW, severity="block", found="6"),
    Example(copy="With six pockets.", row=_ROW, severity="block", found="six"),
    Example(copy="With three settings.", row=_ROW, severity="warn", found="three"),
    Example(copy="38 h a charge.", row=_ROW, severity="warn", found="38 h"),
    Example(copy="Until 14 March.", row=_ROW, severity="block", found="14 March"),
)

_HARMLESS_CODE = re.compile(
    r"\d*(?:1st|2nd|3rd|\dth)|\d{2,4}s|24/7|[ab]2[bc]|y2k|co2|h2o|mp[34]|covid.?19|o2|v\d|\d+x|4x4|\dam|\dpm|\d+k"
    r"|html5|web\d|3d|2d",
    re.I,
)
_IDIOM = re.compile(r"24/7|50/50|9[ -](?:to|-)[ -]5|9to5|110%|100 ?% ")
_PREPOSITION = re.compile(r" in (?=[A-Za-z])|(?<=\d) in\b")
_AGE = re.compile(r"\d+[- ]years?[- ]old")
_TIME = frozenset(("time", "months"))


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Findings for every number, code and number word without a source in the row."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        idioms = [match.span() for match in _IDIOM.finditer(place.text)]
        spans = list(idioms)
        for quantity in find_quantities(place.text):
            span = (quantity.start, quantity.end)
            if quantity.kind in ("measure", "count") and not overlaps(span, idioms):
                found.extend(_written(place, quantity, facts))
            spans.append(span)
        found.extend(_codes(place, facts, spans))
        found.extend(_spelled(place, facts))
    return found


def _written(place: Text, quantity: Quantity, facts: RowEvidence) -> Iterator[Finding]:
    span = (quantity.start, quantity.end)
    if quantity.unit == "clock" or (quantity.unit == "date" and quantity.number % 1 == 0):
        return
    same_number = facts.numbers.get(abs(quantity.number), [])
    if _is_backed(place.text, quantity, same_number, facts):
        other = _counted_otherwise(place, quantity, facts) if quantity.unit is None else None
        if other is not None and all(known.unit for known, _ in same_number):
            message = f'"{quantity.text}" is in the row, but not of this: the row says "{other.value}"'
            yield place.finding(NAME, "block", message, span=span, evidence=other.evidence())
    elif quantity.unit in (None, "date"):
        if is_list_number(place.text, quantity):
            return
        other = _counted_otherwise(place, quantity, facts)
        what = "date" if quantity.unit == "date" else "number"
        message = f'{what} "{quantity.text}" is not in the row' + (f', which says "{other.value}"' if other else "")
        yield place.finding(NAME, "block", message, span=span, evidence=other.evidence() if other else None)
    else:
        yield _wrong_measure(place, quantity, same_number, facts)


def _is_backed(text: str, quantity: Quantity, same_number: list[tuple[Quantity, Cell]], facts: RowEvidence) -> bool:
    """Whether the row has the quantity, or has its number in a way that leaves the unit open."""
    if quantity.unit is None and (same_number or _is_known_day(text, quantity, facts)):
        return True
    if any(same_quantity(quantity, known) for known, _ in facts.quantities):
        return True
    # "Set of 4 in clay" and "Echo 7 in white" hold no inches; "4-year-old" is a way to say "4+".
    is_preposition = quantity.unit == "in" and _PREPOSITION.match(text, quantity.end - 3)
    if is_preposition and any(known.unit in (None, "°") for known, _ in same_number):
        return True
    if same_number and _AGE.match(text, quantity.start):
        return True
    return quantity.unit is not None and any(_leaves_open(quantity, known, cell, facts) for known, cell in same_number)


def _leaves_open(quantity: Quantity, known: Quantity, cell: Cell, facts: RowEvidence) -> bool:
    """ "33/45/78 rpm", "2560 x 1440", "12 L/day": the number has its unit elsewhere in the cell, or a longer one."""
    if known.unit is not None:
        return known.unit.startswith(f"{quantity.unit}/")
    unit_words = re.sub(r"^[\d.,\s/½¼¾-]+", "", quantity.text).strip().lower()
    written = re.search(rf"(?<![a-z]){re.escape(unit_words)}(?![a-z])", cell.value.lower())
    if not unit_words or quantity.unit == "px" or written:
        return True
    return any(other.unit == quantity.unit for other, c in facts.quantities if c is cell)


def _is_known_day(text: str, quantity: Quantity, facts: RowEvidence) -> bool:
    """ "30 日" for an offer that ends on 11 月 30 日."""
    if not re.match(r"\s?[日号]", text[quantity.end :]):
        return False
    return any(known.number % 1 * 100 == quantity.number for known, _ in facts.quantities if known.unit == "date")


def _wrong_measure(
    place: Text, quantity: Quantity, same_number: list[tuple[Quantity, Cell]], facts: RowEvidence
) -> Finding:
    span = (quantity.start, quantity.end)
    bare = next((cell for known, cell in same_number if known.unit is None and _is_whole_cell(known, cell)), None)
    if bare is not None and not any(known.unit for known, _ in same_number):
        message = f'the row gives no unit for "{bare.value}" ({bare.column})'
        return place.finding(NAME, "warn", message, span=span, evidence=bare.evidence())
    if same_number:
        cell = same_number[0][1]
        message = f'"{quantity.text}" has another unit than the row: "{cell.value}"'
        return place.finding(NAME, "block", message, span=span, evidence=cell.evidence())
    nearest = _same_dimension(quantity, facts)
    message = f'"{quantity.text}" is not in the row' + (f', which says "{nearest.value}"' if nearest else "")
    return place.finding(NAME, "block", message, span=span, evidence=nearest.evidence() if nearest else None)


def _is_whole_cell(known: Quantity, cell: Cell) -> bool:
    return known.text == cell.value.strip() and cell.name not in ("title", "description", "feature")


def _same_dimension(quantity: Quantity, facts: RowEvidence) -> Cell | None:
    unit = UNITS.get(quantity.unit or "")
    alike = [
        (abs(known.number - quantity.number), i, cell)
        for i, (known, cell) in enumerate(facts.quantities)
        if unit is not None and known.unit in UNITS and UNITS[known.unit].dimension == unit.dimension
    ]
    return min(alike)[2] if alike else None


def _counted_otherwise(place: Text, quantity: Quantity, facts: RowEvidence) -> Cell | None:
    """The cell that counts the same thing with another number, when no cell backs this one."""
    thing = counted_thing(place.text, quantity)
    known = _row_counts(facts).get(thing, []) if thing else []
    if not known or any(number == quantity.number for number, _ in known):
        return None
    return known[0][1]


@cached_by_identity(64)
def _row_counts(facts: RowEvidence) -> dict[str, list[tuple[object, Cell]]]:
    table: dict[str, list[tuple[object, Cell]]] = {}
    for cell in facts.cells:
        for thing, number in counted_things(cell.value):
            table.setdefault(thing, []).append((number, cell))
    return table


def _codes(place: Text, facts: RowEvidence, spans: list[tuple[int, int]]) -> Iterator[Finding]:
    for match in find_codes(place.text):
        if overlaps(match.span(), spans) or _HARMLESS_CODE.fullmatch(match.group()):
            continue
        code = plain_code(match.group())
        if code not in facts.codes and code not in facts.squeezed:
            message = f'"{match.group()}" is not in the row'
            yield place.finding(NAME, "block", message, span=match.span())


def _spelled(place: Text, facts: RowEvidence) -> Iterator[Finding]:
    for quantity in find_spelled_quantities(place.text):
        if quantity.kind not in ("measure", "count") or facts.numbers.get(quantity.number):
            continue
        span = (quantity.start, quantity.end)
        other = _counted_otherwise(place, quantity, facts)
        if other is not None and _is_about_product(place.text, quantity):
            message = f'"{quantity.text}" is not what the row says: "{other.value}"'
            yield place.finding(NAME, "block", message, span=span, evidence=other.evidence())
        elif _is_about_product(place.text, quantity):
            yield place.finding(NAME, "warn", f'"{quantity.text}" is not in the row', span=span)


def _is_about_product(text: str, quantity: Quantity) -> bool:
    if quantity.unit is not None:
        return quantity.unit in UNITS and UNITS[quantity.unit].dimension not in _TIME
    return is_set_frame(text, quantity) or counted_thing(text, quantity, parts_only=True) is not None
