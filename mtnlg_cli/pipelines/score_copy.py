"""Scores any file of copy again: our own records exactly as they were scored, other people's as far as they can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.pipelines.copy_cases import (
    FindProduct,
    ForeignFormat,
    Notes,
    foreign_case,
    is_own,
    kept_findings,
    own_case,
)
from mtnlg_cli.pipelines.copy_row import CopyRow
from mtnlg_cli.pipelines.copy_rows import read_copy_rows
from mtnlg_cli.pipelines.judge import judge_copy, unscored
from mtnlg_cli.pipelines.product_store import ProductStore
from mtnlg_cli.pipelines.tally import Gate, Tally, hold_gate
from mtnlg_cli.records.codec import encode_json
from mtnlg_cli.records.files import replace_file

MAX_PROBLEMS = 20
"""Bad lines shown one by one; more are counted only."""
_KEPT_STATUSES = frozenset(("rejected", "failed"))
_RESULT_FIELDS = ("status", "scores", "score_notes", "findings")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreConfig:
    """What to score and how to read it."""

    path: Path
    out: Path | None = None
    """Where the scored records go, one JSON object a line; None writes none."""
    form: ForeignFormat = field(default_factory=ForeignFormat)
    catalog: Path | None = None
    """The rows of records that carry none."""
    id_column: str | None = None
    """The catalog's id column."""
    encoding: str | None = None
    """Of CSV files; None means UTF-8 or by byte order mark."""
    sep: str | None = None
    """Of the copy file when it is a CSV."""
    fail_under: float | None = None
    """Least mean overall of all records, 0 to 1."""
    max_flagged: float | None = None
    """Greatest share of flagged records, 0 to 1."""

    def __post_init__(self) -> None:
        for flag, value in (("--fail-under", self.fail_under), ("--max-flagged", self.max_flagged)):
            if value is not None and not 0 <= value <= 1:
                raise MktError(f"{flag} must be from 0 to 1, got {value:g}")
        if self.form.language not in ("auto", "en", "zh"):
            raise MktError(f'--language must be auto, en or zh, got "{self.form.language}"')
        if self.out is not None and not self.out.parent.is_dir():
            raise MktError("the folder of -o does not exist", where=str(self.out.parent), fix="make it first")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """What the file came to. `problems` are the first bad lines in full, `num_problems` all of them."""

    tally: Tally
    gate: Gate
    problems: tuple[MktError, ...]
    num_problems: int
    warnings: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether every line could be read and the gate is met."""
        return self.gate.met and not self.num_problems

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        return {
            "records": self.tally.records,
            "statuses": dict(sorted(self.tally.statuses.items())),
            "metrics": self.tally.metrics(),
            "findings": dict(sorted(self.tally.findings.items())),
            "gate": self.gate.as_json(),
        }


def score_copy(config: ScoreConfig) -> ScoreResult:
    """Scores the file record by record. Raises MktError when nothing in it can be read; then no output is written."""
    rows = read_copy_rows(config.path, text_fields=config.form.text_fields, encoding=config.encoding, sep=config.sep)
    with ExitStack() as stack:
        scorer = _Scorer(config, _open_catalog(config, stack))
        if config.out is None:
            scorer.run(rows, None)
        else:
            out = config.out
            replace_file(out, out.with_name(f".{out.name}.tmp"), lambda stream: scorer.run(rows, stream))
    return scorer.result()


def _open_catalog(config: ScoreConfig, stack: ExitStack) -> ProductStore | None:
    if config.catalog is None:
        return None
    catalog = CatalogConfig(path=config.catalog, encoding=config.encoding, id_column=config.id_column)
    return stack.enter_context(ProductStore(catalog))


class _Scorer:
    """Goes over the rows once; holds the tally and what is to be said at the end."""

    def __init__(self, config: ScoreConfig, store: ProductStore | None) -> None:
        self.config = config
        self.find: FindProduct | None = store.find if store is not None else None
        self.tally = Tally()
        self.notes = Notes()
        self.problems: list[MktError] = []
        self.num_problems = 0
        self.num_skipped = store.num_skipped if store is not None else 0

    def run(self, rows: Iterator[CopyRow | MktError], stream: BinaryIO | None) -> None:
        """Scores every row, writing each to the stream at once."""
        for row in rows:
            scored = row if isinstance(row, MktError) else self._score(row)
            if isinstance(scored, MktError):
                self._note_problem(scored)
            elif stream is not None:
                stream.write(encode_json(scored) + b"\n")
        if not self.tally.records:
            raise self._nothing_read()

    def result(self) -> ScoreResult:
        """What it all comes to."""
        config = self.config
        warnings = self.notes.lines()
        if self.num_skipped:
            warnings += (f"{self.num_skipped:,} unusable rows of the catalog were left out; see mkt catalog",)
        return ScoreResult(
            tally=self.tally,
            gate=hold_gate(self.tally, fail_under=config.fail_under, max_flagged=config.max_flagged),
            problems=tuple(self.problems),
            num_problems=self.num_problems,
            warnings=warnings,
        )

    def _score(self, row: CopyRow) -> dict[str, Any] | MktError:
        try:
            scored = self._score_own(row) if is_own(row.data) else self._score_foreign(row)
        except MktError as error:
            return error
        self.tally.add(
            status=scored["status"], scores=scored["scores"], checks=[f["check"] for f in scored["findings"]]
        )
        return scored

    def _score_own(self, row: CopyRow) -> dict[str, Any]:
        data = row.data
        case = own_case(data, where=self._where(row), notes=self.notes)
        if data["status"] == "failed":
            scores, notes = unscored("the record has no text")
            return {**data, "scores": data.get("scores") or scores, "score_notes": data.get("score_notes") or notes}
        verdict = judge_copy(case).as_json()
        if kept := kept_findings(data):
            verdict["findings"] += kept
            verdict["status"] = "flagged" if any(f["severity"] == "block" for f in kept) else verdict["status"]
        if data["status"] in _KEPT_STATUSES:
            verdict["status"] = data["status"]
        return {**data, **verdict}

    def _score_foreign(self, row: CopyRow) -> dict[str, Any]:
        where = self._where(row)
        case = foreign_case(row.data, form=self.config.form, where=where, notes=self.notes, find_product=self.find)
        for name in _RESULT_FIELDS:
            if name in row.data:
                self.notes.add(f'the records have a field "{name}" of their own, which the scored file replaces')
        if case is not None:
            return {**row.data, **judge_copy(case).as_json()}
        scores, notes = unscored("the record has no text")
        return {**row.data, "status": "failed", "scores": scores, "score_notes": notes, "findings": []}

    def _where(self, row: CopyRow) -> Location:
        return Location(self.config.path, line=row.line)

    def _note_problem(self, problem: MktError) -> None:
        self.num_problems += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def _nothing_read(self) -> MktError:
        if not self.problems:
            return MktError("the file has no records", where=str(self.config.path), fix="give a file with copy in it")
        first = self.problems[0]
        more = f" (and {self.num_problems - 1:,} more bad lines)" if self.num_problems > 1 else ""
        return MktError(f"nothing can be read: {first.what}{more}", where=first.where, fix=first.fix)
