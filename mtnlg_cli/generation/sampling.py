"""How tokens are drawn: the settings, and the draw itself (top-k, then top-p inside the k, inverse CDF)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtnlg_cli.errors import MktError

if TYPE_CHECKING:
    from torch import Tensor

MAX_CANDIDATES = 64
MAX_NEW_TOKENS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingConfig:
    """How candidates are sampled. Raises MktError naming the flag when a value is out of range."""

    candidates: int = 4
    """Candidates a row and channel, 1 to 64."""
    temperature: float = 0.6
    """Divides the logits, no unit, 0 to 5; 0 takes the most likely token (greedy)."""
    top_k: int = 40
    """Number of most likely tokens to draw among, at least 1."""
    top_p: float = 0.9
    """Probability mass, in (0, 1], of the most likely tokens to draw among, measured inside the top k."""
    seed: int = 0
    """Run seed, 0 to 2**64 - 1; every draw is hashed from it, the row and the candidate."""
    max_new_tokens: int = 320
    """Longest answer, in tokens of the model, 1 to 8192."""

    def __post_init__(self) -> None:
        _hold(1 <= self.candidates <= MAX_CANDIDATES, "--candidates", f"from 1 to {MAX_CANDIDATES}", self.candidates)
        _hold(0.0 <= self.temperature <= 5.0, "--temperature", "from 0 to 5", self.temperature)
        _hold(self.top_k >= 1, "--top-k", "at least 1", self.top_k)
        _hold(0.0 < self.top_p <= 1.0, "--top-p", "in (0, 1]", self.top_p)
        _hold(0 <= self.seed < 2**64, "--seed", "from 0 to 2**64 - 1", self.seed)
        in_range = 1 <= self.max_new_tokens <= MAX_NEW_TOKENS
        _hold(in_range, "--max-new-tokens", f"from 1 to {MAX_NEW_TOKENS}", self.max_new_tokens)

    @property
    def num_distinct(self) -> int:
        """How many candidates can differ: at temperature 0 all are the same text, so one is decoded."""
        return self.candidates if self.temperature > 0 else 1


def _hold(condition: bool, flag: str, rule: str, value: float) -> None:
    if not condition or math.isnan(value):
        raise MktError(f"{flag} must be {rule}, got {value}")


def sample_tokens(logits: Tensor, *, uniforms: Tensor, sampling: SamplingConfig) -> tuple[Tensor, Tensor]:
    """One token a row, and its log-probability.

    Args:
        logits: (rows, vocabulary), any float type; a token that must not be drawn holds -inf.
        uniforms: (rows,) float64 in [0, 1), one draw a row; unused when the temperature is 0.
        sampling: temperature, top_k and top_p.

    Returns:
        tokens (rows,) int64 and log-probabilities (rows,) float32 in nats, under the model's own distribution
        (temperature 1, nothing cut off), so that they compare across settings; NaN where the logits are not finite.
    """
    logits = logits.float()
    k = 1 if sampling.temperature == 0 else min(sampling.top_k, logits.shape[-1])
    top, index = logits.topk(k, dim=-1)
    choice = _draw_rank(top, uniforms=uniforms, sampling=sampling) if k > 1 else index.new_zeros(len(index), 1)
    log_total = logits.logsumexp(dim=-1)
    return index.gather(1, choice).squeeze(1), top.gather(1, choice).squeeze(1) - log_total


def _draw_rank(top: Tensor, *, uniforms: Tensor, sampling: SamplingConfig) -> Tensor:
    """(rows, 1) rank of the drawn token; float64, because a float32 sum of 50 terms moves the borders by 1e-6."""
    mass = (top.double() / sampling.temperature).softmax(dim=-1)
    below = mass.cumsum(dim=-1) - mass
    mass = mass.masked_fill(below >= sampling.top_p, 0.0)
    edges = mass.cumsum(dim=-1)
    last_kept = (mass > 0).sum(dim=-1, keepdim=True) - 1
    rank = (edges <= uniforms.unsqueeze(1) * edges[:, -1:]).sum(dim=-1, keepdim=True)
    return rank.minimum(last_kept).clamp(min=0)
