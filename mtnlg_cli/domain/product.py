"""Product and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, with its unit.

    `unit` is canonical ("kg", "cm", "%", "USD", ...) or None for a bare number; `kind` is one of
    "measure", "money", "percent", "count"; `start`/`end` are the code point span in the text it was read from.
    """

    number: Decimal
    unit: str | None
    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One name-value fact of a product.

    `name` is canonical ("color", "material", "feature") or, for a column we have no word for, the column's own
    name; `value` is plain text as the row has it; `column` is the header (or key) it was read from;
    `quantities` are the numbers in the value, parsed once.
    """

    name: str
    value: str
    column: str
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One catalog entry. Identifiers are text; an absent field is the empty string.

    `facts` is what the catalog says about the product, column by column in file order, and is stored in the
    record so that it can be reviewed again without the catalog; everything else but `id`, `language`, `file`,
    `line` is derived from it. `language` is "en" or "zh".
    """

    id: str
    language: str
    title: str = ""
    brand: str = ""
    description: str = ""
    product_type: str = ""
    price: str = ""
    sale_price: str = ""
    attributes: tuple[Attribute, ...] = ()
    facts: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """(field, header) pairs: which column gave title, brand, price, ...; the evidence names it."""
    file: str = ""
    line: int | None = None

    def column_of(self, field: str) -> str:
        """The header that gave a field such as "title"; the field's own name when nothing is noted."""
        return dict(self.columns).get(field, field)
