"""`mkt train export` on a real run of a few steps: both formats, the card, the figures, the refusals."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from mtnlg_cli.generation.embedded_files import inspect_embedded
from mtnlg_cli.lm.corpus import is_held_out
from mtnlg_cli.lm.embedded import load_writer
from mtnlg_cli.lm.export import read_stock
from mtnlg_cli.pipelines.train_model import TrainConfig, train_model
from tests.lm.tiny import RECORD_EN, write_corpus

RECIPE = """
name = "few-steps"
seed = 1

[model]
width = 32
heads = 2
feed_forward = 48
encoder_layers = 2
decoder_layers = 1
max_source = 96
max_target = 64

[tokenizer]
size = 500
sets = ["copy"]

[card]
hardware = "a desk"
limits = ["says little"]
data = [{ name = "a corpus of two products", licence = "Apache-2.0", use = "all stages" }]

[[stages]]
name = "pretrain"
sets = { compositions = 1.0 }
steps = 3
warmup_steps = 1

[[stages]]
name = "finetune"
sets = { copy = 1.0, compositions = 1.0 }
steps = 5
warmup_steps = 1
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny corpus and two products more that are held out."""
    folder = write_corpus(tmp_path_factory.mktemp("corpus"))
    held_out = [f"en-{number}" for number in range(2, 200) if is_held_out(f"en-{number}")][:2]
    lines = [json.dumps({**RECORD_EN, "id": product_id}) for product_id in held_out]
    (folder / "en_b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    (folder / "few.toml").write_text(RECIPE, encoding="utf-8")
    sets = {"copy": corpus, "compositions": corpus}
    train_model(TrainConfig(recipe=str(folder / "few.toml"), output=folder / "run", sets=sets, threads=1))
    return folder / "run"


@pytest.fixture
def run_folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of the run to damage."""
    return Path(shutil.copytree(trained, tmp_path / "run"))


def test_the_package_format_is_what_the_embedded_engine_takes(run_mkt, trained, tmp_path):
    result = run_mkt("train", "export", str(trained), "-o", "model")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    folder = tmp_path / "model"
    assert sorted(path.name for path in folder.iterdir()) == [
        "card.json",
        "lexicon.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    files = inspect_embedded(folder)
    assert files.dtypes == ("F32", "I8")
    assert (
        files.expected_sha256 == files.sha256 == hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    )
    assert result.stdout.splitlines() == [
        f"model: {files.num_parameters / 1e6:.1f} M parameters, {files.num_bytes / 1e6:.1f} MB",
        f"sha256 {files.sha256}",
    ]
    writer = load_writer(folder)
    assert sum(p.numel() for p in writer.decoder.model.parameters()) == files.num_parameters
    assert (folder / "model.safetensors").stat().st_mode & 0o777 == (folder / "card.json").stat().st_mode & 0o777


def test_the_card_says_what_the_run_was(run_mkt, trained, tmp_path):
    run_mkt("train", "export", str(trained), "-o", "model")
    card = json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))
    assert (card["name"], card["hardware"], card["limits"]) == ("few-steps", "a desk", ["says little"])
    assert card["data"] == [{"name": "a corpus of two products", "licence": "Apache-2.0", "use": "all stages"}]
    assert [(stage["stage"], stage["steps"]) for stage in card["training"]] == [("pretrain", 3), ("finetune", 5)]
    pretrain, finetune = card["training"]
    assert set(pretrain["held_out"]) == {"compositions"}
    assert set(finetune["held_out"]) == {"compositions", "copy"}
    assert set(finetune["held_out"]["copy"]) >= {"loss", "source_gap", "bits_per_char"}
    assert finetune["examples"] > 0
    assert card["config"]["width"] == 32
    assert "int8_bits_per_char" not in card


def test_the_same_run_gives_the_same_bytes(run_mkt, trained, tmp_path):
    for name in ("a", "b"):
        assert run_mkt("train", "export", str(trained), "-o", name, "--hardware", "two desks").exit_code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert json.loads((tmp_path / "a" / "card.json").read_text())["hardware"] == "two desks"


