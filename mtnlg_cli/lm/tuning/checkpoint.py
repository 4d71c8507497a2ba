"""A training run on disk: weights, optimizer moments and where the run stands, in one file, whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from mtnlg_cli.errors import EnvironmentStop

_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run stands: what the next step follows from, besides weights and moments.

    `seconds` of training so far; `evaluated` is the step of the last held-out loss; `best_loss` (nats a token) was
    measured at `best_step`, and `num_worse` evaluations since then were no better; `base_nats` is the summed held-out
    loss before the first step; `metrics_bytes` of the metrics file belong to these steps.
    """

    step: int = 0
    seconds: float = 0.0
    evaluated: int = -1
    best_loss: float = 0.0
    best_step: int = -1
    num_worse: int = 0
    base_nats: float = 0.0
    metrics_bytes: int = 0


def trained(model: nn.Module) -> dict[str, nn.Parameter]:
    """The parameters that are being trained, by name; one that stands at two places comes once."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def save_checkpoint(path: Path, *, model: nn.Module, optimizer: torch.optim.Optimizer, standing: Standing) -> None:
    """Replaces the checkpoint. Raises OSError; the old one then stands."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in trained(model).items():
        tensors[f"weight.{name}"] = parameter.detach()
        for moment in _MOMENTS:
            if moment in optimizer.state[parameter]:
                tensors[f"{moment}.{name}"] = optimizer.state[parameter][moment]
    write_tensors(path, tensors, metadata={"standing": json.dumps(asdict(standing))})


def load_checkpoint(path: Path, *, model: nn.Module, optimizer: torch.optim.Optimizer) -> Standing | None:
    """Puts weights and moments back; None when there is no checkpoint. Raises EnvironmentStop for a damaged one."""
    if not path.exists():
        return None
    tensors, metadata = read_tensors(path)
    standing = Standing(**json.loads(metadata["standing"]))
    put_weights(model, {name: tensors[f"weight.{name}"] for name in trained(model)})
    for name, parameter in trained(model).items():
        moments = {moment: tensors.get(f"{moment}.{name}") for moment in _MOMENTS}
        if all(value is not None for value in moments.values()):
            placed = {moment: value.to(parameter.device) for moment, value in moments.items() if value is not None}
            optimizer.state[parameter] = {"step": torch.tensor(float(standing.step)), **placed}
    return standing


def weights_of(model: nn.Module) -> dict[str, Tensor]:
    """The trained weights."""
    return {name: parameter.detach() for name, parameter in trained(model).items()}


@torch.no_grad()
def put_weights(model: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Sets the trained weights."""
    for name, parameter in trained(model).items():
        parameter.copy_(weights[name])


def write_tensors(path: Path, tensors: Mapping[str, Tensor], *, metadata: Mapping[str, str]) -> None:
    """Writes a safetensors file whole or not at all. Raises OSError."""
    temporary = path.with_name(f"{path.name}.tmp")
    with write_errors(temporary):
        save_file({name: value.cpu().contiguous() for name, value in tensors.items()}, temporary, dict(metadata))
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


@contextmanager
def write_errors(path: Path) -> Iterator[None]:
    """Turns what safetensors raises when a disk refuses into the OSError it hides."""
    try:
        yield
    except SafetensorError as error:
        raise OSError(errno.EIO, str(error), str(path)) from error


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and metadata. Raises EnvironmentStop when the file is damaged."""
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        fix = f"remove {path.parent} and run the same command again; it starts anew"
        raise EnvironmentStop(f"the checkpoint is damaged: {error}", where=str(path), fix=fix) from error


def sync(path: Path) -> None:
    """Makes a file's bytes, or a folder's entries, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
