"""Pages of a site kept as Markdown, dedicated to the public domain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document
from mtnlg_cli.lm.corpora.markdown import markdown_to_text
from mtnlg_cli.lm.corpora.rows import read_rows, text_of


def read_articles(path: Path, *, name: str, source: str) -> Iterator[Document]:
    """One document a page of the set `name`. Raises what `read_rows` raises."""
    for _, row in read_rows(path):
        text = markdown_to_text(text_of(row, "text"))
        if text:
            yield Document(f"{name}/{text_of(row, 'path')}", name, "en", text, "CC0-1.0", source)
