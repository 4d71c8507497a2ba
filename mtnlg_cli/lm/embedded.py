"""Loads the model that ships in the package."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.lm.decode import SentenceDecoder
from mtnlg_cli.lm.files import LEXICON, TOKENIZER, WEIGHTS, WEIGHTS_FOLDER
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.quantize import dequantized
from mtnlg_cli.lm.runtime import keep_freed_memory, use_one_thread
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.writer import CopyWriter

_REINSTALL = "install the package again: pip install --force-reinstall mtnlg-cli"


def load_writer(folder: Path = WEIGHTS_FOLDER) -> CopyWriter:
    """The embedded model ready to write. Raises EnvironmentStop (resumable) when a file of it is missing or damaged."""
    for name in (WEIGHTS, TOKENIZER, LEXICON):
        if not (folder / name).is_file():
            raise EnvironmentStop(
                f"the embedded model is incomplete: {name} is missing",
                where=str(folder),
                fix=_REINSTALL,
            )
    keep_freed_memory()
    use_one_thread()
    vocabulary = Vocabulary.load(folder / TOKENIZER)
    return CopyWriter(SentenceDecoder(load_model(folder / WEIGHTS), vocabulary), Lexicon.load(folder / LEXICON))


def load_model(path: Path, *, config: ModelConfig | None = None, fix: str = _REINSTALL) -> EncoderDecoder:
    """The weights of a safetensors file, int8 or floats, in 32-bit floats; read memory-mapped.

    The model's size is in the file's metadata unless `config` gives it. Raises EnvironmentStop (with `fix`) when the
    file is missing or damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            config = config or ModelConfig(**json.loads(file.metadata()["config"]))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return model_from(config, dequantized(tensors))
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EnvironmentStop(f"the model's weights cannot be read: {error}", where=str(path), fix=fix) from error


def model_from(config: ModelConfig, weights: dict[str, Tensor]) -> EncoderDecoder:
    """A model over the given float32 weights, ready to run. Raises ValueError when they are not those of its size."""
    with torch.device("meta"):
        model = EncoderDecoder(config)
    wanted = {name: value.shape for name, value in model.state_dict().items()}
    wrong = dict(wanted.items() ^ {name: value.shape for name, value in weights.items()}.items())
    if wrong:
        raise ValueError(f"{len(wrong)} tensors are not those of the model's size, {min(wrong)} first")
    model.load_state_dict(weights, assign=True)
    return model.eval()
