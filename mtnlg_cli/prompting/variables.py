"""The names a template may use, and which of a template's names must be columns of the catalog."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes

STANDARD = (  # noqa: SIM905  (a long list of words reads best as words)
    "title brand description product_type price sale_price attributes language tone audience offer deadline keywords "
    "banned_words examples channel limits row"
).split()
"""Names every template has; all other names are columns. A column of such a name is read with row['...']."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One column a template needs: `name` as written, `exact` for row['Name'], and where it is first used."""

    name: str
    exact: bool
    part: str
    line: int

    def __str__(self) -> str:
        return f"row['{self.name}']" if self.exact else self.name


def flat_name(header: str) -> str:
    """A header as a template name: `Battery Life (h)` is battery_life_h, 材质 stays."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"\W+", "_", text).strip("_")


def match_column(needed: Needed, columns: Iterable[str]) -> str | None:
    """The column that gives this name, or None."""
    names = list(columns)
    if needed.name in names:
        return needed.name
    if needed.exact:
        return None
    return next((name for name in names if flat_name(name) == flat_name(needed.name)), None)


def find_needed(trees: Mapping[str, nodes.Template], *, main: str) -> tuple[Needed, ...]:
    """The columns the template and its includes need, in order of first use."""
    from jinja2 import meta, nodes

    assigned = {name.name for name in trees[main].find_all(nodes.Name) if name.ctx != "load"}
    found: dict[tuple[str, bool], Needed] = {}
    for part, tree in trees.items():
        free = meta.find_undeclared_variables(tree) - set(STANDARD) - {"range"}
        if part != main:
            free -= assigned
        for node in tree.find_all((nodes.Name, nodes.Getitem, nodes.Getattr)):
            needed = _needed(node, free, part)
            if needed is not None:
                found.setdefault((needed.name, needed.exact), needed)
    return tuple(sorted(found.values(), key=lambda needed: (needed.part != main, needed.part, needed.line)))


def _needed(node: nodes.Node, free: set[str], part: str) -> Needed | None:
    from jinja2 import nodes

    match node:
        case nodes.Name(name=str(name), ctx="load") if name in free:
            return Needed(name, False, part, node.lineno)
        case nodes.Getitem(node=nodes.Name(name="row"), arg=nodes.Const(value=str(key))):
            return Needed(key, True, part, node.lineno)
        case nodes.Getattr(node=nodes.Name(name="row"), attr=str(key)):
            return Needed(key, True, part, node.lineno)
    return None
