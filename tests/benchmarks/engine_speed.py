"""Tokens per second of our decode loop against transformers' generate, on the same random weights.

Run: python tests/benchmarks/engine_speed.py --shape seq2seq --threads 1

Every candidate is made exactly `--new-tokens` long (no end token), so both sides do the same work; they take turns
and the best of `--rounds` counts. "fixed" keeps the batch's shape, "shrink" lets done sequences leave; with forced
lengths none leaves, so the two should be equal.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM, T5Config, T5ForConditionalGeneration

from mtnlg_cli.generation.buckets import bucket_length
from mtnlg_cli.generation.decoding import Row, decode_batch
from mtnlg_cli.generation.draws import uniforms
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.generation.steppers import CausalStepper, Seq2SeqStepper

VOCABULARY = 16_000
PAD, START = 0, 1


def make_model(shape: str) -> Any:
    """44 to 46 million parameters: 12 causal layers, or 8 encoder and 3 decoder layers, 512 wide."""
    torch.manual_seed(0)
    common = {"vocab_size": VOCABULARY, "pad_token_id": PAD, "eos_token_id": None, "bos_token_id": START}
    if shape == "seq2seq":
        config = T5Config(
            **common, d_model=512, d_ff=2048, num_layers=8, num_decoder_layers=3, decoder_start_token_id=0
        )
        return T5ForConditionalGeneration(config).eval()
    sizes = {"hidden_size": 512, "intermediate_size": 1408, "num_hidden_layers": 12, "num_attention_heads": 8}
    return LlamaForCausalLM(LlamaConfig(**common, **sizes, num_key_value_heads=4)).eval()


def make_prompts(rows: int) -> list[list[int]]:
    """Prompts of 90 to 150 tokens."""
    generator = torch.Generator().manual_seed(1)
    lengths = torch.randint(90, 151, (rows,), generator=generator).tolist()
    return [torch.randint(5, VOCABULARY, (length,), generator=generator).tolist() for length in lengths]


def run_ours(model: Any, prompts: list[list[int]], *, sampling: SamplingConfig, fixed: bool) -> int:
    stepper = (
        Seq2SeqStepper(model, pad_id=PAD, start_id=PAD)
        if model.config.is_encoder_decoder
        else CausalStepper(model, pad_id=PAD)
    )
    length = bucket_length(max(map(len, prompts)))
    rows = [
        Row(
            ids=tuple(prompt),
            length=length,
            draws=tuple(
                tuple(uniforms(0, str(index), candidate, 0, sampling.max_new_tokens))
                for candidate in range(sampling.candidates)
            ),
        )
        for index, prompt in enumerate(prompts)
    ]
    counts: list[int] = []
    decode_batch(
        stepper,
        rows,
        width=len(rows),
        sampling=sampling,
        end_ids=(),
        fixed_shape=fixed,
        on_row=lambda _, answers: counts.append(sum(answer.num_tokens for answer in answers)),
    )
    return sum(counts)


def run_generate(model: Any, prompts: list[list[int]], *, sampling: SamplingConfig) -> int:
    length = max(map(len, prompts))
    left = not model.config.is_encoder_decoder
    fill = [[PAD] * (length - len(prompt)) for prompt in prompts]
    pairs = list(zip(prompts, fill, strict=True))
    ids = torch.tensor([pad + prompt if left else prompt + pad for prompt, pad in pairs])
    output = model.generate(
        ids,
        attention_mask=(ids != PAD).long(),
        do_sample=True,
        temperature=sampling.temperature,
        top_k=sampling.top_k,
        top_p=sampling.top_p,
        max_new_tokens=sampling.max_new_tokens,
        min_new_tokens=sampling.max_new_tokens,
        num_return_sequences=sampling.candidates,
    )
    return output.shape[0] * sampling.max_new_tokens


def best_rates(jobs: dict[str, Callable[[], int]], *, rounds: int) -> dict[str, float]:
    rates = dict.fromkeys(jobs, 0.0)
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            tokens = job()
            rates[name] = max(rates[name], tokens / (time.perf_counter() - start))
    return rates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=("causal", "seq2seq"), default="causal")
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--candidates", type=int, default=4)
    parser.add_argument("--new-tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, prompts = make_model(options.shape), make_prompts(options.rows)
    sampling = SamplingConfig(candidates=options.candidates, temperature=0.8, max_new_tokens=options.new_tokens)
    rates = best_rates(
        {
            "generate": lambda: run_generate(model, prompts, sampling=sampling),
            "ours, fixed": lambda: run_ours(model, prompts, sampling=sampling, fixed=True),
            "ours, shrink": lambda: run_ours(model, prompts, sampling=sampling, fixed=False),
        },
        rounds=options.rounds,
    )
    for name, rate in rates.items():
        sys.stdout.write(f"{options.shape} {name:<13} {rate:7.0f} tokens/s  {rate / rates['generate']:.2f} x\n")


if __name__ == "__main__":
    main()
