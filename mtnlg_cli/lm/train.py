"""Trains the embedded model from the copy corpus: python -m mtnlg_cli.lm.train CORPUS OUT --minutes 60."""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from mtnlg_cli.lm.card import write_card
from mtnlg_cli.lm.dataset import Pair, SentenceData, batches, encode_pairs, tensors
from mtnlg_cli.lm.files import LEXICON, TOKENIZER, WEIGHTS
from mtnlg_cli.lm.lexicon import build_lexicon, save_lexicon
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.runtime import keep_freed_memory
from mtnlg_cli.lm.tokenizer import Vocabulary, train_tokenizer

AVERAGE_EVERY = 10


class Trainer:
    """One time-boxed run; the learning rate follows the share of the time that has passed."""

    def __init__(self, model: EncoderDecoder, vocabulary: Vocabulary, *, minutes: float, peak_rate: float) -> None:
        self.model, self.vocabulary = model, vocabulary
        self.seconds, self.peak_rate = minutes * 60, peak_rate
        self.average = {name: value.clone() for name, value in model.state_dict().items()}
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.started, self.step = time.monotonic(), 0

    def rate(self) -> float:
        """Linear warm-up over 300 steps, then cosine to a twentieth of the peak at the end of the time."""
        done = min((time.monotonic() - self.started) / self.seconds, 1.0)
        cosine = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done))
        return self.peak_rate * min(self.step / 300, 1.0) * cosine

    def train_step(self, batch: list[Pair]) -> float:
        """One update; returns the loss in nats a token."""
        self.step += 1
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        self.model.train()
        loss = batch_loss(self.model, tensors(batch, self.vocabulary), smoothing=0.05)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([loss])
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        if self.step % AVERAGE_EVERY == 0:
            self._update_average()
        return float(loss.detach())

    @torch.no_grad()
    def _update_average(self) -> None:
        """Exponential moving average of the weights, over about the last 1,000 steps."""
        decay = min(0.99, self.step / (self.step + 100))
        for name, value in self.model.state_dict().items():
            self.average[name].lerp_(value, 1 - decay)

    @property
    def out_of_time(self) -> bool:
        return time.monotonic() - self.started > self.seconds


def batch_loss(model: EncoderDecoder, batch: tuple[Tensor, Tensor, Tensor], *, smoothing: float = 0.0) -> Tensor:
    """Mean cross-entropy in nats over the target tokens of a batch."""
    source, decoder_input, labels = batch
    logits = model(source, decoder_input)
    return functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=0, label_smoothing=smoothing)


@torch.no_grad()
def evaluate(model: EncoderDecoder, pairs: list[Pair], vocabulary: Vocabulary) -> dict[str, float]:
    """Held-out loss with the true source and with another row's: their difference is the source gap (nats a token)."""
    model.eval()
    wrong = [(pairs[index - 7][0], pair[1]) for index, pair in enumerate(pairs)]
    result = {}
    for name, chosen in (("loss", pairs), ("wrong_row_loss", wrong)):
        total = count = 0.0
        for batch in batches(chosen, tokens=8000, rng=random.Random(0)):
            size = sum(len(pair[1]) for pair in batch)
            total += float(batch_loss(model, tensors(batch, vocabulary))) * size
            count += size
        result[name] = total / count
    return {**result, "source_gap": result["wrong_row_loss"] - result["loss"]}


def save(model: EncoderDecoder, state: dict[str, Tensor], out: Path) -> None:
    """Writes the weights in half precision, with the model's size in the file's metadata."""
    metadata = {"config": json.dumps(model.config.as_dict()), "format": "pt"}
    temporary = out / f"{WEIGHTS}.part"
    save_file({name: value.to(torch.float16).contiguous() for name, value in state.items()}, temporary, metadata)
    temporary.replace(out / WEIGHTS)


