"""Loads the model that ships in the package."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.lm.decode import SentenceDecoder
from mtnlg_cli.lm.files import LEXICON, TOKENIZER, WEIGHTS, WEIGHTS_FOLDER
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.runtime import keep_freed_memory, use_one_thread
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.writer import CopyWriter


def load_writer(folder: Path = WEIGHTS_FOLDER) -> CopyWriter:
    """The embedded model ready to write. Raises EnvironmentStop (resumable) when a file of it is missing or damaged."""
    for name in (WEIGHTS, TOKENIZER, LEXICON):
        if not (folder / name).is_file():
            raise EnvironmentStop(
                f"the embedded model is incomplete: {name} is missing",
                where=str(folder),
                fix="install the package again: pip install --force-reinstall mtnlg-cli",
            )
    keep_freed_memory()
    use_one_thread()
    vocabulary = Vocabulary.load(folder / TOKENIZER)
    return CopyWriter(SentenceDecoder(load_model(folder / WEIGHTS), vocabulary), Lexicon.load(folder / LEXICON))


def load_model(path: Path) -> EncoderDecoder:
    """The weights of a safetensors file in 32-bit floats; its size is in the file's metadata."""
    try:
        with safe_open(path, framework="pt") as file:
            config = ModelConfig(**json.loads(file.metadata()["config"]))
            weights = {name: file.get_tensor(name).to(torch.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentStop(
            f"the embedded model's weights cannot be read: {error}",
            where=str(path),
            fix="install the package again: pip install --force-reinstall mtnlg-cli",
        ) from error
    model = EncoderDecoder(config)
    model.load_state_dict(weights)
    return model.eval()
