"""The losses of a run as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from mtnlg_cli.lm.training.reports import Report

PLOT = "loss.png"
Curve = tuple[list[int], list[float]]


def plot_losses(reports: Sequence[Report], path: Path) -> None:
    """Draws training loss and the held-out loss of each set over the steps of all stages, and where stages begin.

    Needs matplotlib. Raises OSError when the file cannot be written.
    """
    from matplotlib.figure import Figure

    curves, starts = loss_curves(reports)
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots()
    for name, (steps, losses) in curves.items():
        axes.plot(steps, losses, marker=".", label=name, color="0.6" if name == "training" else None)
    for start, stage in starts:
        axes.axvline(start, color="0.85", zorder=0)
        axes.annotate(
            stage, (start, 1), xycoords=("data", "axes fraction"), xytext=(3, -12), textcoords="offset points"
        )
    axes.set(xlabel="step", ylabel="loss (nats a token)")
    if curves:
        axes.legend()
    part = path.with_name(f"{path.name}.part")
    figure.savefig(part, format="png", dpi=120)
    part.replace(path)


def loss_curves(reports: Sequence[Report]) -> tuple[dict[str, Curve], list[tuple[int, str]]]:
    """Curves as (steps, losses) by name, "training" and "SET, held out", steps counted over all stages; and the
    first step of each stage with its name."""
    curves: dict[str, Curve] = {}
    starts, before = [], 0
    for (_, stage), group in groupby(reports, key=lambda report: (report.get("stage_index", 0), str(report["stage"]))):
        starts.append((before, stage))
        last = before
        for report in group:
            last = before + int(report["step"])
            for name, loss in _losses(report):
                steps, losses = curves.setdefault(name, ([], []))
                steps.append(last)
                losses.append(loss)
        before = last
    return curves, starts


def _losses(report: Report) -> list[tuple[str, float]]:
    held_out = [(f"{key.removesuffix('.loss')}, held out", value) for key, value in report.items() if ".loss" in key]
    training = [("training", report["train_loss"])] if "train_loss" in report else []
    return [(name, float(value)) for name, value in [*training, *held_out]]
