"""The log of a run survives a kill and becomes a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtnlg_cli.lm.training.checkpoint import State
from mtnlg_cli.lm.training.plot import loss_curves, plot_losses
from mtnlg_cli.lm.training.reports import METRICS, Report, add_report, drop_later_reports, read_reports

REPORTS: list[Report] = [
    {"stage": "pretrain", "stage_index": 0, "step": 10, "train_loss": 5.0, "open_text.loss": 6.0},
    {"stage": "pretrain", "stage_index": 0, "step": 20, "train_loss": 4.0, "open_text.loss": 5.0},
    {"stage": "finetune", "stage_index": 1, "step": 10, "train_loss": 3.0, "copy.loss": 3.5, "copy.masked_loss": 9.0},
    {"stage": "finetune", "stage_index": 1, "step": 15, "copy.loss": 3.0},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for report in REPORTS:
        add_report(tmp_path, report)
    return tmp_path


def test_a_line_that_a_kill_cut_off_is_left_out(folder: Path) -> None:
    with (folder / METRICS).open("a", encoding="utf-8") as log:
        log.write('{"stage": "fine')
    assert read_reports(folder) == REPORTS
    drop_later_reports(folder, State(recipe="", stage=2))
    add_report(folder, REPORTS[0])
    assert read_reports(folder) == [*REPORTS, REPORTS[0]], "and does not spoil the next one"


@pytest.mark.parametrize(("stage", "step", "left"), [(0, 0, 0), (0, 15, 1), (1, 0, 2), (1, 14, 3), (2, 0, 4)])
def test_reports_behind_the_checkpoint_are_dropped(stage: int, step: int, left: int, folder: Path) -> None:
    drop_later_reports(folder, State(recipe="", stage=stage, step=step, tensors="x"))
    assert read_reports(folder) == REPORTS[:left]


def test_curves_count_the_steps_of_all_stages() -> None:
    curves, starts = loss_curves(REPORTS)
    assert starts == [(0, "pretrain"), (20, "finetune")]
    assert curves == {
        "training": ([10, 20, 30], [5.0, 4.0, 3.0]),
        "open_text, held out": ([10, 20], [6.0, 5.0]),
        "copy, held out": ([30, 35], [3.5, 3.0]),
    }


@pytest.mark.parametrize("reports", [REPORTS, []])
def test_the_plot_is_a_picture(reports: list[Report], tmp_path: Path) -> None:
    plot_losses(reports, tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["loss.png"]
