"""Held-out figures: loss with the true source and with another's, and bits a character."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import torch

from mtnlg_cli.lm.batches import Pair, encode_pairs, grouped, to_batch
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.objectives import loss_sums

_TOKENS = 8000
_OTHER_ROW = 7


def held_out_figures(model: EncoderDecoder, examples: Sequence[Example], vocabulary: Vocabulary) -> dict[str, float]:
    """`loss` (nats a token), `source_gap` (the loss with another example's source less the loss), `bits_per_char`.

    A slot counts as one character. The gap tells whether the model reads its source: near 0 it does not. Nothing is
    measured, and the result empty, when no example fits the model.
    """
    fitting, pairs = _encoded(model, examples, vocabulary)
    if not pairs:
        return {}
    total, count, hidden, num_hidden = _sums(model, pairs, vocabulary)
    others = [
        replace(pair, source=pairs[(at - _OTHER_ROW) % len(pairs)].source, masked=()) for at, pair in enumerate(pairs)
    ]
    characters = sum(len(vocabulary.visible(text)) for _, text in fitting)
    figures = {
        "loss": total / count,
        "source_gap": (_sums(model, others, vocabulary)[0] - total) / count,
        "bits_per_char": total / math.log(2) / characters,
    }
    return {**figures, "masked_loss": hidden / num_hidden} if num_hidden else figures


def _encoded(
    model: EncoderDecoder, examples: Sequence[Example], vocabulary: Vocabulary
) -> tuple[list[Example], list[Pair]]:
    found = [
        (example, encode_pairs([example], vocabulary, model.config, rng=random.Random(at)))
        for at, example in enumerate(examples)
    ]
    return [example for example, pairs in found if pairs], [pair for _, pairs in found for pair in pairs]


@torch.no_grad()
def _sums(model: EncoderDecoder, pairs: Sequence[Pair], vocabulary: Vocabulary) -> tuple[float, int, float, int]:
    """Summed generation loss and its tokens, summed masked loss and its tokens."""
    model.eval()
    device = next(model.parameters()).device
    total, count, hidden, num_hidden = 0.0, 0, 0.0, 0
    for group in grouped(pairs, tokens=_TOKENS, rng=random.Random(0)):
        sums = loss_sums(model, to_batch(group, vocabulary).to(device))
        total, count = total + float(sums.generation), count + sums.num_generated
        hidden, num_hidden = hidden + float(sums.masked), num_hidden + sums.num_masked
    return total, count, hidden, num_hidden
