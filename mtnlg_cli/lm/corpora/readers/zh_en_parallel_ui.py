"""Shop and help strings, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.parallel import Pair, page_of, parallel_documents
from mtnlg_cli.lm.corpora.rows import read_rows, text_of

SOURCE = SourceSet("zh_en_parallel_ui.jsonl.xz")
_LICENCES = {"bagisto/bagisto": "MIT", "GNOME/gnome-user-docs": "CC-BY-3.0"}


def read(path: Path) -> Iterator[Document]:
    """Two documents a page: its strings in English and in Chinese."""
    pairs = (
        Pair(page_of(source, text_of(row, "path")), text_of(row, "en"), text_of(row, "text"), source)
        for _, row in read_rows(path)
        for source in [text_of(row, "source")]
    )
    return parallel_documents(pairs, name="zh_en_parallel_ui", licences=_LICENCES)
