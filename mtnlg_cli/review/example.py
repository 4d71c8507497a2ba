"""Examples that a check carries: small rows with copy, run by the tests and shown by `mkt checks explain`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel, ChannelField
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Attribute, Product
from mtnlg_cli.text.quantities import find_quantities
from mtnlg_cli.text.scripts import language_of

_FIELDS = frozenset(("title", "brand", "description", "product_type", "price", "sale_price"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row, a brief and a copy.

    `row` maps canonical names to values; `severity` is the highest severity the check must report ("block", "warn"
    or "info"), "" for none; `found` is the exact text of the first finding of that severity, None for any.
    """

    copy: str | tuple[str, ...]
    row: dict[str, str] = field(default_factory=dict)
    severity: str = ""
    found: str | None = None
    language: str = ""
    name: str = "text"
    finish_reason: str = "stop"
    brief: Brief = field(default_factory=Brief)
    channel: Channel | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.copy,) if isinstance(self.copy, str) else self.copy

    def candidate(self) -> Candidate:
        """The copy as a candidate in one field."""
        language = self.language or language_of(" ".join(self.texts))
        return Candidate(fields={self.name: self.texts}, language=language, finish_reason=self.finish_reason)

    def product(self) -> Product:
        """The row as a product; `a; b` in "features" gives two attributes."""
        attributes: list[Attribute] = []
        for name, value in self.row.items():
            if name not in _FIELDS:
                parts = [part.strip() for part in value.split(";")] if name == "features" else [value]
                canonical = "feature" if name == "features" else name
                attributes.extend(Attribute(canonical, part, name, find_quantities(part)) for part in parts)
        language = self.language or language_of(" ".join(self.row.values()) or " ".join(self.texts))
        product = Product(id="example", language=language, attributes=tuple(attributes))
        known: dict[str, Any] = {name: value for name, value in self.row.items() if name in _FIELDS}
        return replace(product, **known)

    def place(self) -> Channel:
        """The channel, a roomy one with a single field when none is given."""
        if self.channel is not None:
            return self.channel
        roomy = ChannelField(name=self.name, counter="cp", source="", verified_on="", max_texts=30, multiline=True)
        return Channel(id="example", name="Example", fields=(roomy,))
