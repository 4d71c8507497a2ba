"""The log of a run: one report a line in metrics.jsonl."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from mtnlg_cli.lm.training.checkpoint import State

METRICS = "metrics.jsonl"

Report = dict[str, float | str | int]
"""`stage` (its name), `stage_index` (from 0), `step` and `minutes` of the stage; losses in nats a token, of training
and, as `SET.loss`, of what each set holds out, with `SET.source_gap` and `SET.bits_per_char`; speeds."""


def add_report(folder: Path, report: Report) -> None:
    """Appends a report to the log. Raises OSError."""
    with (folder / METRICS).open("a", encoding="utf-8") as log:
        log.write(json.dumps(report) + "\n")


def read_reports(folder: Path) -> list[Report]:
    """The reports of a run so far; a line that a kill cut off is left out."""
    path = folder / METRICS
    reports: list[Report] = []
    for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else ():
        with contextlib.suppress(json.JSONDecodeError):
            reports.append(json.loads(line))
    return reports


def drop_later_reports(folder: Path, state: State) -> None:
    """Takes what a killed run logged behind its last checkpoint out of the log: it will be done, and told, again."""
    place = (state.stage, state.step)
    kept = [report for report in read_reports(folder) if (report.get("stage_index", 0), report["step"]) <= place]
    text = "".join(json.dumps(report) + "\n" for report in kept)
    path = folder / METRICS
    if path.exists() and path.read_text(encoding="utf-8") != text:
        part = path.with_name(f"{METRICS}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
