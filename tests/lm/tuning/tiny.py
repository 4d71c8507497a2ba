"""Tiny models as training takes them, and examples whose answer follows from the prompt."""

from __future__ import annotations

from pathlib import Path

from mtnlg_cli.generation.loading import load_model
from mtnlg_cli.generation.model_folder import inspect_folder
from mtnlg_cli.lm.tuning.batches import Example
from mtnlg_cli.lm.tuning.losses import TuningModel

KINDS = ("llama", "gpt2", "t5", "bart")


def tuning_model(folder: Path) -> TuningModel:
    """The model of a folder, in 32 bits on the CPU."""
    loaded = load_model(inspect_folder(folder), device="cpu", dtype="float32")
    return TuningModel(model=loaded.model, is_seq2seq=loaded.is_seq2seq, pad_id=loaded.pad_id, start_id=loaded.start_id)


def make_examples(number: int, *, first: int = 0) -> list[Example]:
    """Examples of several lengths: the answer counts on from the prompt's last token, and ends with 2."""
    examples = []
    for index in range(first, first + number):
        start, length = 20 + index % 7, 3 + index % 5
        target = (*range(start + 1, start + 1 + length), 2)
        examples.append(Example(prompt=(*range(10, 12 + index % 3), start), target=target, num_chars=length))
    return examples
