"""The loop: steps, held-out loss, the best weights kept, a checkpoint now and then; any end can be gone on from."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.tuning.batches import Example, epoch_batches, num_batches
from mtnlg_cli.lm.tuning.checkpoint import (
    Standing,
    load_checkpoint,
    put_weights,
    read_tensors,
    save_checkpoint,
    trained,
    weights_of,
    write_tensors,
)
from mtnlg_cli.lm.tuning.losses import LossFigures, TuningModel, measure_loss
from mtnlg_cli.lm.tuning.settings import CHECKPOINT, METRICS, TuningSettings, rate_at

_BEST = "best.safetensors"
_PATIENCE = 3
"""Evaluations in a row without a new best before training stops."""
_EVALUATE_EVERY = 200
"""Steps; an epoch that is shorter is evaluated at its end."""
_SEED_STRIDE = 1_000_003
_FINITE = "a lower --learning-rate, or --dtype float32; both with another -o"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingProgress:
    """Where training stands. `share` of it is done, 0 to 1; losses are nats a token, None before the first."""

    step: int
    share: float
    loss: float | None
    held_out_loss: float | None
    tokens_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingHooks:
    """What the loop calls out to: `hold` wraps what must not be interrupted half-way, `report` is told each step."""

    hold: Callable[[], AbstractContextManager[None]]
    report: Callable[[TrainingProgress], None]


class Trainer:
    """One run in one folder. Everything a step does follows from settings, examples and the number of the step.

    `standing` is where it stands; `stopped_early` whether the held-out loss ended it before its time.
    """

    def __init__(
        self,
        tuned: TuningModel,
        *,
        training: Sequence[Example],
        held_out: Sequence[Example],
        settings: TuningSettings,
        folder: Path,
        save_every: float,
        hooks: TrainingHooks,
    ) -> None:
        self._tuned, self._settings, self._folder, self._hooks = tuned, settings, folder, hooks
        self._training, self._held_out = training, held_out
        self._lengths = [example.length for example in training]
        self._steps_per_epoch = num_batches(len(training), size=settings.batch_size)
        self._save_every = save_every
        self._optimizer = torch.optim.AdamW(trained(tuned.model).values(), lr=0.0, weight_decay=0.01)
        self._batches: tuple[int, list[list[int]]] = (-1, [])
        self._loss: float | None = None
        self._held_out_loss: float | None = None
        self._num_tokens = 0
        self.stopped_early = False
        self.standing = self._resumed()
        self._started = self._saved = time.monotonic()
        self._seconds_before = self.standing.seconds

    @property
    def base_loss(self) -> LossFigures:
        """Held-out loss before the first step."""
        return LossFigures(
            nats=self.standing.base_nats,
            tokens=sum(example.num_learned for example in self._held_out),
            chars=sum(example.num_chars for example in self._held_out),
        )

    @property
    def num_trained(self) -> int:
        """Numbers that are being trained."""
        return sum(parameter.numel() for parameter in trained(self._tuned.model).values())

    @property
    def share(self) -> float:
        """How much of the training is done, 0 to 1."""
        if self._settings.minutes is not None:
            return min(self._seconds() / (60 * self._settings.minutes), 1.0)
        return self.standing.step / self._num_steps

    def run(self) -> Standing:
        """Trains to the end and leaves the best weights in the model.

        Raises MktError when the loss is no longer finite. Whatever else ends it, a signal among them, leaves a
        checkpoint of the last whole step.
        """
        self._hooks.report(self._progress())
        try:
            while True:
                is_over = self.share >= 1
                if self._is_evaluation_due(is_over=is_over):
                    self._evaluate()
                self.stopped_early = self.standing.num_worse >= _PATIENCE and not is_over
                if is_over or self.stopped_early:
                    break
                with self._hooks.hold():
                    self._step()
                if time.monotonic() - self._saved >= self._save_every:
                    with self._hooks.hold():
                        self._save()
                self._hooks.report(self._progress())
        except KeyboardInterrupt:
            self._save()
            raise
        with self._hooks.hold():
            self._save()
        put_weights(self._tuned.model, read_tensors(self._folder / _BEST)[0])
        return self.standing

    @property
    def _num_steps(self) -> int:
        return self._steps_per_epoch * (self._settings.num_epochs or 0)

    def _resumed(self) -> Standing:
        path = self._folder / CHECKPOINT
        standing = load_checkpoint(path, model=self._tuned.model, optimizer=self._optimizer) or Standing()
        with (self._folder / METRICS).open("ab") as stream:
            stream.truncate(standing.metrics_bytes)
        return standing

    def _seconds(self) -> float:
        return self._seconds_before + time.monotonic() - self._started

    def _is_evaluation_due(self, *, is_over: bool) -> bool:
        interval = min(self._steps_per_epoch, _EVALUATE_EVERY)
        at_mark = self.standing.step % interval == 0 or is_over
        return at_mark and self.standing.evaluated != self.standing.step

    def _evaluate(self) -> None:
        figures = measure_loss(self._tuned, self._held_out, batch_size=self._settings.batch_size)
        if not math.isfinite(figures.nats):
            raise MktError("the held-out loss is not a finite number", fix=_FINITE)
        self._held_out_loss = figures.per_token
        with self._hooks.hold():
            standing = self.standing
            is_first = standing.best_step < 0
            is_best = is_first or figures.per_token < standing.best_loss
            if is_best:
                write_tensors(self._folder / _BEST, weights_of(self._tuned.model), metadata={})
            self.standing = replace(
                standing,
                evaluated=standing.step,
                best_loss=figures.per_token if is_best else standing.best_loss,
                best_step=standing.step if is_best else standing.best_step,
                num_worse=0 if is_best else standing.num_worse + 1,
                base_nats=figures.nats if is_first else standing.base_nats,
            )
            self._log(held_out_loss=figures.per_token, held_out_bits_per_character=figures.bits_per_character)
            self._save()

    def _step(self) -> None:
        """One update. The random numbers of a step are its own, so a resumed run draws what an unbroken one draws."""
        step, settings, model = self.standing.step, self._settings, self._tuned.model
        examples = self._batch_of(step)
        torch.manual_seed((settings.seed * _SEED_STRIDE + step + 1) % 2**63)
        rate = rate_at(self._share_after(step), peak=settings.peak_rate)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        model.train()
        num_learned = sum(example.num_learned for example in examples)
        loss = self._tuned.loss_sum(examples) / num_learned
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([loss])
        norm = torch.nn.utils.clip_grad_norm_(trained(model).values(), 1.0)
        self._loss = value = float(loss.detach())
        if not bool(torch.isfinite(norm)):
            raise MktError(f"the loss is no longer a finite number at step {step + 1}", fix=_FINITE)
        self._optimizer.step()
        self.standing = replace(self.standing, step=step + 1)
        self._num_tokens += sum(example.length for example in examples)
        self._log(loss=value, learning_rate=rate, seconds=self._seconds())

    def _share_after(self, step: int) -> float:
        """The share that decides the rate of a step: by the clock, or so that the last step has the last rate."""
        return self.share if self._settings.minutes is not None else (step + 1) / self._num_steps

    def _batch_of(self, step: int) -> list[Example]:
        epoch, number = divmod(step, self._steps_per_epoch)
        if self._batches[0] != epoch:
            settings = self._settings
            batches = epoch_batches(self._lengths, size=settings.batch_size, seed=settings.seed, epoch=epoch)
            self._batches = epoch, batches
        return [self._training[index] for index in self._batches[1][number]]

    def _log(self, **figures: float) -> None:
        line = {"step": self.standing.step, **{name: float(f"{value:.6g}") for name, value in figures.items()}}
        with (self._folder / METRICS).open("ab") as stream:
            stream.write(json.dumps(line).encode("ascii") + b"\n")
            self.standing = replace(self.standing, metrics_bytes=stream.tell())

    def _save(self) -> None:
        self.standing = replace(self.standing, seconds=self._seconds())
        path = self._folder / CHECKPOINT
        save_checkpoint(path, model=self._tuned.model, optimizer=self._optimizer, standing=self.standing)
        self._saved = time.monotonic()

    def _progress(self) -> TrainingProgress:
        seconds = max(time.monotonic() - self._started, 1e-9)
        return TrainingProgress(
            step=self.standing.step,
            share=self.share,
            loss=self._loss,
            held_out_loss=self._held_out_loss,
            tokens_per_second=self._num_tokens / seconds,
        )
