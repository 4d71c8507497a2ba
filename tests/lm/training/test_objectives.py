"""Two losses: each counts its own tokens, reaches its own part of the model, and can be switched off."""

from __future__ import annotations

import random

import pytest
import torch
from torch.nn import functional

from mtnlg_cli.lm.batches import Pair, encode_pairs, mask_spans, to_batch
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.task import MASK, SentenceTask
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.objectives import joint_loss, loss_sums
from mtnlg_cli.lm.training.recipe import Stage
from mtnlg_cli.lm.training.trainer import Trainer
from tests.lm.tiny import tiny_model, tiny_vocabulary

TEXTS = ("Heat the skillet slowly.", "Wipe it dry with a soft cloth.", "One pan for eggs and steaks.")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return tiny_vocabulary()


@pytest.fixture
def model(vocabulary: Vocabulary) -> EncoderDecoder:
    return tiny_model(vocabulary)


def _task(role: str, text: str) -> SentenceTask:
    return SentenceTask(
        language="en", unit="text", role=role, tone="plain", name="", uses_name=False, words=(text,), facts=()
    )


def _pairs(vocabulary: Vocabulary, model: EncoderDecoder, role: str = "restore") -> list[Pair]:
    examples = [(_task(role, text), text) for text in TEXTS]
    return encode_pairs(examples, vocabulary, model.config, rng=random.Random(0))


def _stage(**changes: object) -> Stage:
    return Stage(name="s", sets={}, **{"steps": 200, "warmup_steps": 1, "label_smoothing": 0.0, **changes})


def _weights_of(model: EncoderDecoder, part: str) -> list[torch.Tensor]:
    return [parameter for name, parameter in model.named_parameters() if name.startswith(part)]


def test_spans_are_masked_and_nothing_else_is_touched(vocabulary: Vocabulary) -> None:
    mask, word = vocabulary.special_id[MASK], max(vocabulary.special_id.values())
    source = [2, 3, *range(word + 1, word + 41), 4]
    pair = mask_spans(source, [7], vocabulary, rng=random.Random(1))
    hidden = [at for at, number in enumerate(pair.source) if number == mask]
    assert 12 <= len(hidden) <= 14
    assert all(2 <= at < 42 for at in hidden), "special tokens are never masked"
    assert [source[at] if number else 0 for at, number in enumerate(pair.masked)] == list(pair.masked)
    assert [at for at, number in enumerate(pair.masked) if number] == hidden
    assert [number for at, number in enumerate(pair.source) if at not in hidden] == [
        number for at, number in enumerate(source) if at not in hidden
    ]
    assert pair == mask_spans(source, [7], vocabulary, rng=random.Random(1))
    assert pair != mask_spans(source, [7], vocabulary, rng=random.Random(2))


def test_a_sentence_too_short_to_mask_is_left_whole(vocabulary: Vocabulary) -> None:
    source = [2, 3, max(vocabulary.special_id.values()) + 1]
    assert mask_spans(source, [7], vocabulary, rng=random.Random(0)).source == source


def test_masked_loss_counts_the_masked_positions_only(vocabulary: Vocabulary, model: EncoderDecoder) -> None:
    batch = to_batch(_pairs(vocabulary, model), vocabulary)
    sums = loss_sums(model, batch)
    memory = model.encode(batch.source)[0].detach()
    log_probabilities = functional.log_softmax(model.masked_logits(memory), dim=-1).detach()
    places = [(row, at) for row, at in batch.masked.nonzero().tolist()]
    by_hand = -sum(float(log_probabilities[row, at, batch.masked[row, at]]) for row, at in places)
    assert sums.num_masked == len(places) > 0
    assert float(sums.masked.detach()) == pytest.approx(by_hand, rel=1e-5)


def test_masked_loss_reaches_the_encoder_and_not_the_decoder(vocabulary: Vocabulary, model: EncoderDecoder) -> None:
    loss_sums(model, to_batch(_pairs(vocabulary, model), vocabulary)).masked.backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in _weights_of(model, "encoder."))
    assert all(weight.grad is None for weight in _weights_of(model, "decoder."))


def test_generation_switched_off_leaves_no_gradient_in_the_decoder(
    vocabulary: Vocabulary, model: EncoderDecoder
) -> None:
    sums = loss_sums(model, to_batch(_pairs(vocabulary, model), vocabulary))
    joint_loss(sums, weights=(0.0, 1.0), counts=(sums.num_generated, sums.num_masked)).backward()
    assert all(weight.grad.abs().sum() == 0 for weight in _weights_of(model, "decoder."))
    assert all(weight.grad.abs().sum() > 0 for weight in _weights_of(model, "encoder.0.attention.query"))


def test_masking_switched_off_is_not_computed_and_changes_nothing(
    vocabulary: Vocabulary, model: EncoderDecoder
) -> None:
    batch = to_batch(_pairs(vocabulary, model), vocabulary)
    sums = loss_sums(model, batch, masked=False)
    assert (sums.num_masked, float(sums.masked)) == (0, 0.0)
    both = loss_sums(model, batch)
    counts = (both.num_generated, both.num_masked)
    alone = joint_loss(sums, weights=(1.0, 0.0), counts=counts)
    assert torch.equal(alone, joint_loss(both, weights=(1.0, 0.0), counts=counts))
    assert float(alone.detach()) == pytest.approx(float(both.generation.detach()) / both.num_generated)


def test_the_joint_loss_is_the_weighted_sum_of_two_means(vocabulary: Vocabulary, model: EncoderDecoder) -> None:
    sums = loss_sums(model, to_batch(_pairs(vocabulary, model), vocabulary))
    joint = joint_loss(sums, weights=(1.0, 0.3), counts=(sums.num_generated, sums.num_masked))
    means = float(sums.generation.detach()) / sums.num_generated, float(sums.masked.detach()) / sums.num_masked
    assert float(joint.detach()) == pytest.approx(means[0] + 0.3 * means[1], rel=1e-5)


def test_padded_labels_do_not_count_in_the_loss(vocabulary: Vocabulary, model: EncoderDecoder) -> None:
    pairs = _pairs(vocabulary, model, role="mid")
    together = loss_sums(model, to_batch(pairs, vocabulary))
    alone = [loss_sums(model, to_batch([pair], vocabulary)) for pair in pairs]
    assert float(together.generation) == pytest.approx(sum(float(one.generation) for one in alone), rel=1e-4)
    assert together.num_generated == sum(one.num_generated for one in alone) == sum(len(p.target) for p in pairs)


@pytest.mark.parametrize(("generation", "masked"), [(1.0, 0.0), (0.0, 1.0), (1.0, 0.3)])
def test_one_batch_overfits_whichever_loss_is_on(vocabulary: Vocabulary, generation: float, masked: float) -> None:
    model = tiny_model(vocabulary)
    stage = _stage(generation_weight=generation, masked_weight=masked, learning_rate=2e-2)
    trainer = Trainer(model, vocabulary, stage, device=torch.device("cpu"))
    pairs = _pairs(vocabulary, model)
    losses = [trainer.train_step(pairs, done=0.0) for _ in range(120)]
    assert losses[-1] < losses[0] / 4
    assert trainer.window.figures()["train_loss"] > 0


def test_a_share_without_pairs_has_gradients_of_zero(vocabulary: Vocabulary, model: EncoderDecoder) -> None:
    trainer = Trainer(model, vocabulary, _stage(), device=torch.device("cpu"))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert trainer.train_step([], done=0.5) == 0.0
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
