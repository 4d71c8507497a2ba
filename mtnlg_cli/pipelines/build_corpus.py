"""Makes the open text of the training pipeline and its datasheet. The job behind `mkt train corpus`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.corpora.build import OPEN_TEXT, build_open_text
from mtnlg_cli.lm.corpora.clean_set import Progress
from mtnlg_cli.lm.corpora.copy_sheet import count_copies
from mtnlg_cli.lm.corpora.datasheet import CopySheet, Datasheet, SetSheet
from mtnlg_cli.records.files import disk_errors

__all__ = ["OPEN_TEXT", "CopySheet", "Datasheet", "Progress", "SetSheet", "build_corpus"]


def build_corpus(
    data: Path, output: Path, *, sets: Sequence[str] = (), copy: Path | None = None, on_progress: Progress | None = None
) -> Datasheet:
    """Clean the sets of the folder `data` (all without `sets`) into `output`: open_text.jsonl, datasheet.json and .md.

    `copy` is the folder of a copy corpus that the datasheet is to describe too; it is only counted.
    Raises MktError when a folder, set or file is missing or damaged, EnvironmentStop when `output` cannot be written.
    """
    if not data.is_dir():
        raise MktError("the data folder is not there", where=str(data), fix="give the folder of the .jsonl.xz files")
    copies = count_copies(copy) if copy else None
    with disk_errors(output):
        datasheet = replace(build_open_text(data, output, sets=sets or None, progress=on_progress), copy=copies)
        datasheet.write(output)
    return datasheet
