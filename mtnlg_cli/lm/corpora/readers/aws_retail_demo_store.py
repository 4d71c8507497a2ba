"""Product copy of the AWS retail demo store: machine-written descriptions, up to four of a product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import VARIANT_MARK, Document, SourceSet
from mtnlg_cli.lm.corpora.rows import Row, read_rows, text_of

# A language model wrote these texts, and half of them begin alike.
SOURCE = SourceSet("aws_retail_demo_store.jsonl.xz", max_per_opening=60, max_share=0.1)
_FACTS = ("name", "category", "style", "price", "gender_affinity")
_GENDERS = {"F": "women", "M": "men"}


def read(path: Path) -> Iterator[Document]:
    """One document for each version of a product's description."""
    for _, row in read_rows(path):
        text, product = text_of(row, "description"), text_of(row, "id")
        if text and product:
            version = text_of(row, "_commit")[:7]
            name = f"aws_retail_demo_store/{product}{VARIANT_MARK}{version}"
            yield Document(
                name, "aws_retail_demo_store", "en", text, "MIT-0", "aws-samples/retail-demo-store", _facts(row)
            )


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    pairs = ((name, text_of(row, name)) for name in _FACTS)
    return tuple(
        ("gender", _GENDERS.get(value, value)) if name == "gender_affinity" else (name, value)
        for name, value in pairs
        if value
    )
