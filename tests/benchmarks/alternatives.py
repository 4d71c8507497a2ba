"""Two roads not taken by the embedded model, measured beside it: a decoder-only model, and values copied as text.

    python -m tests.benchmarks.alternatives OUT --corpus CORPUS --steps 400

All three train on the same sentences for as many steps, without pretraining, with the tokenizer of OUT (made there if
it is missing). The figure is bits a character of held-out human sentences with their values written out: a slot costs
its own token, the value behind it nothing, since code fills it in.
"""

from __future__ import annotations

import argparse
import math
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from mtnlg_cli.lm.batches import Pair, encode_pairs, grouped
from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
from mtnlg_cli.lm.model import EncoderDecoder, EncoderLayer, ModelConfig
from mtnlg_cli.lm.runtime import keep_freed_memory
from mtnlg_cli.lm.sets import Example, TrainingSet
from mtnlg_cli.lm.task import BOS, BRAND_SLOT, value_slots
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.measure import held_out_figures
from mtnlg_cli.lm.training.recipe import Recipe, Stage, load_recipe
from mtnlg_cli.lm.training.run import RunSettings, load_sets, run_recipe
from mtnlg_cli.lm.training.stream import stream


def written_out(example: Example) -> Example:
    """The example with its values as text on both sides, nothing left as a slot."""
    task, text = example
    copied = [fact for fact in task.facts if fact.copied]
    for slot, fact in zip(value_slots(copied), copied, strict=True):
        text = text.replace(slot, fact.value)
    text = text.replace(BRAND_SLOT, task.brand).replace(task.name_slot, task.name)
    named = next((fact.name for fact in task.facts if fact.named), "")
    text = text.replace("<attribute>", named)
    return replace(task, facts=tuple(replace(fact, copied=False) for fact in task.facts)), text


class WrittenOut:
    """A training set whose examples have their values as text."""

    def __init__(self, inner: TrainingSet) -> None:
        self._inner = inner

    def epoch(self, rng: random.Random) -> list[Example]:
        return [written_out(example) for example in self._inner.epoch(rng)]

    def held_out(self) -> list[Example]:
        return [written_out(example) for example in self._inner.held_out()]


class DecoderOnly(nn.Module):
    """A prefix language model: the source is read in both directions, the target from left to right, in one stack."""

    def __init__(self, config: ModelConfig, *, layers: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.vocabulary_size, config.width)
        self.position = nn.Embedding(config.max_source + config.max_target, config.width)
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(layers))
        self.first_norm, self.last_norm = nn.LayerNorm(config.width), nn.LayerNorm(config.width)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(B, L) ids and (B, 1, L, L) mask -> logits (B, L, V)."""
        x = self.embedding(ids) * self.embedding.embedding_dim**0.5
        x = self.first_norm(x + self.position(torch.arange(ids.size(1))))
        for layer in self.layers:
            x = layer(x, mask)
        return functional.linear(self.last_norm(x), self.embedding.weight)


def prefix_batch(pairs: Sequence[Pair], start: int) -> tuple[Tensor, Tensor, Tensor]:
    """ids (B, L), labels (B, L; 0 outside the target), mask (B, 1, L, L): all see the source, the target its past."""
    rows = [[*pair.source, start, *pair.target[:-1]] for pair in pairs]
    length = max(map(len, rows))
    ids, labels = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.ones(length, length, dtype=torch.bool).tril().repeat(len(rows), 1, 1)
    for row, (pair, tokens) in enumerate(zip(pairs, rows, strict=True)):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        labels[row, len(pair.source) : len(tokens)] = torch.tensor(pair.target)
        mask[row, :, : len(pair.source)] = True
    return ids, labels, mask[:, None]


def prefix_loss(model: DecoderOnly, pairs: Sequence[Pair], start: int, *, smoothing: float = 0.0) -> tuple[Tensor, int]:
    """Summed cross-entropy in nats over the target tokens, and their number."""
    ids, labels, mask = prefix_batch(pairs, start)
    total = functional.cross_entropy(
        model(ids, mask).flatten(0, 1), labels.flatten(), ignore_index=0, label_smoothing=smoothing, reduction="sum"
    )
    return total, int((labels != 0).sum())


def train_decoder_only(
    recipe: Recipe, stage: Stage, sets: dict[str, TrainingSet], vocabulary: Vocabulary, *, layers: int
) -> DecoderOnly:
    """The decoder-only model after the stage's steps: same batches, optimizer and schedule as the embedded model."""
    torch.manual_seed(recipe.seed)
    config = recipe.model_config(vocabulary.size)
    model, start = DecoderOnly(config, layers=layers), vocabulary.special_id[BOS]
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    groups = stream(sets, stage, vocabulary, config, seed=recipe.seed)
    for step in range(1, stage.steps + 1):
        cosine = 0.05 + 0.475 * (1 + math.cos(math.pi * step / stage.steps))
        for parameters in optimizer.param_groups:
            parameters["lr"] = stage.learning_rate * min(step / stage.warmup_steps, 1.0) * cosine
        total, count = prefix_loss(model, next(groups)[1], start, smoothing=stage.label_smoothing)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([total / count])
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model.eval()


