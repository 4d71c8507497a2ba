"""What the row and the brief say, in the forms the checks ask for; read once a product and kept for its candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.product import Product, Quantity
from mtnlg_cli.domain.review import Evidence
from mtnlg_cli.review.cache import cached_by_identity
from mtnlg_cli.text.quantities import find_quantities, find_spelled_quantities
from mtnlg_cli.text.units import UNIT_SPELLINGS

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*")
_CODE = re.compile(r"(?=[A-Za-z0-9/.-]*[0-9])(?=[A-Za-z0-9/.-]*[A-Za-z])[A-Za-z0-9]+(?:[-/.][A-Za-z0-9]+)*")
_COLUMN_UNIT = re.compile(r"(?:^|[_\s(（\[-])([A-Za-zµ°%]+|[一-鿿]{1,2})[)）\]]?$")
_BARE_NUMBER = re.compile(r"\s*\d[\d.,]*\s*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact: the column it stands in, its canonical name, its text."""

    column: str
    name: str
    value: str

    def evidence(self) -> Evidence:
        return Evidence(self.column, self.value)


@dataclass(frozen=True, eq=False)
class RowEvidence:
    """All facts that copy about one product may state."""

    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """All values, lower case, one a line."""
        return "\n".join(cell.value for cell in self.cells).lower()

    @cached_property
    def quantities(self) -> tuple[tuple[Quantity, Cell], ...]:
        """Every number of the row with its cell; a unit in the column's name ("weight_g") counts as written."""
        found: list[tuple[Quantity, Cell]] = []
        for cell in self.cells:
            found.extend((quantity, cell) for quantity in _cell_quantities(cell))
        return tuple(found)

    @cached_property
    def numbers(self) -> dict[Decimal, list[tuple[Quantity, Cell]]]:
        """The same by their number."""
        table: dict[Decimal, list[tuple[Quantity, Cell]]] = {}
        for quantity, cell in self.quantities:
            table.setdefault(abs(quantity.number), []).append((quantity, cell))
        return table

    @cached_property
    def words(self) -> frozenset[str]:
        """Latin words of the row, lower case, without plural endings."""
        return frozenset(stem(match.group()) for match in _WORD.finditer(self.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Tokens that mix letters and digits ("IPX7", "WH-1000"), lower case, without joints."""
        return frozenset(plain_code(match.group()) for match in _CODE.finditer(self.text))

    @cached_property
    def squeezed(self) -> str:
        """The text without spaces and joints, to find a code however it is written."""
        return re.sub(r"[\s\-_/.]", "", self.text)

    def cell_with(self, text: str) -> Cell | None:
        """The first cell whose value holds the text, any case."""
        wanted = text.lower()
        return next((cell for cell in self.cells if wanted in cell.value.lower()), None)

    def cells_named(self, *names: str) -> list[Cell]:
        """The cells with one of these canonical names, in file order."""
        return [cell for cell in self.cells if cell.name in names]


@cached_by_identity(64)
def evidence_of(product: Product, brief: Brief) -> RowEvidence:
    """The facts of a row and its brief. Cached: all candidates of a product are reviewed one after another."""
    seen: dict[tuple[str, str], Cell] = {}
    for cell in (*_product_cells(product), *_brief_cells(brief)):
        if cell.value.strip():
            seen.setdefault((cell.column, cell.value), cell)
    return RowEvidence(tuple(seen.values()))


def has_enough_facts(product: Product) -> bool:
    """Whether there is something to write about: a title or two attributes at the least."""
    return bool(product.title.strip()) or len([a for a in product.attributes if a.value.strip()]) >= 2


def stem(word: str) -> str:
    """A Latin word in lower case without possessive and plural endings; crude on purpose: "boxes" -> "box"."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s").removesuffix("'")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def plain_code(code: str) -> str:
    """A code without its joints, lower case: "WH-1000" -> "wh1000"."""
    return re.sub(r"[-/.]", "", code).lower()


def find_codes(text: str) -> Iterator[re.Match[str]]:
    """Tokens of a text that mix Latin letters and digits."""
    return _CODE.finditer(text)


def _product_cells(product: Product) -> Iterator[Cell]:
    for name in ("title", "brand", "description", "product_type", "price", "sale_price"):
        yield Cell(product.column_of(name), name, getattr(product, name))
    for attribute in product.attributes:
        yield Cell(attribute.column, attribute.name, attribute.value)
    # Once more as the row has it: a cell that was split ("colors: teal, pink") keeps its whole wording as well.
    for column, value in product.facts:
        for part in (value,) if isinstance(value, str) else value:
            yield Cell(column, column.lower(), part)


def _brief_cells(brief: Brief) -> Iterator[Cell]:
    yield Cell("brief.offer", "offer", brief.offer)
    yield Cell("brief.deadline", "deadline", brief.deadline)
    for keyword in brief.keywords:
        yield Cell("brief.keywords", "keyword", keyword)


def _cell_quantities(cell: Cell) -> Iterator[Quantity]:
    yield from find_spelled_quantities(cell.value)
    unit = _unit_of_column(cell.column) if _BARE_NUMBER.fullmatch(cell.value) else None
    for quantity in find_quantities(cell.value):
        yield quantity
        if unit is not None and quantity.unit is None:
            yield Quantity(quantity.number, unit, "measure", quantity.start, quantity.end, quantity.text)


def _unit_of_column(column: str) -> str | None:
    match = _COLUMN_UNIT.search(column.strip())
    return UNIT_SPELLINGS.get(match[1]) if match and match.start() > 0 else None
