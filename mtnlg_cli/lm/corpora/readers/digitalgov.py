"""Articles of Digital.gov, the United States government's guide to digital services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.web_articles import read_articles

SOURCE = SourceSet("digitalgov.jsonl.xz", is_web=True)


def read(path: Path) -> Iterator[Document]:
    """One document a page, without its headings."""
    return read_articles(path, name="digitalgov", source="GSA/digitalgov.gov")
