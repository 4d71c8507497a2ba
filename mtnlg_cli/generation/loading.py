"""A model folder -> model and tokenizer in memory: safetensors only, no code from the folder, nothing left random."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mtnlg_cli.errors import EnvironmentStop, MktError
from mtnlg_cli.generation.model_folder import ModelFolder

_UNBOUNDED = 1_000_000
"""Tokens; a tokenizer without a limit reports about 1e30."""
_READER = re.compile("ForMaskedLM|ForPreTraining|Classification|QuestionAnswering|Encoder")
"""Heads that read text and write none, though transformers can hang a random writing head on some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """A model ready to decode. `context` is the longest input in tokens, None when there is no limit.

    `end_ids` end an answer; `start_id` begins the decoder of an encoder-decoder model; `first_id` is a first token
    every answer must have, None for most models.
    """

    model: Any
    tokenizer: Any
    is_seq2seq: bool
    context: int | None
    pad_id: int
    end_ids: frozenset[int]
    start_id: int | None
    first_id: int | None


def load_model(folder: ModelFolder, *, device: str, dtype: str) -> LoadedModel:
    """Load a model. `device` is "cpu" or "cuda", `dtype` "auto" (the checkpoint's) or a torch name.

    Raises MktError for an unknown architecture or one that needs code of its own, EnvironmentStop when weights are
    missing from the file or memory is short.
    """
    _quiet()
    config = _config(folder)
    with _load_errors(folder):
        tokenizer = _tokenizer(folder)
        model = _weights(folder, config=config, dtype=dtype).to(device).eval()
    settings = model.generation_config
    end_ids = settings.eos_token_id if settings.eos_token_id is not None else tokenizer.eos_token_id
    ends = frozenset(end_ids if isinstance(end_ids, list) else [] if end_ids is None else [end_ids])
    start = settings.decoder_start_token_id
    pad_id = next((i for i in (tokenizer.pad_token_id, settings.pad_token_id, *ends) if isinstance(i, int)), 0)
    is_seq2seq = bool(config.is_encoder_decoder)
    return LoadedModel(
        model=model,
        tokenizer=tokenizer,
        is_seq2seq=is_seq2seq,
        context=_context(folder, tokenizer),
        pad_id=pad_id,
        end_ids=ends,
        start_id=start if start is not None else (settings.bos_token_id if is_seq2seq else None),
        first_id=settings.forced_bos_token_id,
    )


def pick_device(wanted: str) -> str:
    """ "cpu" or "cuda". Raises EnvironmentStop when a GPU was asked for and there is none."""
    import torch

    if wanted == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        return "cuda"
    if wanted == "cuda":
        found = "this torch has no CUDA" if not torch.version.cuda else "torch finds no CUDA device"
        raise EnvironmentStop(f"no GPU: {found}", fix="use --device cpu, or mend the driver")
    return "cpu"


def check_architecture(folder: ModelFolder) -> None:
    """Raise MktError unless transformers knows the architecture by itself and it can write text."""
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
        MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
    )

    if folder.model_type not in CONFIG_MAPPING_NAMES:
        _refuse_unknown(folder)
    is_seq2seq = folder.kind == "seq2seq"
    writers = MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES if is_seq2seq else MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    if folder.model_type not in writers or _READER.search(folder.architecture):
        raise MktError(
            f"{folder.architecture} writes no text",
            where=str(folder.path),
            fix="use a causal or sequence-to-sequence language model",
        )


def _config(folder: ModelFolder) -> Any:
    from transformers import AutoConfig

    check_architecture(folder)
    with _load_errors(folder):
        return AutoConfig.from_pretrained(folder.path, local_files_only=True, trust_remote_code=False)


def _refuse_unknown(folder: ModelFolder) -> None:
    needs_code = "auto_map" in folder.config
    reason = "needs program code from its own folder, which mkt never runs" if needs_code else "is unknown here"
    raise MktError(
        f'refused: architecture "{folder.model_type or folder.architecture}" {reason}',
        where=str(folder.path / "config.json"),
        fix="use a model built into transformers, or serve this one and point an engine at the server",
    )


def _tokenizer(folder: ModelFolder) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder.path, local_files_only=True, trust_remote_code=False)


def _weights(folder: ModelFolder, *, config: Any, dtype: str) -> Any:
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    family = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
    model, report = family.from_pretrained(
        folder.path,
        config=config,
        dtype=dtype,
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
    )
    missing = sorted(report["missing_keys"])
    if missing:
        raise EnvironmentStop(
            f"the weights lack {len(missing)} tensors the architecture needs, {missing[0]} first",
            where=str(folder.path),
            fix="copy or download the model again, whole",
        )
    return model


def _context(folder: ModelFolder, tokenizer: Any) -> int | None:
    """The config's limit; for one without (T5), the tokenizer's."""
    if folder.context is not None:
        return folder.context
    limit = tokenizer.model_max_length
    return int(limit) if limit and limit < _UNBOUNDED else None


@contextmanager
def _load_errors(folder: ModelFolder) -> Iterator[None]:
    """What transformers raises for a folder it cannot load, as errors of ours; it raises few kinds for many causes."""
    where = str(folder.path)
    try:
        yield
    except MemoryError as error:
        raise EnvironmentStop("not enough memory to load the model", where=where, fix=_SMALLER) from error
    except (ValueError, KeyError, TypeError, ImportError, AttributeError, OSError, RuntimeError) as error:
        first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
        if is_out_of_memory(error):
            raise EnvironmentStop("not enough memory to load the model", where=where, fix=_SMALLER) from error
        if "trust_remote_code" in str(error):
            fix = "use a model built into transformers"
            raise MktError("refused: the model needs program code from its own folder", where=where, fix=fix) from error
        fix = "check that the folder is whole and that this version of transformers knows the model"
        raise MktError(f"the model cannot be loaded: {first_line}", where=where, fix=fix) from error


_SMALLER = "use a smaller model, or --dtype bfloat16"
_MEMORY_WORDS = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error is one of the ways torch and Python say that memory is short."""
    return isinstance(error, MemoryError) or any(words in str(error).lower() for words in _MEMORY_WORDS)


def _quiet() -> None:
    """transformers reports through our errors; its bars and advice would be talk nobody asked for."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