@torch.no_grad()
def decoder_only_nats(model: DecoderOnly, examples: Sequence[Example], vocabulary: Vocabulary, config: Any) -> float:
    """Nats of all examples together."""
    pairs = encode_pairs(examples, vocabulary, config, rng=random.Random(0))
    groups = grouped(pairs, tokens=4000, rng=random.Random(0))
    return sum(float(prefix_loss(model, group, vocabulary.special_id[BOS])[0]) for group in groups)


def train_embedded(recipe: Recipe, sets: dict[str, TrainingSet], out: Path, tokenizer: Path) -> EncoderDecoder:
    """The embedded architecture, trained in its own folder."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(tokenizer, out / TOKENIZER)
    run_recipe(recipe, sets, RunSettings(out=out, report_seconds=1e9))
    model = EncoderDecoder(recipe.model_config(Vocabulary.load(tokenizer).size))
    model.load_state_dict(load_file(out / WEIGHTS))
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--layers", type=int, default=7, help="of the decoder-only model: 7 make it as large")
    arguments = parser.parse_args()
    keep_freed_memory()
    torch.set_num_threads(1)
    whole = load_recipe("embedded")
    sets_of_copy = {"copy": 1.0, "compositions": 1.0}
    finetune = next(stage for stage in whole.stages if stage.name == "finetune")
    stage = replace(finetune, sets=sets_of_copy, steps=arguments.steps, minutes=0.0)
    recipe = replace(whole, stages=(stage,), tokenizer_sets=tuple(stage.sets))
    sets = load_sets(recipe, dict.fromkeys(stage.sets, arguments.corpus))
    vocabulary = Vocabulary.load(arguments.out / TOKENIZER)
    config = recipe.model_config(vocabulary.size)
    slotted = sets["copy"].held_out()
    plain = [written_out(example) for example in slotted]
    bits = sum(len(text) for _, text in plain) * math.log(2)
    model = train_embedded(recipe, sets, arguments.out / "slots", arguments.out / TOKENIZER)
    print(f"encoder-decoder, slots        {_nats(model, slotted, vocabulary) / bits:.3f} bits a character", flush=True)
    written = {name: WrittenOut(part) for name, part in sets.items()}
    model = train_embedded(recipe, written, arguments.out / "written-out", arguments.out / TOKENIZER)
    print(f"encoder-decoder, values copied {_nats(model, plain, vocabulary) / bits:.3f} bits a character", flush=True)
    alone = train_decoder_only(recipe, stage, sets, vocabulary, layers=arguments.layers)
    nats = decoder_only_nats(alone, slotted, vocabulary, config)
    print(f"decoder only, slots           {nats / bits:.3f} bits a character", flush=True)


def _nats(model: EncoderDecoder, examples: Sequence[Example], vocabulary: Vocabulary) -> float:
    figures = held_out_figures(model, examples, vocabulary)
    characters = sum(len(vocabulary.visible(text)) for _, text in examples)
    return figures["bits_per_char"] * characters * math.log(2)


if __name__ == "__main__":
    main()
