"""The model computes what it says: no look ahead, no leak from padding, caches true."""

from __future__ import annotations

import pytest
import torch

from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.tokenizer import Vocabulary
from tests.lm.tiny import tiny_model, tiny_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return tiny_vocabulary()


@pytest.fixture
def model(vocabulary: Vocabulary) -> EncoderDecoder:
    return tiny_model(vocabulary)


def test_a_later_target_token_does_not_change_earlier_logits(model: EncoderDecoder) -> None:
    source = torch.randint(50, 300, (2, 9))
    target = torch.randint(50, 300, (2, 7))
    changed = target.clone()
    changed[:, 5:] = 60
    with torch.inference_mode():
        assert torch.allclose(model(source, target)[:, :5], model(source, changed)[:, :5], atol=1e-6)


def test_padding_of_the_source_does_not_change_the_logits(model: EncoderDecoder) -> None:
    source = torch.randint(50, 300, (1, 9))
    padded = torch.cat([source, torch.zeros(1, 6, dtype=torch.long)], dim=1)
    target = torch.randint(50, 300, (1, 7))
    with torch.inference_mode():
        assert torch.allclose(model(source, target), model(padded, target), atol=1e-5)


def test_cached_steps_equal_the_full_pass(model: EncoderDecoder) -> None:
    source, target = torch.randint(50, 300, (3, 9)), torch.randint(50, 300, (3, 7))
    with torch.inference_mode():
        full = model(source, target)
        memory, mask = model.encode(source)
        caches = model.start_cache(memory, length=7)
        for position in range(7):
            step = model.step(target[:, position], caches, mask, position)
            assert torch.allclose(step, full[:, position], atol=1e-5)
