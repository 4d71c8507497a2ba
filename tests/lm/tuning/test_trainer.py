"""The loop: it learns, it repeats itself, it goes on from any point, it keeps the best weights."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch

from mtnlg_cli.errors import EnvironmentStop, MktError
from mtnlg_cli.lm.tuning.adapters import add_adapter, merge_adapter, save_adapter
from mtnlg_cli.lm.tuning.checkpoint import trained, weights_of
from mtnlg_cli.lm.tuning.losses import measure_loss
from mtnlg_cli.lm.tuning.settings import TuningSettings
from mtnlg_cli.lm.tuning.trainer import Trainer, TrainingHooks, TrainingProgress
from tests.generation.tiny_models import save_model
from tests.lm.tuning.tiny import KINDS, make_examples, tuning_model

TRAINING, HELD_OUT = make_examples(24), make_examples(5, first=100)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {kind: save_model(tmp_path_factory.mktemp(kind), kind, scale=2.0) for kind in KINDS}


class StopAfter:
    """A hook that raises, as a signal would, once so many steps are done."""

    def __init__(self, step: int) -> None:
        self.step = step

    def __call__(self, progress: TrainingProgress) -> None:
        if progress.step >= self.step:
            raise KeyboardInterrupt


def make_trainer(base: Path, folder: Path, *, report=lambda progress: None, save_every=1e9, **given) -> Trainer:
    settings = TuningSettings(**{"epochs": 4, "learning_rate": 0.01, **given})
    tuned = tuning_model(base)
    if settings.method == "lora":
        add_adapter(tuned.model, rank=4, seed=settings.seed, is_seq2seq=tuned.is_seq2seq)
    folder.mkdir(exist_ok=True)
    return Trainer(
        tuned,
        training=TRAINING,
        held_out=HELD_OUT,
        settings=settings,
        folder=folder,
        save_every=save_every,
        hooks=TrainingHooks(hold=nullcontext, report=report),
    )


def weights(trainer: Trainer) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in weights_of(trainer._tuned.model).items()}


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("method", ["lora", "full"])
@pytest.mark.parametrize("kind", KINDS)
def test_held_out_loss_falls(folders, tmp_path, kind, method):
    trainer = make_trainer(folders[kind], tmp_path / "run", method=method)
    standing = trainer.run()
    assert standing.step == 12
    assert standing.best_loss < trainer.base_loss.per_token - 0.3
    figures = measure_loss(trainer._tuned, HELD_OUT, batch_size=8)
    assert figures.per_token == pytest.approx(standing.best_loss, rel=1e-5)


def test_a_new_adapter_changes_nothing_and_freezes_the_rest(folders):
    tuned = tuning_model(folders["llama"])
    before = measure_loss(tuned, HELD_OUT, batch_size=8)
    add_adapter(tuned.model, rank=4, seed=0, is_seq2seq=False)
    assert measure_loss(tuned, HELD_OUT, batch_size=8).nats == pytest.approx(before.nats, rel=1e-6)
    assert all("lora_" in name for name in trained(tuned.model))


@pytest.mark.parametrize("kind", ["llama", "gpt2", "t5"])
def test_merged_weights_say_what_the_adapter_says(folders, tmp_path, kind):
    tuned = tuning_model(folders[kind])
    adapted = add_adapter(tuned.model, rank=4, seed=0, is_seq2seq=tuned.is_seq2seq)
    for parameter in trained(tuned.model).values():
        torch.nn.init.normal_(parameter.data, std=0.3)
    save_adapter(adapted, tmp_path / "adapter")
    assert sorted(path.name for path in (tmp_path / "adapter").iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]
    with_adapter = measure_loss(tuned, HELD_OUT, batch_size=8)
    fresh = tuning_model(folders[kind])
    plain = measure_loss(fresh, HELD_OUT, batch_size=8)
    merged = merge_adapter(fresh.model, tmp_path / "adapter")
    assert not any("lora" in name for name, _ in merged.named_parameters())
    assert measure_loss(fresh, HELD_OUT, batch_size=8).nats == pytest.approx(with_adapter.nats, rel=1e-4)
    assert abs(plain.nats - with_adapter.nats) > 1


@pytest.mark.parametrize(("kind", "method"), [("llama", "lora"), ("t5", "full")])
def test_stopped_anywhere_it_ends_with_the_same_weights_and_metrics(folders, tmp_path, kind, method):
    whole = make_trainer(folders[kind], tmp_path / "whole", method=method)
    whole.run()
    for stop in (1, 5, 11):
        with pytest.raises(KeyboardInterrupt):
            make_trainer(folders[kind], tmp_path / "parts", method=method, report=StopAfter(stop)).run()
    last = make_trainer(folders[kind], tmp_path / "parts", method=method)
    assert last.standing.step == 11
    last.run()
    assert same(weights(last), weights(whole))
    assert metrics(tmp_path / "parts") == metrics(tmp_path / "whole")


def metrics(folder: Path) -> list[dict[str, float]]:
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    return [{name: value for name, value in json.loads(line).items() if name != "seconds"} for line in lines]


def test_what_was_written_after_the_last_checkpoint_is_done_again(folders, tmp_path):
    whole = make_trainer(folders["llama"], tmp_path / "whole")
    whole.run()
    with pytest.raises(KeyboardInterrupt):
        make_trainer(folders["llama"], tmp_path / "parts", report=StopAfter(4)).run()
    with (tmp_path / "parts" / "metrics.jsonl").open("a") as stream:
        stream.write('{"step": 5, "loss": 1.0}\n{"step": 6, "lo')
    last = make_trainer(folders["llama"], tmp_path / "parts")
    last.run()
    assert same(weights(last), weights(whole))
    assert metrics(tmp_path / "parts") == metrics(tmp_path / "whole")


def test_same_seed_same_weights_other_seed_others(folders, tmp_path):
    runs = []
    for number, seed in enumerate((0, 0, 1)):
        trainer = make_trainer(folders["llama"], tmp_path / str(number), seed=seed, epochs=1)
        trainer.run()
        runs.append(weights(trainer))
    assert same(runs[0], runs[1])
    assert not same(runs[0], runs[2])


def test_it_stops_when_the_held_out_loss_only_rises_and_keeps_the_best(folders, tmp_path):
    trainer = make_trainer(folders["llama"], tmp_path / "run", method="full", learning_rate=1.0, epochs=50)
    standing = trainer.run()
    assert trainer.stopped_early
    assert standing.step < 50 * 3
    lines = [line for line in metrics(tmp_path / "run") if "held_out_loss" in line]
    best = min(lines, key=lambda line: line["held_out_loss"])
    assert standing.best_step == best["step"] == lines[-4]["step"]
    figures = measure_loss(trainer._tuned, HELD_OUT, batch_size=8)
    assert figures.per_token == pytest.approx(best["held_out_loss"], rel=1e-4)


def test_minutes_end_a_run(folders, tmp_path):
    trainer = make_trainer(folders["llama"], tmp_path / "run", epochs=None, minutes=0.02)
    standing = trainer.run()
    assert 1.2 <= standing.seconds < 20
    assert standing.step >= 1
    assert standing.evaluated == standing.step


def test_numbers_that_are_not_finite_end_it_with_a_reason(folders, tmp_path):
    trainer = make_trainer(folders["llama"], tmp_path / "run", method="full")
    with torch.no_grad():
        trainer._tuned.model.lm_head.weight.fill_(float("nan"))
    with pytest.raises(MktError, match="not a finite number"):
        trainer.run()


def test_a_damaged_checkpoint_is_told(folders, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        make_trainer(folders["llama"], tmp_path / "run", report=StopAfter(2)).run()
    path = tmp_path / "run" / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(EnvironmentStop, match="the checkpoint is damaged") as caught:
        make_trainer(folders["llama"], tmp_path / "run")
    assert str(tmp_path / "run") in caught.value.fix
