"""What each column was understood to be, with how many of the first rows fill it and an example."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mtnlg_cli.catalog.facts import keep_facts
from mtnlg_cli.catalog.layout import Layout
from mtnlg_cli.catalog.roles import Role, plan_columns
from mtnlg_cli.catalog.values import is_stock_state, why_no_fact

SAMPLE_ROWS = 500
_KINDS = {"pair-name": "attribute name", "pair-value": "attribute value", "text": "fact", "stock": "attribute"}


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """One column: `role` ("id", "title", "attribute", "features", "fact", "left out", ...), the canonical `name` of an
    attribute, why it was left out, and how many of the first `SAMPLE_ROWS` rows fill it."""

    header: str
    role: str
    name: str
    reason: str
    num_filled: int
    example: str


class RoleTally:
    """Counts over the first rows of a file."""

    def __init__(self) -> None:
        self.num_rows = 0
        self._filled: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, headers: tuple[str, ...], cells: list[str], layout: Layout) -> None:
        """Take one row into account."""
        self.num_rows += 1
        filled = tuple((header, cell) for header, cell in zip(headers, cells, strict=True) if cell.strip())
        kept = keep_facts(filled, plan_columns(tuple(header for header, _ in filled), layout.forced))
        self._filled.update(header for header, _ in filled)
        self._kept.update(header for header, _ in kept)
        for header, cell in filled:
            self._examples.setdefault(header, cell)

    def roles(self, layout: Layout) -> tuple[ColumnRole, ...]:
        """The role of every column, in file order."""
        return tuple(
            self._role(header, role, layout) for header, role in zip(layout.headers, layout.plan.roles, strict=True)
        )

    def _role(self, header: str, role: Role, layout: Layout) -> ColumnRole:
        filled, example = self._filled[header], self._examples.get(header, "")
        shown, name, reason = _KINDS.get(role.kind, role.kind), "", role.reason
        if role.kind == "field":
            shown = role.name
        elif role.kind in ("attribute", "stock"):
            name = role.name
        if header == layout.id_column:
            shown, reason = "id", ""
        elif role.kind == "none":
            shown = "left out"
        elif filled and not self._kept[header]:
            shown, name, reason = "left out", "", _why_left_out(example, role)
        return ColumnRole(header, shown, name, reason, filled, example)


def _why_left_out(example: str, role: Role) -> str:
    if role.kind in ("pair-name", "pair-value"):
        return "the product has no options"
    if role.kind == "stock" and is_stock_state(example):
        return "a stock count or state"
    return why_no_fact(example, known=role.known)
