"""`mkt models`: what is here, what one is, and the refusal generation would give."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_weights import write_safetensors

from mtnlg_cli.generation import embedded_files
from mtnlg_cli.pipelines import show_models


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder by its headers alone: `mkt models` reads nothing else."""
    path = tmp_path / "small"
    path.mkdir()
    write_safetensors(path / "model.safetensors")
    (path / "tokenizer.json").write_text("{}")
    (path / "lexicon.json").write_text("{}")
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "max_position_embeddings": 2048}
    (path / "config.json").write_text(json.dumps(config))
    (path / "chat_template.jinja").write_text("{{ messages }}")
    return path


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An embedded model of this test, in place of the package's."""
    path = tmp_path / "weights"
    path.mkdir()
    write_safetensors(path / "model.safetensors", metadata={"config": '{"d_model": 32}'})
    (path / "tokenizer.json").write_text("{}")
    (path / "lexicon.json").write_text("{}")
    monkeypatch.setattr(show_models, "WEIGHTS_FOLDER", path)
    monkeypatch.setattr(show_models, "inspect_embedded", lambda: embedded_files.inspect_embedded(path))
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "hub"
    path.mkdir()
    monkeypatch.setenv("HF_HUB_CACHE", str(path))
    return path


def test_info_of_a_folder(run_mkt, folder):
    result = run_mkt("models", "info", str(folder))
    assert result.exit_code == 0, result.stderr
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert lines["kind"] == "causal, LlamaForCausalLM"
    assert lines["parameters"] == "0.0 M"
    assert lines["context"] == "2048 tokens"
    assert lines["chat"].split() == ["template", "yes"]
    assert len(lines["sha256"]) == 64


def test_info_as_json(run_mkt, folder):
    model = json.loads(run_mkt("models", "info", str(folder), "--json").stdout)
    assert (model["engine"], model["parameters"]) == ("transformers", 200)
    assert model["bytes"] == (folder / "model.safetensors").stat().st_size
    assert model["memory_float32_bytes"] == 800
    assert model["revision"] is None


def test_info_refuses_what_generation_would_refuse(run_mkt, folder):
    (folder / "config.json").write_text(json.dumps({"model_type": "flux-capacitor"}))
    result = run_mkt("models", "info", str(folder))
    assert result.exit_code == 2
    assert 'refused: architecture "flux-capacitor" is unknown here' in result.stderr
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    result = run_mkt("models", "info", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "refused: the weights are a pickle" in result.stderr


def test_info_of_a_missing_folder_stops_with_3(run_mkt, tmp_path):
    result = run_mkt("models", "info", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert "no model folder" in result.stderr


def test_info_without_a_path_is_the_embedded_model(run_mkt, weights):
    model = json.loads(run_mkt("models", "info", "--json").stdout)
    assert (model["id"], model["parameters"], model["card"]) == ("embedded", 200, {"config": {"d_model": 32}})
    assert "embedded" in run_mkt("models", "info").stdout


def test_a_missing_embedded_model_is_said(run_mkt, weights):
    shutil.rmtree(weights)
    result = run_mkt("models", "info")
    assert result.exit_code == 3
    assert "the embedded model is not here, missing: model.safetensors, tokenizer.json" in result.stderr


def test_a_damaged_embedded_model_names_both_hashes(run_mkt, weights):
    (weights / "card.json").write_text(json.dumps({"weights_sha256": "0" * 64}))
    result = run_mkt("models", "info")
    assert result.exit_code == 3
    assert f"expected SHA-256 {'0' * 64}, found " in result.stderr


def test_list_has_the_embedded_model_and_the_hub_cache(run_mkt, weights, cache, folder):
    for name, commit in (("some--model", "a" * 40), ("pickle--only", "b" * 40)):
        target = cache / f"models--{name}" / "snapshots" / commit
        shutil.copytree(folder, target)
    (target / "model.safetensors").rename(target / "pytorch_model.bin")
    models = json.loads(run_mkt("models", "list", "--json").stdout)
    assert [(model["id"], model["usable"]) for model in models] == [
        ("embedded", True),
        ("pickle/only", False),
        ("some/model", True),
    ]
    assert models[1]["problem"].startswith("refused: the weights are a pickle")
    table = run_mkt("models", "list").stdout
    assert "no: refused" in table
    assert table.splitlines()[0].split() == ["model", "engine", "kind", "parameters", "size", "usable"]


def test_list_works_without_the_embedded_model(run_mkt, weights, cache):
    shutil.rmtree(weights)
    result = run_mkt("models", "list", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["usable"] is False
