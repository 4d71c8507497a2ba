"""Topics and collections of GitHub's Explore pages: a name, a few facts and a blurb."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.markdown import markdown_to_text
from mtnlg_cli.lm.corpora.rows import Row, read_rows, text_of

SOURCE = SourceSet("github_explore.jsonl.xz")
_FACTS = {"display_name": "name", "created_by": "created by", "released": "released", "related": "related"}


def read(path: Path) -> Iterator[Document]:
    """One document a topic or collection: the one-line description, if there is one, and the body."""
    for _, row in read_rows(path):
        text = "\n".join(filter(None, (text_of(row, "short_description"), markdown_to_text(text_of(row, "body")))))
        if text:
            name = f"github_explore/{text_of(row, 'kind')}/{text_of(row, 'slug')}"
            yield Document(name, "github_explore", "en", text, "CC-BY-4.0", "github/explore", _facts(row))


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, text_of(row, key)) for key, name in _FACTS.items() if text_of(row, key))
