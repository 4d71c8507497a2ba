"""Process settings that make torch fast on a CPU."""

from __future__ import annotations

import ctypes
import sys

import torch

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3


def use_one_thread() -> None:
    """One thread for the model: its matrices are small, and threads waiting for each other on a busy core are slow."""
    torch.set_num_threads(1)


def keep_freed_memory() -> None:
    """Tells glibc's malloc to keep freed blocks instead of returning them to the kernel after every operation.

    Fresh pages cost a fault each; a step allocates and frees hundreds of megabytes. Does nothing off Linux.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 32 * 1024 * 1024)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(_M_TOP_PAD, 256 * 1024 * 1024)
