"""The main job: a product catalog in, reviewed and scored copy out, through a journal that survives any end."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

from mtnlg_cli import __version__
from mtnlg_cli.domain import RunManifest
from mtnlg_cli.errors import MktError
from mtnlg_cli.pipelines.generate_config import (
    GenerateConfig,
    GenerateResult,
    Hold,
    OnProgress,
    Progress,
)
from mtnlg_cli.pipelines.prepare_copy import InputWatch, Job, Task, prepare_job, skipped_rows
from mtnlg_cli.pipelines.tally import Gate, compare_bars
from mtnlg_cli.pipelines.write_records import make_drafts, record_of
from mtnlg_cli.records.journal import Mark
from mtnlg_cli.records.lock import refuse_if_held
from mtnlg_cli.records.manifest import write_manifest
from mtnlg_cli.records.materialise import finished_manifest, materialise
from mtnlg_cli.records.paths import state_paths
from mtnlg_cli.records.state import RunState, open_state

__all__ = ["GenerateConfig", "GenerateResult", "Progress", "generate_copy"]

_MAX_MOVED = 1_000


def generate_copy(
    config: GenerateConfig, *, on_progress: OnProgress | None = None, hold: Hold = nullcontext
) -> GenerateResult:
    """Runs the job to its end, going on from whatever an earlier run of the same command left.

    Args:
        config: what to do.
        on_progress: called after each phase and each batch; what it raises stops the run.
        hold: wraps every step that must not be interrupted half-way; see `StopSignals.hold`.

    Raises:
        MktError: the run could not start (2), the machine stopped it (EnvironmentStop, 3), or the saved state is
            held by another run or belongs to other settings (StateConflict, 75). Finished records are kept.
    """
    paths = state_paths(config.output)
    refuse_if_held(paths.lock)
    report = on_progress or _silent
    started = time.monotonic()
    report(Progress(phase="read"))
    job = prepare_job(config)
    watch = InputWatch(job)
    with open_state(paths, settings=job.settings, new_run=config.new_run) as state:
        worker = _Worker(job, state=state, watch=watch, report=report, hold=hold)
        standing = finished_manifest(state, hashes=job.hashes())
        if standing is None or standing.counts.failed or state.notes:
            worker.run()
            standing = finished_manifest(state, hashes=job.hashes())
        manifest = standing or _finish(job, state=state, worker=worker, started=started)
        notes = tuple(state.notes)
    return GenerateResult(
        output=config.output,
        manifest_path=config.output.with_name(paths.manifest.name),
        manifest=manifest,
        num_made=worker.progress.made,
        num_reused=manifest.counts.input - manifest.counts.skipped - worker.progress.made,
        gate=_gate(config, manifest),
        is_new=standing is None,
        notes=notes,
    )


def _silent(progress: Progress) -> None:
    return None


class _Worker:
    """One pass over the catalog: finished records are taken over, the others made, batch by batch."""

    def __init__(self, job: Job, *, state: RunState, watch: InputWatch, report: OnProgress, hold: Hold) -> None:
        self.progress = Progress(phase="generate", total=job.num_records)
        self.load_seconds = 0.0
        self._job = job
        self._state = state
        self._watch = watch
        self.report = report
        self._hold = hold
        self._is_loaded = False
        self._tasks: list[Task] = []
        self._moved: list[bytes] = []

    def run(self) -> None:
        """Works through the catalog. Raises EnvironmentStop when the catalog changes meanwhile."""
        try:
            for task in self._job.tasks():
                self._take(task)
        except MktError:
            # A catalog that is being rewritten may fail in any way; say what really happened.
            self._watch.check(fully=True)
            raise
        self._flush()
        self._flush_moved()
        self._watch.check(fully=True)

    def _take(self, task: Task) -> None:
        mark = self._state.plan(task.record_id, row_sha256=task.row_sha256)
        if mark is None:
            self._tasks.append(task)
            if len(self._tasks) >= (self._job.config.batch_prompts or self._job.engine.prompts_per_batch):
                self._flush()
            return
        if self._state.is_moved(mark, source=task.source):
            self._moved.append(self._state.moved_line(mark, source=task.source))
            if len(self._moved) >= _MAX_MOVED:
                self._flush_moved()
        self._count([mark])

    def _flush(self) -> None:
        if not self._tasks:
            return
        self._load()
        self._watch.check()
        started = time.monotonic()
        drafts = make_drafts(self._job, self._tasks)
        records = [(record_of(self._job, draft), draft) for draft in drafts]
        lines = [
            self._state.new_line(record, row_sha256=draft.task.row_sha256, again=draft.again)
            for record, draft in records
        ]
        with self._hold():
            marks = self._state.append(lines)
            self._tasks.clear()
        seconds = self.progress.seconds + time.monotonic() - started
        tokens = self.progress.num_tokens + sum(draft.num_tokens for draft in drafts)
        self.progress = replace(self.progress, made=self.progress.made + len(marks), seconds=seconds, num_tokens=tokens)
        self._count(marks, record_ids=tuple(record.id for record, _ in records))
        self.report(self.progress)

    def _flush_moved(self) -> None:
        with self._hold():
            self._state.append(self._moved)
            self._moved.clear()

    def _count(self, marks: Sequence[Mark], *, record_ids: tuple[str, ...] = ()) -> None:
        self.progress = replace(
            self.progress,
            done=self.progress.done + len(marks),
            flagged=self.progress.flagged + sum(mark.status == "flagged" for mark in marks),
            failed=self.progress.failed + sum(mark.status == "failed" for mark in marks),
            record_ids=record_ids,
        )

    def _load(self) -> None:
        if self._is_loaded:
            return
        self.report(replace(self.progress, phase="load"))
        started = time.monotonic()
        self._job.engine.load()
        self.load_seconds = time.monotonic() - started
        self._is_loaded = True
        self.report(self.progress)


def _finish(job: Job, *, state: RunState, worker: _Worker, started: float) -> RunManifest:
    """Outputs, then the manifest."""
    worker.report(replace(worker.progress, phase="finish", record_ids=()))
    done = materialise(state, num_skipped=job.num_skipped)
    manifest = RunManifest(
        arguments=job.config.arguments,
        counts=done.counts,
        hashes={**job.hashes(), "outputs": done.sha256},
        timings=_timings(worker, total=time.monotonic() - started),
        figures=done.figures,
        versions={"mkt": __version__, "python": platform.python_version(), **job.info.versions},
        skipped=skipped_rows(job.scan),
        notes=(*job.scan.notes, *job.scan.warnings(), *job.engine.info().notes, *state.notes),
    )
    write_manifest(manifest, paths=state.paths)
    return manifest


def _timings(worker: _Worker, *, total: float) -> dict[str, float]:
    """Seconds of this run, and its rates while it was generating."""
    progress = worker.progress
    return {
        "total_s": round(total, 3),
        "load_s": round(worker.load_seconds, 3),
        "generate_s": round(progress.seconds, 3),
        "rows_per_s": round(progress.per_second, 3),
        "tokens_per_s": round(progress.num_tokens / progress.seconds, 1) if progress.seconds else 0.0,
    }


def _gate(config: GenerateConfig, manifest: RunManifest) -> Gate:
    counts = manifest.counts
    num_records = counts.input - counts.skipped
    overall = manifest.figures["metrics"].get("overall", {"num": 0})
    return compare_bars(
        mean=manifest.figures["mean_overall"],
        rate=counts.flagged / num_records if num_records else 0.0,
        nulls=num_records - overall["num"],
        fail_under=config.fail_under,
        max_flagged=config.max_flagged,
    )
