"""What lies in a model folder, read from file headers alone: no weight is loaded and nothing of it is executed."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import EnvironmentStop, MktError

_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
_TOKENIZERS = ("tokenizer.json", "*.model", "vocab.json", "vocab.txt")
_HEADER_LIMIT = 100 * 1024 * 1024
"""Bytes; the safetensors format allows no longer header."""
_CHUNK = 1 << 20
_CONTEXT_KEYS = ("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length", "n_ctx")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A folder that can be loaded. `context` is in tokens, None when the config sets no limit; sizes are bytes."""

    path: Path
    config: dict[str, Any]
    weights: tuple[Path, ...]
    num_parameters: int
    num_bytes: int
    dtypes: tuple[str, ...]
    has_chat_template: bool

    @property
    def model_type(self) -> str:
        return str(self.config.get("model_type", ""))

    @property
    def architecture(self) -> str:
        names = self.config.get("architectures") or [self.model_type]
        return str(names[0])

    @property
    def kind(self) -> str:
        """ "seq2seq" or "causal"; a config that does not say is judged by whether it sizes a decoder of its own."""
        sizes_decoder = "num_decoder_layers" in self.config or "decoder_layers" in self.config
        return "seq2seq" if self.config.get("is_encoder_decoder", sizes_decoder) else "causal"

    @property
    def context(self) -> int | None:
        inner = self.config.get("text_config")
        configs = [self.config, *([inner] if isinstance(inner, dict) else [])]
        return next((int(c[key]) for c in configs for key in _CONTEXT_KEYS if isinstance(c.get(key), int)), None)


def inspect_folder(path: Path) -> ModelFolder:
    """Read config and weight headers.

    Raises EnvironmentStop when the folder is missing, partial or damaged, MktError when its weights are pickles.
    """
    if not path.is_dir():
        raise EnvironmentStop(f"no model folder: {path}", where=str(path), fix="check the path given to --model")
    config = read_json(path / "config.json")
    weights = _weight_files(path)
    if not any(any(path.glob(pattern)) for pattern in _TOKENIZERS):
        raise EnvironmentStop("the model folder has no tokenizer", where=str(path), fix=_AGAIN)
    headers = [read_header(file) for file in weights]
    tensors = [entry for header in headers for name, entry in header.items() if name != "__metadata__"]
    return ModelFolder(
        path=path,
        config=config,
        weights=weights,
        num_parameters=count_parameters(tensors),
        num_bytes=sum(file.stat().st_size for file in weights),
        dtypes=tuple(sorted({str(entry["dtype"]) for entry in tensors})),
        has_chat_template=_has_chat_template(path),
    )


def weights_sha256(files: Sequence[Path]) -> str:
    """SHA-256 of the weights: the file's own for one file, else that of the files' digests in name order."""
    digests = [_file_sha256(file) for file in sorted(files)]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object of a model folder; EnvironmentStop when it is missing or no JSON object."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EnvironmentStop(f"the model folder has no {path.name}", where=str(path.parent), fix=_AGAIN) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EnvironmentStop(f"{path.name} is damaged: {error}", where=str(path), fix=_AGAIN) from error
    if not isinstance(value, dict):
        raise EnvironmentStop(f"{path.name} is no JSON object", where=str(path), fix=_AGAIN)
    return value


_AGAIN = "copy or download the model again, whole"


def _weight_files(path: Path) -> tuple[Path, ...]:
    index = path / "model.safetensors.index.json"
    if index.is_file():
        shards = sorted({str(name) for name in read_json(index).get("weight_map", {}).values()})
        missing = [name for name in shards if Path(name).name != name or not (path / name).is_file()]
        if missing or not shards:
            named = ", ".join(missing) or "every shard"
            raise EnvironmentStop(f"the model is partial, missing: {named}", where=str(path), fix=_AGAIN)
        return tuple(path / name for name in shards)
    if (path / "model.safetensors").is_file():
        return (path / "model.safetensors",)
    pickles = sorted(file.name for pattern in _PICKLES for file in path.glob(pattern))
    if pickles:
        raise MktError(
            f"refused: the weights are a pickle ({pickles[0]}), which can run any code when it is read",
            where=str(path),
            fix="use a copy of the model with model.safetensors; most hubs offer one under the same name",
        )
    raise EnvironmentStop("the model folder has no model.safetensors", where=str(path), fix=_AGAIN)


def read_header(file: Path) -> dict[str, Any]:
    """The JSON header of a safetensors file, its length held against the file's size."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 0 < length <= min(_HEADER_LIMIT, size):
            raise EnvironmentStop(f"{file.name} is no safetensors file", where=str(file), fix=_AGAIN)
        header = _parse_header(stream.read(length), file)
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        what = f"{file.name} is partial: expected {expected} bytes, found {size}"
        raise EnvironmentStop(what, where=str(file), fix=_AGAIN)
    return header


def _parse_header(data: bytes, file: Path) -> dict[str, Any]:
    try:
        header: dict[str, Any] = json.loads(data)
        for name, entry in header.items():
            if name != "__metadata__":
                _product(entry["shape"]), str(entry["dtype"]), int(entry["data_offsets"][1])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        what = f"{file.name} has a damaged header"
        raise EnvironmentStop(what, where=str(file), fix=_AGAIN) from error
    return header


def count_parameters(entries: Sequence[dict[str, Any]]) -> int:
    """Numbers held by the tensors of a safetensors header."""
    return sum(_product(entry["shape"]) for entry in entries)


def _product(shape: Sequence[int]) -> int:
    total = 1
    for size in shape:
        total *= int(size)
    return total


def _has_chat_template(path: Path) -> bool:
    if (path / "chat_template.jinja").is_file():
        return True
    settings = path / "tokenizer_config.json"
    return settings.is_file() and bool(read_json(settings).get("chat_template"))


def _file_sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
