"""Simplified Chinese prose: recipes, dialogues, encyclopaedia, technical articles, help pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import VARIANT_MARK, Document, SourceSet
from mtnlg_cli.lm.corpora.licences import UNKNOWN, UNSEEN
from mtnlg_cli.lm.corpora.parallel import page_of
from mtnlg_cli.lm.corpora.rows import read_rows, text_of

SOURCE = SourceSet("zh_prose.jsonl.xz")
_LICENCES = {
    "Anduin2017/HowToCook": "Unlicense",
    "GNOME/gnome-user-docs": "CC-BY-3.0",
    "MicrosoftDocs/customer-insights-pr.zh-cn": "CC-BY-4.0",
    "MicrosoftDocs/partner-center-pr.zh-cn": "CC-BY-4.0",
    "Snailclimb/JavaGuide": "Apache-2.0",
    "bagisto/bagisto": "MIT",
    # The licence file of its first edition, the only one that was seen.
    "d2l-ai/d2l-zh": "CC-BY-NC-SA-4.0",
    "sofastack/sofastack.tech": UNSEEN,
    "thu-coai/CrossWOZ": "Apache-2.0",
    "thu-coai/KdConv": "Apache-2.0",
    "ymcui/cmrc2018": "CC-BY-SA-4.0",
}


def read(path: Path) -> Iterator[Document]:
    """One document a row; rows of one page, and of one string file, are one family."""
    for number, row in read_rows(path):
        source, place, text = text_of(row, "source"), text_of(row, "path"), text_of(row, "text")
        # Hundreds of articles lie in one .json; a dialogue of one has its own number in the path.
        family = f"{source}/{place}#{number}" if place.endswith(".json") else _family(source, place)
        if text:
            licence = _LICENCES.get(source, UNKNOWN)
            yield Document(f"{family}{VARIANT_MARK}{number}", "zh_prose", "zh", text, licence, source)


def _family(source: str, place: str) -> str:
    return page_of(source, place) if source == "bagisto/bagisto" else f"{source}/{place}"
