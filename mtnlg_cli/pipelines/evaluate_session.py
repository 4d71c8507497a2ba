"""Held-out rows of a copy corpus through the real catalog, engine, review and scores, with any brief."""

from __future__ import annotations

import csv
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mtnlg_cli.catalog import CatalogConfig, product_from_facts
from mtnlg_cli.domain import Brief, CopyRecord
from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.evaluation.blind import sample_evenly
from mtnlg_cli.lm.evaluation.human import split_rows
from mtnlg_cli.pipelines.evaluate_config import EvaluateConfig
from mtnlg_cli.pipelines.generate_config import GenerateConfig, OnProgress, Progress
from mtnlg_cli.pipelines.prepare_copy import Job, Task, prepare_job
from mtnlg_cli.pipelines.write_records import make_drafts, record_of

CorpusRow = dict[str, Any]


def read_parts(folder: Path) -> tuple[list[CorpusRow], list[CorpusRow]]:
    """(training, held-out) products of a corpus. Raises MktError when it is none or has no held-out product."""
    try:
        training, held_out = split_rows(folder)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        what = f"not a copy corpus: {type(error).__name__}: {error}"
        fix = 'each line of en_*.jsonl and zh_*.jsonl needs "id", "language", "product" and "copies"'
        raise MktError(what, where=str(folder), fix=fix) from error
    if not held_out:
        fix = "give the folder with en_*.jsonl and zh_*.jsonl; about one product in 25 is held out, by its id"
        raise MktError("the corpus has no held-out product", where=str(folder), fix=fix)
    return training, held_out


def choose_rows(held_out: Sequence[CorpusRow], *, number: int | None, seed: int) -> list[CorpusRow]:
    """The products to write about: all, or so many, the languages in turn."""
    if number is None:
        return list(held_out)
    return sample_evenly(held_out, group=lambda row: row["language"], number=number, rng=random.Random(seed))


class CopySession:
    """A loaded engine and the tasks of all products; writes copy for some of them with the brief asked for."""

    def __init__(self, job: Job, tasks: Sequence[Task], *, report: OnProgress) -> None:
        self.job, self.tasks = job, tuple(tasks)
        self.progress = Progress(phase="load")
        self._report = report
        report(self.progress)
        job.engine.load()

    def tasks_of(self, channel: str) -> list[Task]:
        """The tasks of one channel, in product order."""
        return [task for task in self.tasks if task.channel.id == channel]

    def write(self, tasks: Sequence[Task], *, brief: Brief) -> list[CopyRecord]:
        """One record a task, in order; generation, review, scores and further attempts as in `mkt generate`."""
        job = replace(self.job, config=replace(self.job.config, brief=brief))
        records: list[CopyRecord] = []
        size = job.engine.prompts_per_batch
        for start in range(0, len(tasks), size):
            started = time.monotonic()
            drafts = make_drafts(job, tasks[start : start + size])
            records += [record_of(job, draft) for draft in drafts]
            self._advance(records[start:], seconds=time.monotonic() - started)
        return records

    def expect(self, total: int) -> None:
        """Says how many records there will be."""
        self.progress = replace(self.progress, phase="generate", total=total)

    def _advance(self, records: Sequence[CopyRecord], *, seconds: float) -> None:
        before = self.progress
        self.progress = replace(
            before,
            done=before.done + len(records),
            made=before.made + len(records),
            flagged=before.flagged + sum(record.status == "flagged" for record in records),
            failed=before.failed + sum(record.status == "failed" for record in records),
            seconds=before.seconds + seconds,
        )
        self._report(self.progress)


def open_session(config: EvaluateConfig, rows: Sequence[CorpusRow], *, report: OnProgress) -> CopySession:
    """The rows as a catalog, read as any catalog is, and the engine loaded. Raises what `prepare_job` raises."""
    with TemporaryDirectory() as folder:
        path = write_catalog(rows, Path(folder) / "held-out.csv")
        job = prepare_job(
            GenerateConfig(
                catalog=CatalogConfig(path=path, id_column="id"),
                channels=config.channels,
                engine=config.engine,
                engine_options=config.engine_options,
                sampling=config.sampling,
                on_bad_row="skip",
                keep_candidates=True,
            )
        )
        return CopySession(job, list(job.tasks()), report=report)


def write_catalog(rows: Sequence[CorpusRow], path: Path) -> Path:
    """The rows as one CSV. Title, brand, price ... get the same column in every row, whatever the row calls them."""
    cells = [_cells(row) for row in rows]
    headers = list(dict.fromkeys(header for row in cells for header in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers)
        writer.writeheader()
        writer.writerows(cells)
    return path


def _cells(row: CorpusRow) -> dict[str, str]:
    product = product_from_facts(row["product"], id=row["id"], language=row["language"])
    field_of = {header: field for field, header in product.columns}
    values = {field_of.get(header, header): value for header, value in row["product"].items()}
    return {
        "id": row["id"],
        **{header: "; ".join(value) if isinstance(value, list) else str(value) for header, value in values.items()},
    }
