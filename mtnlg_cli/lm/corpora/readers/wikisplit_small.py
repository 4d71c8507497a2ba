"""WikiSplit: sentences of Wikipedia and the same content split into two, spaces before punctuation undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.detokenize import detokenize, is_unsure
from mtnlg_cli.lm.corpora.document import VARIANT_MARK, Document, SourceSet
from mtnlg_cli.lm.corpora.rows import read_rows, text_of

SOURCE = SourceSet("wikisplit_small.jsonl.xz")
_NAME = "wikisplit_small"
_SPLIT_MARK = "<::::>"


def read(path: Path) -> Iterator[Document]:
    """Two documents a row: the long sentence, and its parts one a line; what was not detokenised surely is left out."""
    for number, row in read_rows(path):
        versions = (("joined", "unsplit"), ("split", "split_sentences"))
        for version, column in versions:
            parts = (detokenize(part) for part in text_of(row, column).split(_SPLIT_MARK))
            text = "\n".join(part for part in parts if part and not is_unsure(part))
            if text:
                name = f"{_NAME}/{number}{VARIANT_MARK}{version}"
                yield Document(name, _NAME, "en", text, "CC-BY-SA-4.0", "google-research-datasets/wiki-split")
