"""A run ends with the same weights however often it is stopped or killed, and knows its own folder."""

from __future__ import annotations

import time
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
import torch

from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.lm.embedded import load_model
from mtnlg_cli.lm.files import WEIGHTS
from mtnlg_cli.lm.sets import TrainingSet
from mtnlg_cli.lm.training import run as run_module
from mtnlg_cli.lm.training.checkpoint import STATE, read_state
from mtnlg_cli.lm.training.measure import held_out_figures
from mtnlg_cli.lm.training.recipe import recipe_hash
from mtnlg_cli.lm.training.reports import read_reports
from mtnlg_cli.lm.training.run import StageProgress
from tests.lm.tiny import tiny_model, tiny_vocabulary
from tests.lm.training.tiny_runs import STEPS, one_stage, run, same, tiny_recipe, tiny_sets, weights


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TrainingSet]:
    return tiny_sets(tmp_path_factory.mktemp("sets"), tiny_recipe())


@pytest.fixture(scope="module")
def undisturbed(sets: dict[str, TrainingSet], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny recipe from beginning to end."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert run(tiny_recipe(), sets, out, report_seconds=0.0)
    return out


def test_a_run_leaves_weights_a_log_and_a_state(undisturbed: Path, sets: dict[str, TrainingSet]) -> None:
    state = read_state(undisturbed, recipe=recipe_hash(tiny_recipe()))
    assert (state.stage, state.step) == (2, 0)
    reports = read_reports(undisturbed)
    assert [(report["stage"], report["step"]) for report in reports if report["step"] == STEPS] == [
        ("pretrain", STEPS),
        ("finetune", STEPS),
    ]
    last = reports[-1]
    assert last["train_loss"] > 0 and last["tokens_per_s"] > 0 and last["gflop_per_s"] > 0
    assert {"copy.loss", "copy.source_gap", "copy.bits_per_char", "compositions.loss"} <= last.keys()
    assert any(report.get("masked_loss", 0) > 0 for report in reports)
    assert load_model(undisturbed / WEIGHTS).config.width == 16
    assert not list(undisturbed.glob("*.part"))
    assert len(list(undisturbed.glob("checkpoint-*"))) == 1


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(
    undisturbed: Path, sets: dict[str, TrainingSet], tmp_path: Path
) -> None:
    assert run(tiny_recipe(), sets, tmp_path / "again")
    assert same(weights(undisturbed), weights(tmp_path / "again")), "reports change nothing"
    assert run(tiny_recipe(seed=1), sets, tmp_path / "other")
    assert not same(weights(undisturbed), weights(tmp_path / "other"))


@pytest.mark.parametrize("steps", [0, 1, 13, 20, 31])
def test_a_run_that_is_stopped_goes_on_to_the_same_weights(
    steps: int, undisturbed: Path, sets: dict[str, TrainingSet], tmp_path: Path
) -> None:
    asked = iter(range(100))
    assert not run(tiny_recipe(), sets, tmp_path, should_stop=lambda: next(asked) == steps)
    state = read_state(tmp_path, recipe=recipe_hash(tiny_recipe()))
    assert STEPS * state.stage + state.step == steps
    assert run(tiny_recipe(), sets, tmp_path)
    assert same(weights(undisturbed), weights(tmp_path))
    numbers = [(report["stage_index"], report["step"]) for report in read_reports(tmp_path)]
    assert numbers == [(0, STEPS), (1, STEPS)], "every report once"


def test_an_interruption_between_steps_leaves_a_checkpoint(
    undisturbed: Path, sets: dict[str, TrainingSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object) -> dict[str, float]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "held_out_figures", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(tiny_recipe(), sets, tmp_path)
    assert read_state(tmp_path, recipe=recipe_hash(tiny_recipe())).step == STEPS
    assert run(tiny_recipe(), sets, tmp_path)
    assert same(weights(undisturbed), weights(tmp_path))


def test_a_killed_run_goes_on_to_the_same_weights(
    undisturbed: Path, sets: dict[str, TrainingSet], tmp_path: Path
) -> None:
    """Real kills, at whatever moment; the run takes a checkpoint after every step."""
    fork = get_context("fork")
    place, kills = 0, 0
    for _ in range(12):
        process = fork.Process(target=run, args=(tiny_recipe(), sets, tmp_path), kwargs={"report_seconds": 0.0})
        process.start()
        while process.exitcode is None and _place(tmp_path) < place + 6:
            time.sleep(0.001)
        if process.exitcode == 0:
            break
        process.kill()
        process.join()
        kills, place = kills + 1, _place(tmp_path)
    assert kills >= 3
    assert process.exitcode == 0
    numbers = [(report["stage_index"], report["step"]) for report in read_reports(tmp_path)]
    assert numbers == sorted(set(numbers)), "every report once"
    assert same(weights(undisturbed), weights(tmp_path))


def _place(out: Path) -> int:
    state = read_state(out, recipe=recipe_hash(tiny_recipe()))
    return STEPS * state.stage + state.step


def test_a_stage_begins_with_what_the_one_before_left_whatever_the_weights_file_holds(
    undisturbed: Path, sets: dict[str, TrainingSet], tmp_path: Path
) -> None:
    """A kill may fall between the second stage's first weights and the state that names them."""
    assert run(tiny_recipe(), sets, tmp_path, stage="pretrain")
    (tmp_path / WEIGHTS).write_bytes((undisturbed / WEIGHTS).read_bytes())
    assert run(tiny_recipe(), sets, tmp_path, stage="finetune")
    assert same(weights(undisturbed), weights(tmp_path))


def test_a_finished_run_is_not_run_again(undisturbed: Path, sets: dict[str, TrainingSet]) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in undisturbed.iterdir()}
    assert run(tiny_recipe(), sets, undisturbed)
    assert before == {path.name: path.stat().st_mtime_ns for path in undisturbed.iterdir()}


def test_the_folder_of_another_recipe_is_refused(undisturbed: Path, sets: dict[str, TrainingSet]) -> None:
    with pytest.raises(StateConflict, match="another recipe, seed or time"):
        run(tiny_recipe(seed=3), sets, undisturbed)


@pytest.mark.parametrize("name", [STATE, "checkpoint-0-2.safetensors"])
def test_a_damaged_state_is_told(name: str, sets: dict[str, TrainingSet], tmp_path: Path) -> None:
    asked = iter(range(100))
    run(tiny_recipe(), sets, tmp_path, should_stop=lambda: next(asked) == 2)
    (tmp_path / name).write_bytes(b"not this")
    with pytest.raises(MktError) as caught:
        run(tiny_recipe(), sets, tmp_path)
    assert name in str(caught.value) and "give another -o folder" in str(caught.value)


def test_a_timed_stage_ends_in_time_and_so_does_a_resumed_one(sets: dict[str, TrainingSet], tmp_path: Path) -> None:
    recipe = one_stage(steps=0, minutes=3 / 60)
    last: list[StageProgress] = []
    asked = iter(range(10_000))
    settings = {"on_progress": last.append}
    assert not run(recipe, sets, tmp_path, should_stop=lambda: next(asked) == 5, **settings)
    spent = read_state(tmp_path, recipe=recipe_hash(recipe)).seconds
    assert 0 < spent < 3
    started = time.monotonic()
    assert run(recipe, sets, tmp_path, **settings)
    assert 3 - spent < time.monotonic() - started < 3 - spent + 4
    assert last[-1].share == 1
    assert last[-1].report is not None and last[-1].report["minutes"] >= 0.05


def test_progress_is_told_between_reports(sets: dict[str, TrainingSet], tmp_path: Path) -> None:
    told: list[StageProgress] = []
    assert run(one_stage(steps=45), sets, tmp_path, on_progress=told.append)
    assert [progress.step for progress in told] == [0, 20, 40, 45]
    assert [progress.report is None for progress in told] == [True, True, True, False]
    assert all(progress.loss is not None and progress.tokens_per_s > 0 for progress in told[1:])


def test_training_lowers_the_held_out_loss_and_opens_the_source_gap(
    sets: dict[str, TrainingSet], tmp_path: Path
) -> None:
    recipe = one_stage(steps=60, sets={"compositions": 1.0}, dropout=0.0, learning_rate=1e-2)
    recipe = replace(recipe, model={**recipe.model, "width": 32})
    torch.manual_seed(0)
    assert run(recipe, sets, tmp_path)
    vocabulary = tiny_vocabulary()
    untrained = held_out_figures(tiny_model(vocabulary), sets["compositions"].held_out(), vocabulary)
    assert abs(untrained["source_gap"]) < 0.05, "a model that reads nothing has no gap"
    trained = read_reports(tmp_path)[-1]
    assert trained["compositions.loss"] < untrained["loss"] - 1


@pytest.mark.parametrize("number", [1, 2, 6, 8])
def test_few_held_out_examples_are_measured_too(number: int, sets: dict[str, TrainingSet]) -> None:
    vocabulary = tiny_vocabulary()
    figures = held_out_figures(tiny_model(vocabulary), sets["copy"].held_out()[:number], vocabulary)
    assert figures["loss"] > 1 and figures["bits_per_char"] > 1
    assert held_out_figures(tiny_model(vocabulary), [], vocabulary) == {}
