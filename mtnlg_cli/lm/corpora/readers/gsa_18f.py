"""Articles of 18F, a digital team of the United States government."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.web_articles import read_articles

SOURCE = SourceSet("18f_gsa_gov.jsonl.xz", is_web=True)


def read(path: Path) -> Iterator[Document]:
    """One document a page, without its headings."""
    return read_articles(path, name="gsa_18f", source="18F/18f.gsa.gov")
