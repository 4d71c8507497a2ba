"""The sample shop of Magento 2: clothes and sports gear, copy written by people, in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.rows import Row, read_rows, text_of
from mtnlg_cli.text.html_text import html_to_text

SOURCE = SourceSet("magento2_luma.jsonl.xz")
_COLUMNS = (
    "material",
    "pattern",
    "activity",
    "gender",
    "color",
    "size",
    "category_gear",
    "style_bags",
    "features_bags",
)
_HEADING_END = re.compile(r"</strong>(?=\w)")
_NOT_CATEGORIES = frozenset(["Default Category", "Collections", "Promotions"])


def read(path: Path) -> Iterator[Document]:
    """One document a product: its description, without the tracklists and sizes of the attribute columns."""
    for _, row in read_rows(path):
        text, product = text_of(row, "description"), text_of(row, "sku")
        if text and product:
            source = "magento/magento2-sample-data"
            yield Document(
                f"magento2_luma/{product}",
                "magento2_luma",
                "en",
                _HEADING_END.sub("<br>", text),
                "OSL-3.0 OR AFL-3.0",
                source,
                _facts(row),
            )


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    pairs = [("name", text_of(row, "name")), ("category", _category(row)), ("price", text_of(row, "price"))]
    extra = dict(part.split("=", 1) for part in text_of(row, "additional_attributes").split(",") if "=" in part)
    for name, value in [*((name, text_of(row, name)) for name in _COLUMNS), *extra.items()]:
        values = [part.strip() for part in value.replace("\n", "|").split("|") if part.strip()]
        if values and values[0] not in ("Yes", "No", "0", "1"):
            pairs.append((name.split("_")[0], ", ".join(values)))
    return tuple((name, html_to_text(value)) for name, value in pairs if value)


def _category(row: Row) -> str:
    """The last parts of the first category path: "Men/Tops/Tees" out of "Default Category/Men/Tops/Tees,..."."""
    path = text_of(row, "categories").split(",")[0].split("/") or []
    names = [name.strip() for name in path if name.strip()] or text_of(row, "category").split("\n")
    return " > ".join(name for name in names if name not in _NOT_CATEGORIES)
