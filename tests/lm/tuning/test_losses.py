"""Batches and losses: every example once, padding changes nothing, only answers count."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from mtnlg_cli.lm.tuning.batches import epoch_batches, num_batches
from mtnlg_cli.lm.tuning.losses import LossFigures, measure_loss
from tests.generation.tiny_models import save_model
from tests.lm.tuning.tiny import KINDS, make_examples, tuning_model


@pytest.fixture(scope="module", params=KINDS)
def tuned(request, tmp_path_factory):
    return tuning_model(save_model(tmp_path_factory.mktemp(request.param), request.param, scale=2.0))


def test_an_epoch_has_every_example_once_in_batches_of_like_length():
    lengths = [(7 * index) % 90 for index in range(403)]
    batches = epoch_batches(lengths, size=4, seed=1, epoch=0)
    assert sorted(index for batch in batches for index in batch) == list(range(403))
    assert len(batches) == num_batches(403, size=4) == 101
    assert sum(max(lengths[i] for i in b) - min(lengths[i] for i in b) for b in batches) / len(batches) < 4
    assert epoch_batches(lengths, size=4, seed=1, epoch=0) == batches
    assert epoch_batches(lengths, size=4, seed=1, epoch=1) != batches
    assert epoch_batches(lengths, size=4, seed=2, epoch=0) != batches


def by_hand(tuned, example) -> float:
    """Summed negative log-probability of the learned target tokens, one unpadded forward pass."""
    target = list(example.target)
    if tuned.is_seq2seq:
        decoder = torch.tensor([[tuned.start_id, *target[:-1]]])
        logits = tuned.model(input_ids=torch.tensor([example.prompt]), decoder_input_ids=decoder).logits[0]
    else:
        logits = tuned.model(input_ids=torch.tensor([[*example.prompt, *target]])).logits[0][len(example.prompt) - 1 :]
    logprobs = logits.log_softmax(dim=-1)
    return -sum(logprobs[at, target[at]].item() for at in range(example.num_forced, len(target)))


@torch.no_grad()
def test_loss_is_that_of_the_answers_alone_whatever_the_batch(tuned):
    tuned.model.eval()
    examples = make_examples(6)
    examples.append(replace(examples[1], num_forced=1))
    expected = sum(by_hand(tuned, example) for example in examples)
    assert float(tuned.loss_sum(examples)) == pytest.approx(expected, rel=1e-4)
    figures = measure_loss(tuned, examples, batch_size=3)
    assert figures.nats == pytest.approx(expected, rel=1e-4)
    assert figures.tokens == sum(len(example.target) for example in examples) - 1


def test_figures_by_hand():
    figures = LossFigures(nats=math.log(2) * 30, tokens=10, chars=15)
    assert figures.per_token == pytest.approx(3 * math.log(2))
    assert figures.perplexity == pytest.approx(8)
    assert figures.bits_per_character == pytest.approx(2)
    assert LossFigures(nats=1e6, tokens=1, chars=1).perplexity == math.inf
