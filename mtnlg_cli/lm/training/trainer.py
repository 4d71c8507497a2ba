"""One stage of training: steps, learning rate, average of the weights."""

from __future__ import annotations

import contextlib
import copy
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from mtnlg_cli.lm.batches import Pair, to_batch
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.objectives import LossSums, joint_loss, loss_sums
from mtnlg_cli.lm.training.processes import ALONE, Processes
from mtnlg_cli.lm.training.recipe import Stage

AVERAGE_EVERY = 10


@dataclass(slots=True)
class Window:
    """What happened since the last report; losses are sums in nats, tokens are not padded."""

    generation: float = 0.0
    generated: float = 0.0
    masked: float = 0.0
    hidden: float = 0.0
    source_tokens: int = 0
    examples: int = 0
    started: float = field(default_factory=time.monotonic)

    def figures(self) -> dict[str, float]:
        """Mean losses (nats a token) of what was learned, and speed."""
        seconds = max(time.monotonic() - self.started, 1e-9)
        losses = {"train_loss": self.generation / self.generated} if self.generated else {}
        if self.hidden:
            losses["masked_loss"] = self.masked / self.hidden
        tokens = self.source_tokens + self.generated
        return {**losses, "examples": self.examples, "tokens_per_s": tokens / seconds, "seconds": seconds}


class Trainer:
    """A stage's optimizer over a model. `spent` counts the seconds of earlier processes of a resumed stage."""

    def __init__(
        self,
        model: EncoderDecoder,
        vocabulary: Vocabulary,
        stage: Stage,
        *,
        device: torch.device,
        processes: Processes = ALONE,
    ) -> None:
        self.model, self.vocabulary, self.stage = model.to(device), vocabulary, stage
        self.device, self.processes = device, processes
        self.average = {name: value.clone() for name, value in model.state_dict().items()}
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.step, self.spent, self.window = 0, 0.0, Window()
        self._resumed_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """Training time of this stage so far, over all processes that worked on it one after the other."""
        return self.spent + time.monotonic() - self._resumed_at

    @property
    def share_here(self) -> float:
        """Share of the stage that is done, by this process's own clock if time bounds it."""
        stage = self.stage
        return min(self.step / stage.steps if stage.steps else self.seconds / (stage.minutes * 60), 1.0)

    def share_done(self) -> float:
        """Share of the stage that is done: of its steps if it counts them, else of its time (the mean of all ranks)."""
        if self.stage.steps:
            return self.share_here
        return self.processes.sum_numbers(self.share_here, device=self.device)[0] / self.processes.count

    def rate(self, done: float) -> float:
        """Linear warm-up, then cosine to a twentieth of the peak at the end of the stage."""
        cosine = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done))
        return self.stage.learning_rate * min(self.step / max(self.stage.warmup_steps, 1), 1.0) * cosine

    def train_step(self, group: Sequence[Pair], *, done: float) -> float:
        """One update on a group of pairs, shared out over the processes, when `done` (0 to 1) of the stage is done.

        Returns the joint loss; of several processes each returns its part of the sum.
        """
        self.step += 1
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = self.rate(done)
        self.model.train()
        loss = self._backward(group[self.processes.rank :: self.processes.count])
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        if self.step % AVERAGE_EVERY == 0:
            self._update_average()
        return loss

    def _backward(self, pairs: Sequence[Pair]) -> float:
        """Gradients of the joint loss of the whole group, from this process's pairs and all others'."""
        stage = self.stage
        self.optimizer.zero_grad(set_to_none=True)
        sums = self._sums(pairs)
        counts = self.processes.sum_numbers(sums.num_generated, sums.num_masked, device=self.device)
        weights = (stage.generation_weight, stage.masked_weight)
        loss = joint_loss(sums, weights=weights, counts=(counts[0], counts[1]))
        if pairs:
            torch.autograd.backward([loss])
        self.processes.sum_gradients(self.model.parameters())
        self._record(float(sums.generation.detach()), float(sums.masked.detach()), counts, pairs)
        return float(loss.detach())

    def _sums(self, pairs: Sequence[Pair]) -> LossSums:
        """Losses of this process's share of a group, which may be empty: a group can be smaller than the processes."""
        if not pairs:
            nothing = torch.zeros((), device=self.device)
            return LossSums(nothing, 0, nothing, 0)
        batch = to_batch(pairs, self.vocabulary).to(self.device)
        with self._precision():
            return loss_sums(
                self.model, batch, smoothing=self.stage.label_smoothing, masked=self.stage.masked_weight > 0
            )

    def _record(self, generation: float, masked: float, counts: list[float], pairs: Sequence[Pair]) -> None:
        window, processes = self.window, self.processes
        source_tokens = sum(len(pair.source) for pair in pairs)
        sums = processes.sum_numbers(generation, masked, source_tokens, len(pairs), device=self.device)
        window.generation += sums[0]
        window.masked += sums[1]
        window.generated += counts[0]
        window.hidden += counts[1]
        window.source_tokens += int(sums[2])
        window.examples += int(sums[3])

    def _precision(self) -> contextlib.AbstractContextManager[object]:
        """bfloat16 on a GPU, single precision elsewhere: without AMX a CPU multiplies bfloat16 at half the speed."""
        if self.device.type == "cuda":
            return torch.autocast("cuda", dtype=torch.bfloat16)
        return contextlib.nullcontext()

    @torch.no_grad()
    def _update_average(self) -> None:
        """Exponential moving average of the weights, over about the last 1,000 steps."""
        decay = min(0.99, self.step / (self.step + 100))
        for name, value in self.model.state_dict().items():
            self.average[name].lerp_(value, 1 - decay)

    def averaged(self) -> EncoderDecoder:
        """A copy of the model with the averaged weights, for measuring."""
        model = copy.deepcopy(self.model)
        model.load_state_dict(self.average)
        return model.eval()

    def state_tensors(self) -> dict[str, Tensor]:
        """All tensors a resumed stage needs, by name."""
        tensors = {f"average.{name}": value for name, value in self.average.items()}
        for name, parameter in self.model.named_parameters():
            tensors[f"model.{name}"] = parameter.detach()
            for kind, value in self.optimizer.state.get(parameter, {}).items():
                tensors[f"{kind}.{name}"] = value
        if self.device.type == "cuda":
            tensors["random.cuda"] = torch.cuda.get_rng_state(self.device)
        return {**tensors, "random": torch.get_rng_state()}

    def restore(self, tensors: dict[str, Tensor], *, step: int, seconds: float) -> None:
        """Continues where `state_tensors` was taken."""
        self.model.load_state_dict({name: tensors[f"model.{name}"] for name in self.average})
        self.average = {name: tensors[f"average.{name}"].to(self.device) for name in self.average}
        for name, parameter in self.model.named_parameters():
            kinds = ("exp_avg", "exp_avg_sq", "step")
            self.optimizer.state[parameter] = {kind: tensors[f"{kind}.{name}"].to(parameter.device) for kind in kinds}
        torch.set_rng_state(tensors["random"])
        if self.device.type == "cuda" and "random.cuda" in tensors:
            torch.cuda.set_rng_state(tensors["random.cuda"], self.device)
        self.step, self.spent, self._resumed_at = step, seconds, time.monotonic()
