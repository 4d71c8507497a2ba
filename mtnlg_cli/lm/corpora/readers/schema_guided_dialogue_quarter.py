"""Service dialogues of the Schema-Guided Dialogue set: booking, searching, buying."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.lm.corpora.document import Document, SourceSet
from mtnlg_cli.lm.corpora.rows import read_rows, text_of

SOURCE = SourceSet("schema_guided_dialogue_quarter.jsonl.xz", max_per_opening=120)
_NAME = "schema_guided_dialogue_quarter"
_PUBLISHER = "google-research-datasets/dstc8-schema-guided-dialogue"


def read(path: Path) -> Iterator[Document]:
    """One document a dialogue, one turn a line."""
    for _, row in read_rows(path):
        turns = row.get("turns")
        turns = turns if isinstance(turns, list) else []
        lines = (text_of(turn, "utterance") for turn in turns if isinstance(turn, dict))
        text = "\n".join(" ".join(line.split()) for line in lines if line)
        if text:
            name = f"{_NAME}/{text_of(row, 'split')}/{text_of(row, 'dialogue_id')}"
            yield Document(name, _NAME, "en", text, "CC-BY-SA-4.0", _PUBLISHER)
