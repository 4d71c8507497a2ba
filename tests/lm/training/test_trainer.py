"""The numbers of training: recorded losses, the schedule of the learning rate, what a window tells."""

from __future__ import annotations

import random

import pytest
import torch

from mtnlg_cli.lm.batches import Pair
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.recipe import Stage
from mtnlg_cli.lm.training.trainer import Trainer, Window
from tests.lm.tiny import tiny_model, tiny_vocabulary

CPU = torch.device("cpu")
RECORDED = [
    *(7.8298, 7.7912, 7.7139, 7.5965, 7.4349, 7.2261, 7.0224, 6.8404, 6.6826, 6.544),
    *(6.4212, 6.3123, 6.2178, 6.1383, 6.0738, 6.0232, 5.9846, 5.956, 5.9352, 5.9202),
]
"""Joint losses of twenty steps from a fixed seed: a change that is to change no number must reproduce them."""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return tiny_vocabulary()


def _pairs() -> list[Pair]:
    rng = random.Random(0)
    sources = [[rng.randrange(200, 400) for _ in range(rng.randint(4, 12))] for _ in range(16)]
    hidden = [[rng.randrange(200, 400) if at % 3 == 0 else 0 for at in range(len(source))] for source in sources]
    return [Pair(source, source[2:][::-1], masked) for source, masked in zip(sources, hidden, strict=True)]


def _trainer(vocabulary: Vocabulary) -> Trainer:
    stage = Stage(name="s", sets={}, steps=20, warmup_steps=5, masked_weight=0.3, learning_rate=5e-3)
    return Trainer(tiny_model(vocabulary), vocabulary, stage, device=CPU)


def test_twenty_steps_reproduce_their_recorded_losses(vocabulary: Vocabulary) -> None:
    torch.set_num_threads(1)
    trainer, pairs = _trainer(vocabulary), _pairs()
    losses = [trainer.train_step(pairs, done=trainer.share_done()) for _ in range(20)]
    assert losses == pytest.approx(RECORDED, abs=2e-3)


def test_a_checkpoint_gives_back_the_same_logits_and_the_same_next_step(vocabulary: Vocabulary) -> None:
    pairs, source = _pairs(), torch.randint(200, 400, (2, 9))
    first = _trainer(vocabulary)
    for _ in range(12):
        first.train_step(pairs, done=0.3)
    tensors = {name: value.clone() for name, value in first.state_tensors().items()}
    second = Trainer(tiny_model(vocabulary, seed=9), vocabulary, first.stage, device=CPU)
    second.restore(tensors, step=12, seconds=4.0)
    with torch.inference_mode():
        assert torch.equal(first.averaged()(source, source), second.averaged()(source, source))
        assert torch.equal(first.model(source, source), second.model(source, source))
    assert first.train_step(pairs, done=0.4) == second.train_step(pairs, done=0.4)
    assert all(torch.equal(value, second.average[name]) for name, value in first.average.items())
    assert second.seconds > 4


def test_the_rate_warms_up_and_ends_at_a_twentieth(vocabulary: Vocabulary) -> None:
    trainer = _trainer(vocabulary)
    rates = []
    for trainer.step in range(1, 21):
        rates.append(trainer.rate(trainer.share_here))
    assert rates.index(max(rates)) == 4
    assert rates == sorted(rates[:5]) + sorted(rates[5:], reverse=True)
    assert rates[-1] == pytest.approx(5e-3 / 20)


def test_the_average_lags_behind_and_measuring_leaves_the_model_alone(vocabulary: Vocabulary) -> None:
    trainer = _trainer(vocabulary)
    start = {name: value.clone() for name, value in trainer.model.state_dict().items()}
    for _ in range(10):
        trainer.train_step(_pairs(), done=0.0)
    live = {name: value.clone() for name, value in trainer.model.state_dict().items()}
    name = "encoder.0.attention.query.weight"
    expected = start[name].lerp(live[name], 1 - 10 / 110)
    assert torch.allclose(trainer.averaged().state_dict()[name], expected, atol=1e-6)
    assert all(torch.equal(live[name], value) for name, value in trainer.model.state_dict().items())


def test_a_window_without_steps_has_no_losses() -> None:
    assert "train_loss" not in Window().figures()
    assert Window(generation=6.0, generated=3.0).figures()["train_loss"] == 2.0
