"""One training over several processes (torchrun): every batch is shared out, the gradients are summed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import Tensor, distributed, nn


@dataclass(frozen=True, slots=True)
class Processes:
    """This process's number and how many there are; alone it is (0, 1)."""

    rank: int = 0
    count: int = 1

    def sum_numbers(self, *numbers: float, device: torch.device) -> list[float]:
        """Each number summed over all processes."""
        if self.count == 1:
            return list(numbers)
        summed = torch.tensor(numbers, dtype=torch.float32, device=device)
        distributed.all_reduce(summed)
        return [float(number) for number in summed]

    def any(self, flag: bool, *, device: torch.device) -> bool:
        """Whether the flag is set on any process."""
        return self.sum_numbers(float(flag), device=device)[0] > 0

    def wait(self) -> None:
        """Goes on when all processes have come here."""
        if self.count > 1:
            distributed.barrier()

    def leave(self) -> None:
        """Leaves the group, if there is one."""
        if self.count > 1:
            distributed.destroy_process_group()

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Sums the gradients of all processes in place, in one message."""
        if self.count == 1:
            return
        gradients = [_gradient(parameter) for parameter in parameters]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        start = 0
        for gradient in gradients:
            gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
            start += gradient.numel()


ALONE = Processes()
_PATIENCE = timedelta(hours=6)
"""How long a process waits for the others: the first one may have a corpus to clean."""


def own_device(name: str) -> torch.device:
    """The device of this process by "auto" (a GPU if there is one), "cpu" or "cuda"; on a machine with several GPUs it
    is the one of the process's own number."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if name == "cuda" else torch.device(name)


def join_processes(device: torch.device) -> Processes:
    """Joins the group that torchrun describes in the environment; without one this process is alone."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return ALONE
    if device.type == "cuda":
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=_PATIENCE)
    return Processes(distributed.get_rank(), distributed.get_world_size())


def _gradient(parameter: nn.Parameter) -> Tensor:
    """A parameter's gradient; zeros where this process's share of the batch did not touch it."""
    if parameter.grad is None:
        parameter.grad = torch.zeros_like(parameter)
    return parameter.grad
