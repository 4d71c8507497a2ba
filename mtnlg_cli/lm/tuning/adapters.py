"""LoRA matrices beside the weights of a model: put there, saved, and merged into the weights (peft does the work)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.tuning.checkpoint import write_errors

_DROPOUT = 0.05
_ALPHA_PER_RANK = 2
"""The update is scaled by this whatever the rank, so that a rate that suits one rank suits another."""


def add_adapter(model: Any, *, rank: int, seed: int, is_seq2seq: bool) -> Any:
    """Puts LoRA matrices beside every linear layer but the output head and freezes all else.

    The model is changed in place and computes with them; what is returned is peft's view of it, for `save_adapter`.
    A new adapter changes no output. Raises MktError for a model without layers peft can work on.
    """
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    settings = LoraConfig(
        r=rank,
        lora_alpha=_ALPHA_PER_RANK * rank,
        lora_dropout=_DROPOUT,
        target_modules="all-linear",
        task_type="SEQ_2_SEQ_LM" if is_seq2seq else "CAUSAL_LM",
    )
    try:
        with _no_advice():
            return get_peft_model(model, settings)
    except ValueError as error:
        raise MktError(f"peft cannot adapt this model: {error}", fix="--method full") from error


def save_adapter(adapted: Any, folder: Path) -> None:
    """Writes the adapter, as safetensors and a JSON file, to a new folder."""
    with write_errors(folder):
        adapted.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)  # peft's own, a form nobody has filled in


def merge_adapter(model: Any, folder: Path) -> Any:
    """The model with the adapter of a folder added into its weights; an ordinary model without a trace of peft."""
    from peft import PeftModel

    with _no_advice():
        return PeftModel.from_pretrained(model, folder).merge_and_unload()


@contextmanager
def _no_advice() -> Iterator[None]:
    """peft's warnings are about its own defaults and transformers' future, nothing a user of ours can act on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