def test_int8_is_measured_on_what_a_set_holds_out(run_mkt, trained, corpus, tmp_path):
    result = run_mkt("train", "export", str(trained), "-o", "model", "--set", f"copy={corpus}", "--json")
    assert result.exit_code == 0, result.stderr
    export = json.loads(result.stdout)
    figures = export["bits_per_char"]["copy"]
    assert figures["int8"] == pytest.approx(figures["float32"], rel=0.01)
    card = json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))
    assert card["int8_bits_per_char"]["copy"]["float32"] == pytest.approx(figures["float32"], abs=1e-4)
    assert card["training"][-1]["held_out"]["copy"]["bits_per_char"] == pytest.approx(figures["float32"], abs=2e-4)
    assert export["weights_sha256"] == card["weights_sha256"]
    assert (export["format"], export["notes"]) == ("package", [])


def test_the_stock_format_holds_the_run_s_weights(run_mkt, trained, tmp_path):
    from transformers import AutoModelForSeq2SeqLM

    result = run_mkt("train", "export", str(trained), "-o", "stock", "--format", "transformers")
    assert result.exit_code == 0, result.stderr
    model = AutoModelForSeq2SeqLM.from_pretrained(tmp_path / "stock", local_files_only=True)
    ours = read_stock(tmp_path / "stock")
    assert model.config.d_model == ours.config.width == 32
    assert json.loads((tmp_path / "stock" / "card.json").read_text())["number_format"] == "float32"
    info = run_mkt("models", "info", "stock")
    assert "seq2seq, MBartForConditionalGeneration" in info.stdout


@pytest.mark.parametrize("name", ["recipe.toml", "model.safetensors", "tokenizer.json", "metrics.jsonl"])
def test_a_folder_that_is_no_run_says_what_is_missing(run_mkt, run_folder, name):
    (run_folder / name).unlink()
    result = run_mkt("train", "export", str(run_folder), "-o", "model")
    assert result.exit_code == 2
    assert f"not a training run, missing: {name}" in result.stderr


def test_weights_of_another_recipe_are_refused(run_mkt, run_folder, tmp_path):
    (run_folder / "recipe.toml").write_text(RECIPE.replace("width = 32", "width = 64"), encoding="utf-8")
    result = run_mkt("train", "export", str(run_folder), "-o", "model")
    assert result.exit_code == 3
    assert "the model's weights cannot be read" in result.stderr
    assert not (tmp_path / "model").exists()


def test_what_a_run_lacks_is_said(run_mkt, run_folder, tmp_path):
    (run_folder / "lexicon.json").unlink()
    state = json.loads((run_folder / "state.json").read_text())
    (run_folder / "state.json").write_text(json.dumps({**state, "stage": 1}))
    result = run_mkt("train", "export", str(run_folder), "-o", "model")
    assert result.exit_code == 0
    assert "note: the run is not finished: 1 of its 2 stages are" in result.stderr
    assert "note: the run has no lexicon.json" in result.stderr
    assert not (tmp_path / "model" / "lexicon.json").exists()


def test_settings_that_do_not_fit_are_refused(run_mkt, trained, corpus, tmp_path):
    export = ("train", "export", str(trained), "-o")
    result = run_mkt(*export, "model", "--format", "onnx")
    assert (result.exit_code, "unknown format: onnx" in result.stderr) == (2, True)
    result = run_mkt(*export, "model", "--format", "transformers", "--set", f"copy={corpus}")
    assert (result.exit_code, "--set measures int8" in result.stderr) == (2, True)
    result = run_mkt(*export, "model", "--set", "corpora=x")
    assert (result.exit_code, "unknown training set: corpora" in result.stderr) == (2, True)
    (tmp_path / "empty").mkdir()
    result = run_mkt(*export, "model", "--set", "copy=empty")
    assert (result.exit_code, "the set copy holds nothing out" in result.stderr) == (2, True)
    assert not (tmp_path / "model").exists()


def test_an_output_with_something_in_it_is_left_alone(run_mkt, trained, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine.txt").write_text("mine")
    result = run_mkt("train", "export", str(trained), "-o", "model")
    assert result.exit_code == 75
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["mine.txt"]
    assert run_mkt("train", "export", str(trained), "-o", "empty/new").exit_code == 0
