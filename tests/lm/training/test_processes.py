"""Two processes under torchrun learn what one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from mtnlg_cli.lm.training.processes import ALONE, join_processes, own_device
from mtnlg_cli.lm.training.recipe import recipe_text
from mtnlg_cli.lm.training.reports import read_reports
from tests.lm.training.tiny_runs import tiny_recipe, weights, write_sets

ROOT = Path(__file__).resolve().parents[3]


def test_alone_there_is_nothing_to_sum() -> None:
    weight = nn.Parameter(torch.ones(2))
    ALONE.sum_gradients([weight])
    assert weight.grad is None
    assert ALONE.sum_numbers(1.5, 2, device=torch.device("cpu")) == [1.5, 2]
    assert ALONE.any(True, device=torch.device("cpu")) and not ALONE.any(False, device=torch.device("cpu"))


def test_without_torchrun_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert join_processes(torch.device("cpu")) is ALONE


def test_each_process_has_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert own_device("cuda") == torch.device("cuda:3")
    assert own_device("cpu") == torch.device("cpu")


@pytest.mark.slow
def test_two_processes_end_where_one_does(tmp_path: Path) -> None:
    """After two stages losses agree within 1e-4, weights within 3e-4; only the first process writes and talks."""
    folders = write_sets(tmp_path)
    stages = (replace(stage, dropout=0.0) for stage in tiny_recipe().stages)  # each process draws dropout of its own
    (tmp_path / "tiny.toml").write_text(recipe_text(tiny_recipe(stages=tuple(stages))), encoding="utf-8")
    sets = [f"--set={name}={folders[name]}" for name in tiny_recipe().sets]
    train = ["-m", "mtnlg_cli", "train", "run", str(tmp_path / "tiny.toml"), *sets, "--json"]
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    found = {}
    for name, python in (("one", [*train, "--threads", "1"]), ("two", [*torchrun, *train])):
        done = subprocess.run(
            [sys.executable, *python, "-o", str(tmp_path / name)],
            check=False,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        found[name] = json.loads(done.stdout)
        assert done.stderr.count("mkt: reading the training sets") == 1
    one, two = (weights(tmp_path / name) for name in found)
    assert max(float((one[name] - two[name]).abs().max()) for name in one) < 3e-4
    for mine, other in zip(read_reports(tmp_path / "one"), read_reports(tmp_path / "two"), strict=True):
        for key in mine:
            if key.endswith("loss") or key in ("examples", "step"):
                assert mine[key] == pytest.approx(other[key], abs=1.01e-4), key
