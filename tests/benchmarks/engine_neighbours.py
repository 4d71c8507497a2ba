"""Whether a row's candidates change with the rows beside them, to the last bit, with fixed batch shapes and without.

Run: python tests/benchmarks/engine_neighbours.py --shape seq2seq --threads 1

Prints, for each setting, the rows whose text and whose log-probability bits differ from the plain run. With "fixed" all
must be 0; "shrink" shows that the comparison would notice.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from typing import Any

import torch
from engine_speed import PAD, make_model, make_prompts

from mtnlg_cli.generation.decoding import Decoded, Row, decode_batch
from mtnlg_cli.generation.draws import uniforms
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.generation.steppers import CausalStepper, Seq2SeqStepper

SAMPLING = SamplingConfig(candidates=2, temperature=0.8, max_new_tokens=10)
WIDTH, LENGTH = 4, 192
END_IDS = frozenset(range(0, 16_000, 40))
"""One token in forty ends an answer, so that rows finish at different steps."""


def make_rows(count: int) -> list[Row]:
    n = SAMPLING.max_new_tokens
    draws = [tuple(tuple(uniforms(0, str(row), c, 0, n)) for c in range(SAMPLING.candidates)) for row in range(count)]
    return [Row(ids=tuple(ids), length=LENGTH, draws=own) for ids, own in zip(make_prompts(count), draws, strict=True)]


def decode(model: Any, rows: Sequence[Row], order: Sequence[int], *, size: int, fixed: bool) -> dict[int, Any]:
    """{row: [(tokens, log-probability)]}, the rows taken in `order`, `size` at a time."""
    results: dict[int, Any] = {}
    for start in range(0, len(order), size):
        part = order[start : start + size]
        done: dict[int, list[Decoded]] = {}
        stepper = (
            Seq2SeqStepper(model, pad_id=PAD, start_id=PAD)
            if model.config.is_encoder_decoder
            else CausalStepper(model, pad_id=PAD)
        )
        decode_batch(
            stepper,
            [rows[index] for index in part],
            width=WIDTH,
            sampling=SAMPLING,
            end_ids=END_IDS,
            fixed_shape=fixed,
            on_row=done.__setitem__,
        )
        results |= {row: [(one.tokens, one.logprob_sum) for one in done[at]] for at, row in enumerate(part)}
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=("causal", "seq2seq"), default="causal")
    parser.add_argument("--rows", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, rows = make_model(options.shape), make_rows(options.rows)
    plain = list(range(len(rows)))
    shuffled = random.Random(1).sample(plain, len(plain))
    for fixed in (True, False):
        base = decode(model, rows, plain, size=WIDTH, fixed=fixed)
        for name, order, size in (("shuffled", shuffled, WIDTH), ("by three", plain, 3), ("alone", plain[:3], 1)):
            other = decode(model, rows, order, size=size, fixed=fixed)
            texts = sum([tokens for tokens, _ in other[i]] != [tokens for tokens, _ in base[i]] for i in order)
            bits = sum(other[i] != base[i] for i in order)
            mode = "fixed" if fixed else "shrink"
            sys.stdout.write(f"{options.shape} {mode:<6} {name:<8} text {texts}, bits {bits} of {len(order)}\n")


if __name__ == "__main__":
    main()
