"""One file a source set: `SOURCE` (a `SourceSet`) and `read(path) -> Iterator[Document]`, found by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.registry import Registry

READERS = Registry("mtnlg_cli.lm.corpora.readers", "set")


def set_names(asked: Sequence[str] | None = None) -> list[str]:
    """The ids of the sets asked for, or of all of them, in the order of the alphabet, each once.

    Raises MktError with a suggestion when one is unknown.
    """
    if asked is None:
        return READERS.names()
    for name in asked:
        READERS.get(name)
    wanted = {name.replace("_", "-") for name in asked}
    return [name for name in READERS.names() if name in wanted]


def source_of(name: str) -> SourceSet:
    """How a set's texts are to be treated. Raises MktError with a suggestion when there is no such set."""
    source: SourceSet = READERS.get(name).SOURCE
    return source


def file_of(name: str, folder: Path) -> Path:
    """The file of a set inside the data folder. Raises MktError when the set is unknown or the file is missing."""
    path = folder / source_of(name).file
    if not path.is_file():
        fix = f"put it there, or name the sets you have with --sets; this one is {name}"
        raise MktError(f"a file of the data folder is missing: {path.name}", where=str(path), fix=fix)
    return path


def read_set(name: str, folder: Path) -> Iterator[Document]:
    """The documents of a set, in file order, streaming.

    Raises MktError when the set is unknown, and when its file in `folder` is missing, empty or damaged.
    """
    documents: Iterator[Document] = READERS.get(name).read(file_of(name, folder))
    yield from documents
