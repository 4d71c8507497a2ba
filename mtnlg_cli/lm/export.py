"""The model in the stock layout: a folder that transformers' MBart class and CTranslate2 load as it is.

MBart has names of its own, two unused rows before its positions, and one length for both position tables; nothing else
differs. Source: transformers, models/mbart/modeling_mbart.py.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor
from torch.nn import functional
from transformers import GenerationConfig, MBartConfig

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.embedded import model_from
from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.task import BOS, EOS, MASK, PAD
from mtnlg_cli.lm.tokenizer import Vocabulary

CONFIG = "config.json"
_OFFSET = 2
_OUTER = {
    "embedding": "shared",
    "source_position": "encoder.embed_positions",
    "target_position": "decoder.embed_positions",
    "source_norm": "encoder.layernorm_embedding",
    "target_norm": "decoder.layernorm_embedding",
    "encoder_norm": "encoder.layer_norm",
    "decoder_norm": "decoder.layer_norm",
}
_INNER = {
    "attention_norm": "self_attn_layer_norm",
    "attention": "self_attn",
    "self_norm": "self_attn_layer_norm",
    "self_attention": "self_attn",
    "cross_norm": "encoder_attn_layer_norm",
    "cross_attention": "encoder_attn",
    "query": "q_proj",
    "key": "k_proj",
    "value": "v_proj",
    "output": "out_proj",
    "feed_forward_norm": "final_layer_norm",
    "feed_forward": "",
    "inner": "fc1",
    "outer": "fc2",
}
_BIAS = "final_logits_bias"


def save_stock(model: EncoderDecoder, tokenizer: Path, folder: Path) -> None:
    """Writes model.safetensors (float32), config.json, generation_config.json and the tokenizer to an existing folder.

    The decoder starts with BOS, which MBart's own `labels=` does not do: give decoder_input_ids when training it.
    CTranslate2 takes the start token from the caller: target_prefix=[["<s>"]]. Raises OSError.
    """
    vocabulary = Vocabulary.load(tokenizer)
    (folder / WEIGHTS).write_bytes(save(_stock_tensors(model), metadata={"format": "pt"}))
    _stock_config(model.config, vocabulary).save_pretrained(folder)
    GenerationConfig(max_length=model.config.max_target, **_ids(vocabulary)).save_pretrained(folder)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": PAD,
        "bos_token": BOS,
        "eos_token": EOS,
        "mask_token": MASK,
        "unk_token": PAD,  # never met, for every byte is a token; CTranslate2 wants one
        "model_max_length": model.config.max_source,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def read_stock(folder: Path) -> EncoderDecoder:
    """The model of a folder that `save_stock` wrote, whoever trained it since, in float32.

    Raises MktError when the folder does not hold such a model.
    """
    try:
        config = _own_config(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
        tensors = load_file(folder / WEIGHTS)
        return model_from(config, {name: _own_tensor(name, config, tensors) for name in _names(config)})
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise MktError(
            f"not a model in the stock layout: {error}",
            where=str(folder),
            fix="make one with: mkt train export RUN -o FOLDER --format transformers",
        ) from error


def _stock_tensors(model: EncoderDecoder) -> dict[str, Tensor]:
    length = max(model.config.max_source, model.config.max_target)
    tensors = {_stock_name(name): _stock_tensor(name, value, length) for name, value in model.state_dict().items()}
    return {**tensors, _BIAS: torch.zeros(1, model.config.vocabulary_size)}


def _stock_tensor(name: str, value: Tensor, length: int) -> Tensor:
    """A weight in float32; position tables behind the unused rows, with zeros up to `length` positions."""
    single = value.detach().float().cpu().contiguous()
    if not name.endswith("_position.weight"):
        return single
    return functional.pad(single, (0, 0, _OFFSET, length - single.size(0)))


def _own_tensor(name: str, config: ModelConfig, tensors: dict[str, Tensor]) -> Tensor:
    value = tensors[_stock_name(name)].float()
    if not name.endswith("_position.weight"):
        return value
    length = config.max_source if name.startswith("source") else config.max_target
    return value[_OFFSET : _OFFSET + length].clone()


def _stock_name(name: str) -> str:
    """ "encoder.0.feed_forward.inner.weight" -> "model.encoder.layers.0.fc1.weight"."""
    first, *rest = name.split(".")
    if first in ("encoder", "decoder"):
        inner = [_INNER.get(part, part) for part in rest]
        return ".".join(part for part in ("model", first, "layers", *inner) if part)
    return ".".join(("model", _OUTER[first], *rest))


def _names(config: ModelConfig) -> list[str]:
    with torch.device("meta"):
        return list(EncoderDecoder(config).state_dict())


def _ids(vocabulary: Vocabulary) -> dict[str, int]:
    special = vocabulary.special_id
    return {
        "pad_token_id": special[PAD],
        "bos_token_id": special[BOS],
        "eos_token_id": special[EOS],
        "decoder_start_token_id": special[BOS],
    }


def _stock_config(config: ModelConfig, vocabulary: Vocabulary) -> MBartConfig:
    """`normalize_*` are read by CTranslate2 alone; `max_source` and `max_target` by `read_stock` alone."""
    return MBartConfig(
        architectures=["MBartForConditionalGeneration"],
        vocab_size=config.vocabulary_size,
        d_model=config.width,
        encoder_layers=config.encoder_layers,
        decoder_layers=config.decoder_layers,
        encoder_attention_heads=config.heads,
        decoder_attention_heads=config.heads,
        encoder_ffn_dim=config.feed_forward,
        decoder_ffn_dim=config.feed_forward,
        max_position_embeddings=max(config.max_source, config.max_target),
        activation_function="gelu",
        scale_embedding=True,
        tie_word_embeddings=True,
        dropout=config.dropout,
        forced_eos_token_id=None,
        normalize_before=True,
        normalize_embedding=True,
        max_source=config.max_source,
        max_target=config.max_target,
        dtype="float32",
        **_ids(vocabulary),
    )


def _own_config(stock: dict[str, Any]) -> ModelConfig:
    return ModelConfig(
        vocabulary_size=stock["vocab_size"],
        width=stock["d_model"],
        heads=stock["encoder_attention_heads"],
        feed_forward=stock["encoder_ffn_dim"],
        encoder_layers=stock["encoder_layers"],
        decoder_layers=stock["decoder_layers"],
        max_source=stock["max_source"],
        max_target=stock["max_target"],
        dropout=stock["dropout"],
    )
