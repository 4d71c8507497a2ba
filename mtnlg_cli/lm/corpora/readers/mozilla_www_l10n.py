"""Strings of Mozilla's web site, English and Simplified Chinese side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.parallel import Pair, parallel_documents
from mtnlg_cli.lm.corpora.rows import read_rows, text_of

SOURCE = SourceSet("mozilla_www_l10n.jsonl.xz")


def read(path: Path) -> Iterator[Document]:
    """Two documents a page: its strings in English and, where there are any, in Chinese."""
    pairs = (
        Pair(f"mozilla_www_l10n/{text_of(row, 'file')}", text_of(row, "en"), text_of(row, "zh-CN"), "mozilla.org l10n")
        for _, row in read_rows(path)
    )
    return parallel_documents(pairs, name="mozilla_www_l10n", licences={"mozilla.org l10n": "MPL-2.0"})
