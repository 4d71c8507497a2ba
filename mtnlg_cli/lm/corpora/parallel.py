"""Aligned strings to documents: the strings of a page, one a line, each language for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mtnlg_cli.lm.corpora.document import VARIANT_MARK, Document, Language
from mtnlg_cli.lm.corpora.licences import UNKNOWN


class Pair(NamedTuple):
    """One string in both languages; either may be ""."""

    page: str
    en: str
    zh: str
    source: str


def page_of(source: str, path: str) -> str:
    """The page a string belongs to: its file, and of a key in it ("app.php#cart.empty.title") all but the last part."""
    file, _, key = path.partition("#")
    section = key.rpartition(".")[0]
    return f"{source}/{file}#{section}" if section else f"{source}/{file}"


def parallel_documents(pairs: Iterable[Pair], *, name: str, licences: Mapping[str, str]) -> Iterator[Document]:
    """Up to two documents a page, pages in the order of their first string; `licences` by source."""
    pages: dict[str, list[Pair]] = {}
    for pair in pairs:
        pages.setdefault(pair.page, []).append(pair)
    for page, strings in pages.items():
        source = strings[0].source
        texts: tuple[tuple[Language, list[str]], ...] = (
            ("en", [pair.en for pair in strings]),
            ("zh", [pair.zh for pair in strings]),
        )
        for language, lines in texts:
            text = "\n".join(filter(None, lines))
            if text:
                licence = licences.get(source, UNKNOWN)
                yield Document(f"{page}{VARIANT_MARK}{language}", name, language, text, licence, source)
