"""int8 weights: near the float ones, small on disk, read back whole; damage is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.generation.embedded_files import inspect_embedded
from mtnlg_cli.lm.embedded import load_model, load_writer
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.quantize import dequantized, quantized, save_int8
from tests.lm.tiny import tiny_model, tiny_vocabulary


@pytest.fixture
def model() -> EncoderDecoder:
    return tiny_model(tiny_vocabulary())


def test_a_row_worked_by_hand() -> None:
    matrix = torch.tensor([[1.27, -0.01, 0.0], [0.0, 0.0, 0.0], [-2.54, 0.021, 1.0]])
    found = quantized({"w": matrix})
    assert found["w"].tolist() == [[127, -1, 0], [0, 0, 0], [-127, 1, 50]]
    assert found["w.scale"].tolist() == pytest.approx([0.01, 1.0, 0.02])
    assert torch.allclose(dequantized(found)["w"], torch.tensor([[1.27, -0.01, 0.0], [0.0] * 3, [-2.54, 0.02, 1.0]]))


def test_no_weight_is_further_off_than_half_a_step(model: EncoderDecoder) -> None:
    weights = model.state_dict()
    found = quantized(weights)
    for name, value in dequantized(found).items():
        if f"{name}.scale" in found:
            assert ((value - weights[name]).abs() <= found[f"{name}.scale"][:, None] * 0.5001).all()
        else:
            assert torch.equal(value, weights[name])


def test_what_is_int8_and_what_is_not(model: EncoderDecoder) -> None:
    for name, value in quantized(model.state_dict()).items():
        is_matrix = name.endswith(".weight") and "norm" not in name and "position" not in name
        assert value.dtype == (torch.int8 if is_matrix else torch.float32), name


def test_an_int8_file_gives_nearly_the_same_logits(model: EncoderDecoder, tmp_path: Path) -> None:
    save_int8(model, tmp_path / "model.safetensors")
    loaded = load_model(tmp_path / "model.safetensors")
    source, target = torch.randint(50, 300, (2, 9)), torch.randint(50, 300, (2, 7))
    with torch.inference_mode():
        assert torch.allclose(model(source, target), loaded(source, target), atol=2e-2)
    assert all(parameter.dtype == torch.float32 for parameter in loaded.parameters())
    assert loaded.config == model.config


def test_two_loads_and_two_saves_are_the_same(model: EncoderDecoder, tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_int8(model, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first, second = load_model(tmp_path / "a").state_dict(), load_model(tmp_path / "b").state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_saving_what_was_loaded_changes_nothing(model: EncoderDecoder, tmp_path: Path) -> None:
    save_int8(model, tmp_path / "a")
    save_int8(load_model(tmp_path / "a"), tmp_path / "b")
    before, after = load_file(tmp_path / "a"), load_file(tmp_path / "b")
    assert all(torch.equal(before[name], after[name]) for name in before if before[name].dtype == torch.int8)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_float_files_load_as_before(model: EncoderDecoder, dtype: torch.dtype, tmp_path: Path) -> None:
    weights = {name: value.to(dtype) for name, value in model.state_dict().items()}
    save_file(weights, tmp_path / "w", metadata={"config": json.dumps(model.config.as_dict())})
    loaded = load_model(tmp_path / "w").state_dict()
    assert all(torch.equal(loaded[name], weights[name].float()) for name in weights)


def test_loaded_weights_do_not_hang_on_the_file(model: EncoderDecoder, tmp_path: Path) -> None:
    save_int8(model, tmp_path / "w")
    loaded = load_model(tmp_path / "w")
    (tmp_path / "w").write_bytes(bytes((tmp_path / "w").stat().st_size))
    assert torch.equal(loaded.source_norm.weight, model.source_norm.weight)


def test_a_missing_or_damaged_model_says_which_file(model: EncoderDecoder, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentStop, match=r"model\.safetensors is missing"):
        load_writer(tmp_path)
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not weights")
    with pytest.raises(EnvironmentStop, match="cannot be read") as stop:
        load_model(path)
    assert (stop.value.where, stop.value.fix) == (
        str(path),
        "install the package again: pip install --force-reinstall mtnlg-cli",
    )


def test_weights_of_another_model_or_without_scales_are_refused(model: EncoderDecoder, tmp_path: Path) -> None:
    save_int8(model, tmp_path / "w")
    with safe_open(tmp_path / "w", framework="pt") as file:
        metadata = file.metadata()
    tensors = load_file(tmp_path / "w")
    for lost in ("embedding.weight.scale", "encoder_norm.weight"):
        save_file({name: value for name, value in tensors.items() if name != lost}, tmp_path / "x", metadata=metadata)
        with pytest.raises(EnvironmentStop, match="cannot be read"):
            load_model(tmp_path / "x")
    save_file(tensors, tmp_path / "x")
    with pytest.raises(EnvironmentStop, match="cannot be read"):
        load_model(tmp_path / "x")


def test_scales_are_no_parameters(model: EncoderDecoder, tmp_path: Path) -> None:
    save_int8(model, tmp_path / "model.safetensors")
    for name in ("tokenizer.json", "lexicon.json"):
        (tmp_path / name).write_text("{}")
    files = inspect_embedded(tmp_path)
    assert files.num_parameters == sum(parameter.numel() for parameter in model.parameters())
    assert files.dtypes == ("F32", "I8")
    assert files.num_bytes == (tmp_path / "model.safetensors").stat().st_size
    assert files.card == {"config": model.config.as_dict()}


def test_a_model_of_24_million_parameters_takes_at_most_24_mebibytes(tmp_path: Path) -> None:
    config = ModelConfig(
        vocabulary_size=16000, width=384, heads=6, feed_forward=1536, encoder_layers=7, decoder_layers=2
    )
    model = EncoderDecoder(config)
    assert 23e6 < sum(parameter.numel() for parameter in model.parameters()) < 24e6
    save_int8(model, tmp_path / "w")
    assert (tmp_path / "w").stat().st_size <= 24 * 1024 * 1024
