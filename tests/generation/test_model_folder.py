"""Model folders: what is read, what is refused with 2, what stops with 3, and that nothing of a folder runs."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest
from tiny_models import CONTEXT, make_prompt, save_model

from mtnlg_cli.errors import EnvironmentStop, MktError
from mtnlg_cli.generation.engine import EngineOptions, create_engine
from mtnlg_cli.generation.hub import cached_models, resolve_model
from mtnlg_cli.generation.model_folder import inspect_folder, weights_sha256
from mtnlg_cli.generation.sampling import SamplingConfig


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "model"))


def load(path: Path | str, **options) -> None:
    create_engine("transformers", options=EngineOptions(model=str(path), device="cpu", **options)).load()


def edit(path: Path, **changes) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_headers_tell_kind_size_and_context(whole):
    folder = inspect_folder(whole)
    assert (folder.kind, folder.architecture, folder.context) == ("causal", "LlamaForCausalLM", CONTEXT)
    assert folder.num_parameters > 10_000
    assert folder.num_bytes == (whole / "model.safetensors").stat().st_size
    assert folder.dtypes == ("F32",)
    assert folder.has_chat_template


def test_shards_are_found_and_hashed_together(whole, tmp_path):
    names = ["a.safetensors", "b.safetensors"]
    for name in names:
        shutil.copy(whole / "model.safetensors", tmp_path / name)
    shutil.copy(whole / "config.json", tmp_path)
    shutil.copy(whole / "tokenizer.json", tmp_path)
    index = {"weight_map": {f"t{i}": name for i, name in enumerate(names)}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    assert [file.name for file in inspect_folder(tmp_path).weights] == names
    assert len(weights_sha256(inspect_folder(tmp_path).weights)) == 64
    (tmp_path / "b.safetensors").unlink()
    with pytest.raises(EnvironmentStop, match=r"partial, missing: b\.safetensors"):
        inspect_folder(tmp_path)


def test_a_shard_outside_the_folder_is_not_followed(copy):
    (copy / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"t": "../model/model.safetensors"}}))
    with pytest.raises(EnvironmentStop, match="partial"):
        load(copy)


def test_a_missing_folder_stops_with_3(tmp_path):
    with pytest.raises(EnvironmentStop, match="no model folder") as caught:
        load(tmp_path / "nowhere")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer"])
def test_a_partial_folder_names_what_is_missing(copy, name):
    for file in copy.glob(f"{name}*"):
        file.unlink()
    with pytest.raises(EnvironmentStop, match=f"the model folder has no {name}"):
        load(copy)


def test_cut_weights_name_expected_and_found_bytes(copy):
    weights = copy / "model.safetensors"
    data = weights.read_bytes()
    weights.write_bytes(data[:-100])
    with pytest.raises(EnvironmentStop, match=f"expected {len(data)} bytes, found {len(data) - 100}"):
        load(copy)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(40), b"\x02" + bytes(7) + b"[]"])
def test_weights_that_are_no_safetensors_stop(copy, data):
    (copy / "model.safetensors").write_bytes(data)
    with pytest.raises(EnvironmentStop, match=r"model\.safetensors"):
        load(copy)


def test_a_damaged_config_is_named(copy):
    (copy / "config.json").write_text("{broken")
    with pytest.raises(EnvironmentStop, match=r"config\.json is damaged"):
        load(copy)


def test_weights_with_tensors_missing_never_run_on_random_ones(copy):
    edit(copy / "config.json", num_hidden_layers=3)
    with pytest.raises(EnvironmentStop, match="the weights lack 9 tensors"):
        load(copy)


def test_pickled_weights_are_refused_and_not_read(copy):
    canary = copy / "canary"
    (copy / "model.safetensors").unlink()
    code = f"cposix\nsystem\n(S'touch {canary}'\ntR."
    (copy / "pytorch_model.bin").write_bytes(code.encode())
    with pytest.raises(MktError, match=r"refused: the weights are a pickle \(pytorch_model\.bin\)") as caught:
        load(copy)
    assert caught.value.exit_code == 2
    assert "model.safetensors" in (caught.value.fix or "")
    assert not canary.exists()


def test_a_model_that_needs_its_own_code_is_refused_and_its_code_is_not_run(copy):
    canary = copy / "canary"
    (copy / "modeling_evil.py").write_text(f"open({str(canary)!r}, 'w')\nclass Evil: pass\n")
    edit(copy / "config.json", model_type="evil", auto_map={"AutoModelForCausalLM": "modeling_evil.Evil"})
    with pytest.raises(MktError, match='refused: architecture "evil" needs program code') as caught:
        load(copy)
    assert caught.value.exit_code == 2
    assert not canary.exists()


def test_code_beside_a_known_architecture_is_ignored(copy):
    canary = copy / "canary"
    (copy / "modeling_evil.py").write_text(f"open({str(canary)!r}, 'w')\nclass Evil: pass\n")
    remote = {"AutoConfig": "modeling_evil.Evil", "AutoModelForCausalLM": "modeling_evil.Evil"}
    edit(copy / "config.json", auto_map=remote)
    edit(copy / "tokenizer_config.json", auto_map={"AutoTokenizer": ["modeling_evil.Evil", None]})
    engine = create_engine("transformers", options=EngineOptions(model=str(copy), device="cpu"))
    assert engine.generate([make_prompt("Pan")], sampling=SamplingConfig(max_new_tokens=2))[0]
    assert not canary.exists()
    assert not any("modeling_evil" in name for name in sys.modules)


@pytest.mark.parametrize(
    ("model_type", "architecture", "message"),
    [
        ("flux-capacitor", "FluxForCausalLM", 'architecture "flux-capacitor" is unknown here'),
        ("bert", "BertForMaskedLM", "BertForMaskedLM writes no text"),
        ("vit", "ViTModel", "ViTModel writes no text"),
    ],
)
def test_architectures_that_cannot_write_are_refused(copy, model_type, architecture, message):
    edit(copy / "config.json", model_type=model_type, architectures=[architecture])
    with pytest.raises(MktError, match=message):
        load(copy)


def test_a_file_is_no_model(whole):
    with pytest.raises(MktError, match="--model is a file"):
        load(whole / "config.json")


def test_a_hub_id_that_is_not_cached_stops_offline(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EnvironmentStop, match="not on this machine and downloads are off"):
        load("nobody/nothing", offline=True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EnvironmentStop, match="downloads are off"):
        load("nobody/nothing")


def test_a_cached_hub_id_is_found_offline_with_its_commit(whole, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    commit = hashlib.sha1(b"x").hexdigest()
    model = tmp_path / "models--some--model"
    shutil.copytree(whole, model / "snapshots" / commit)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(commit)
    resolved = resolve_model("some/model", offline=True)
    assert resolved.revision == commit
    assert cached_models() == [("some/model", model / "snapshots" / commit)]
    engine = create_engine("transformers", options=EngineOptions(model="some/model", offline=True, device="cpu"))
    engine.load()
    assert engine.info().revision == commit


@pytest.mark.parametrize("name", ["./here", "/no/such", "~/nothing", "a/b/c", "org/"])
def test_what_cannot_be_a_hub_id_is_taken_for_a_path(name):
    with pytest.raises(EnvironmentStop, match="no model folder"):
        resolve_model(name, offline=True)


def test_a_gpu_asked_for_but_absent_stops(whole):
    import torch

    if torch.cuda.is_available():
        load(whole)
        return
    with pytest.raises(EnvironmentStop, match="no GPU"):
        create_engine("transformers", options=EngineOptions(model=str(whole), device="cuda")).load()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "tpu"}, "--device must be auto, cpu or cuda, got tpu"),
        ({"dtype": "int4"}, "--dtype must be auto, float32, bfloat16 or float16, got int4"),
        ({"batch_size": 0}, "--batch-size must be at least 1, got 0"),
    ],
)
def test_engine_options_name_their_flag(options, message):
    with pytest.raises(MktError, match=message.replace("(", r"\(")):
        EngineOptions(**options)