def build_vocabulary(data: SentenceData, folder: Path, out: Path, *, size: int) -> Vocabulary:
    """Loads the tokenizer of `out`; makes it, from the first epoch and the raw corpus, and the lexicon if need be."""
    path = out / TOKENIZER
    if not path.exists():
        texts = [piece for task, text in data.epoch(random.Random(0)) for piece in (text, *_pieces(task.segments()))]
        raw = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").split("\n")]
        plain = [value for line in raw if line for value in _strings(json.loads(line))]
        train_tokenizer([*texts, *plain], vocabulary_size=size).save(str(path))
    if not (out / LEXICON).exists():
        rng = random.Random(0)
        seen = [example for _ in range(3) for example in data.epoch(rng)]
        lexicon = build_lexicon(folder, (text for _, text in seen), frames=data.frames(rng))
        save_lexicon(lexicon, out / LEXICON)
    return Vocabulary.load(path)


def _pieces(segments: list[tuple[str, bool]]) -> list[str]:
    return [text for text, special in segments if not special]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for child in children for text in _strings(child)]


def train(corpus: Path, out: Path, *, minutes: float, config: ModelConfig, seed: int, batch_tokens: int) -> None:
    """Trains for `minutes`, saving every few of them; goes on from the weights in `out` if there are any."""
    keep_freed_memory()
    torch.manual_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    data = SentenceData(corpus)
    vocabulary = build_vocabulary(data, corpus, out, size=config.vocabulary_size)
    config = replace(config, vocabulary_size=vocabulary.size)
    model = EncoderDecoder(config)
    if (out / WEIGHTS).exists():
        model.load_state_dict({name: value.float() for name, value in load_file(out / WEIGHTS).items()})
    trainer = Trainer(model, vocabulary, minutes=minutes, peak_rate=1.2e-3)
    held_out = encode_pairs(data.held_out(), vocabulary, config)
    rng = random.Random(seed)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    products = {"train": len(data.train_records), "held_out": len(data.held_out_records)}
    _log(out, parameters=parameters, held_out=len(held_out), seed=seed)
    next_report, window = time.monotonic() + 60, []
    while not trainer.out_of_time:
        pairs = encode_pairs(data.epoch(rng), vocabulary, config)
        for batch in batches(pairs, tokens=batch_tokens, rng=rng):
            window.append((trainer.train_step(batch), len(batch)))
            if trainer.out_of_time or time.monotonic() > next_report:
                _report(trainer, window, held_out, out)
                next_report, window = time.monotonic() + 300, []
                write_card(out, config=config, parameters=parameters, products=products)
            if trainer.out_of_time:
                return


def _report(trainer: Trainer, window: list[tuple[float, int]], held_out: list[Pair], out: Path) -> None:
    model = trainer.model
    live = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(trainer.average)
    figures = evaluate(model, held_out[:600], trainer.vocabulary)
    save(model, trainer.average, out)
    model.load_state_dict(live)
    elapsed = time.monotonic() - trainer.started
    train_loss = sum(loss for loss, _ in window) / len(window)
    _log(
        out,
        step=trainer.step,
        minutes=elapsed / 60,
        train_loss=train_loss,
        examples=sum(n for _, n in window),
        **figures,
    )


def _log(out: Path, **figures: float) -> None:
    with (out / "training.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({key: round(value, 4) for key, value in figures.items()}) + "\n")


def main() -> None:
    """Command line of the training run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batch-tokens", type=int, default=2200)
    parser.add_argument("--vocabulary", type=int, default=10_000)
    parser.add_argument("--width", type=int, default=192)
    arguments = parser.parse_args()
    config = ModelConfig(vocabulary_size=arguments.vocabulary, width=arguments.width, feed_forward=4 * arguments.width)
    train(
        arguments.corpus,
        arguments.out,
        minutes=arguments.minutes,
        config=config,
        seed=arguments.seed,
        batch_tokens=arguments.batch_tokens,
    )


if __name__ == "__main__":
    main()
