"""mkt tune as a job: what is learned from a record, what is left out, the result folder, other runs, a real kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

from mtnlg_cli.errors import EnvironmentStop, MktError, StateConflict
from mtnlg_cli.generation.engine import EngineOptions, create_engine
from mtnlg_cli.generation.loading import load_model
from mtnlg_cli.generation.model_folder import inspect_folder
from mtnlg_cli.generation.parsing import parse_answer
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.lm.tuning import checkpoint
from mtnlg_cli.pipelines.tune_cases import read_cases
from mtnlg_cli.pipelines.tune_examples import CaseEncoder, split_cases
from mtnlg_cli.pipelines.tune_model import tune_model
from tests.generation.tiny_models import save_model
from tests.pipelines.jobs import read_records
from tests.pipelines.tuning_jobs import HELD_OUT, long_context, rewrite, tune_config, write_records

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = sorted((ROOT / "examples" / "outputs").glob("*.jsonl"))
KINDS = ("llama", "gpt2", "t5", "bart")


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> dict[str, Path]:
    return {kind: save_model(tmp_path_factory.mktemp(kind), kind, chat=kind == "llama", scale=2.0) for kind in KINDS}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    return write_records(tmp_path_factory.mktemp("records"))


@pytest.fixture
def records(written, tmp_path) -> Path:
    return Path(shutil.copyfile(written, tmp_path / "outputs.jsonl"))


def encoder(folder: Path, *, max_length: int | None = None) -> CaseEncoder:
    return CaseEncoder(load_model(inspect_folder(folder), device="cpu", dtype="float32"), max_length=max_length)


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_prompts_are_those_the_copy_was_written_for_and_answers_read_back(path):
    file, stored = read_cases(path), read_records(path)
    assert [case.prompt.sha256 for case in file.cases] == [r["provenance"]["prompt_sha256"] for r in stored]
    for case, record in zip(file.cases, stored, strict=True):
        fields = parse_answer(case.answer, channel=case.prompt.channel).fields
        assert {name: list(texts) for name, texts in fields.items()} == record["copy"]
    assert not file.left_out
    assert not file.notes.lines()


@pytest.mark.parametrize("kind", KINDS)
def test_prompt_tokens_are_the_engines_and_targets_end_as_the_engine_expects(models, written, kind):
    engine = create_engine("transformers", options=EngineOptions(model=str(models[kind]), device="cpu"))
    engine.load()
    tokenizer = AutoTokenizer.from_pretrained(models[kind])
    encoded = encoder(models[kind]).encode(read_cases(written).cases, left_out=Counter())
    assert len(encoded) == 24
    for one in encoded:
        row = engine._row(one.case.prompt, sampling=SamplingConfig(max_new_tokens=8), attempt=0)
        assert one.example.prompt == row.ids
        assert one.example.target[-1] in engine._ready.end_ids
        assert tokenizer.decode(one.example.target[:-1]) == one.case.answer
        assert one.example.num_chars == len(one.case.answer)


def test_a_chat_template_decides_the_end_of_an_answer(tmp_path, written):
    folder = save_model(tmp_path / "llama")
    settings = json.loads((folder / "generation_config.json").read_text())
    (folder / "generation_config.json").write_text(json.dumps({**settings, "eos_token_id": [2, 4]}))
    encoded = encoder(folder).encode(read_cases(written).cases[:1], left_out=Counter())
    assert encoded[0].example.target[-1] == AutoTokenizer.from_pretrained(folder).convert_tokens_to_ids("<|im_end|>")


def test_no_product_and_no_row_is_on_both_sides(models, records):
    twin = read_records(records)[0]
    ids = [f"twin-{number}" for number in range(20)]
    with records.open("a") as stream:
        for product_id in ids:
            record = {**twin, "product_id": product_id, "id": f"{product_id}/product-description/en"}
            stream.write(json.dumps(record) + "\n")
    cases, left_out = read_cases(records).cases, Counter()
    encoded = encoder(models["gpt2"]).encode(cases, left_out=left_out)
    products = frozenset(ids[:3])
    split = split_cases(encoded, products=products, left_out=left_out)
    assert {one.case.product_id for one in split.held_out} == products
    assert not products & {one.case.product_id for one in split.training}
    assert not {one.example.prompt for one in split.training} & {one.example.prompt for one in split.held_out}
    assert left_out == {"the same row as a held-out product": 18}
    assert len(split.training) + len(split.held_out) + 18 == len(cases)


def test_records_that_cannot_be_used_are_counted_by_reason(models, records):
    def spoil(index, record):
        spoiled = [
            {"status": "flagged"},
            {"status": "rejected"},
            {"channel": "pigeon-post"},
            {"template": "no/such/template.j2"},
            {"copy": {"description": ['"A quoted pan."']}},
            {"copy": {"description": ["A </s> pan."]}},
            {"copy": {"description": ["A pan. " * 200]}},
            {"schema": "other/1"},
        ]
        record.update(spoiled[index] if index < len(spoiled) else {})

    rewrite(records, spoil)
    lines = records.read_text().splitlines()
    records.write_text("\n".join([*lines, lines[-1]]) + "\n")
    file = read_cases(records)
    encoded = encoder(models["llama"]).encode(file.cases, left_out=file.left_out)
    assert len(encoded) == 16
    assert file.left_out == {
        "status is flagged": 1,
        "status is rejected": 1,
        "unknown channel: pigeon-post": 1,
        "no such template here: no/such/template.j2": 1,
        "the copy does not survive the form its channel's answers have": 1,
        "the copy spells a control token of the model": 1,
        "longer than 512 tokens (--max-length)": 1,
        "not a record of mkt generate": 1,
        "the same as an earlier record": 1,
    }


def test_a_changed_template_is_noted(records, tmp_path):
    template = tmp_path / "mine.j2"
    template.write_text("Praise {{ title }}.")
    rewrite(records, lambda index, record: record.update(template=str(template)))
    file = read_cases(records)
    assert file.cases[0].prompt.user.startswith("Praise Trailmate")
    assert file.notes.lines()[0].endswith("today's was used (24 records)")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda index, record: record.update(status="flagged"), "no record to learn from: 24 status is flagged"),
        (lambda index, record: record.update(copy=None), "not a whole mkt.copy/1 record"),
    ],
)
def test_nothing_usable_is_told_before_a_model_is_looked_for(records, tmp_path, change, message):
    rewrite(records, change)
    with pytest.raises(MktError, match=message):
        tune_model(tune_config(records, tmp_path / "nowhere", tmp_path / "out"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outputs.jsonl"]


def test_a_torn_line_stops_the_run(records, tmp_path, models):
    records.write_text(records.read_text()[:-40])
    with pytest.raises(MktError, match="torn"):
        tune_model(tune_config(records, models["llama"], tmp_path / "out"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": "some-org/some-model"}, (EnvironmentStop, "is not on this machine and downloads are off")),
        ({"model": "./nowhere"}, (EnvironmentStop, "no model folder")),
        ({"held_out": 0.01}, (MktError, "each side needs 2")),
        ({"max_length": 9999}, (MktError, "--max-length 9999 is longer than the model's context of 512")),
        ({"max_length": 20}, (MktError, "no record to learn from: 24 longer than 20 tokens")),
        ({"output": Path("no/such/folder/out")}, (MktError, "the folder of the output does not exist")),
        ({"dtype": "float16"}, (MktError, "float16 is too narrow")),
        ({"held_out": 1.0}, (MktError, "--held-out must be above 0 and below 1")),
    ],
)
def test_what_cannot_be_done_is_told(models, records, tmp_path, changes, expected):
    kind, message = expected
    given = {"model": models["llama"], "output": tmp_path / "out", **changes}
    with pytest.raises(kind, match=message):
        tune_model(tune_config(records, **given))


@pytest.mark.parametrize(("kind", "method"), [("llama", "lora"), ("gpt2", "full"), ("t5", "lora"), ("bart", "full")])
def test_the_result_is_a_model_folder_that_says_what_was_learned(models, records, tmp_path, kind, method):
    out = tmp_path / "out"
    result = tune_model(tune_config(records, models[kind], out, method=method, epochs=3))
    figures = result.figures
    before, after = figures["before"], figures["after"]
    assert after["loss_nats_per_token"] < before["loss_nats_per_token"] - 0.2
    assert after["bits_per_character"] < before["bits_per_character"]
    counts = figures["records"]
    assert counts["num_training"] + counts["num_held_out"] == 24
    assert counts["num_held_out"] >= 2
    assert (out / "adapter").is_dir() == (method == "lora")
    assert not list(tmp_path.glob(".out.tune*"))
    for name in ("tokenizer.json", "generation_config.json"):
        assert (out / name).read_bytes() == (models[kind] / name).read_bytes()
    assert (out / "chat_template.jinja").exists() == (kind == "llama")
    assert len({path.stat().st_mode for path in out.iterdir() if path.is_file()}) == 1
    card = (out / "README.md").read_text()
    for said in (figures["base"]["weights_sha256"], counts["sha256"], f"{before['loss_nats_per_token']:.4f}"):
        assert said in card
    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if "loss" in line] == list(range(1, figures["training"]["steps"] + 1))
    engine = create_engine("transformers", options=EngineOptions(model=str(out), device="cpu"))
    prompts = [case.prompt for case in read_cases(records).cases[:2]]
    assert len(engine.generate(prompts, sampling=SamplingConfig(candidates=1, max_new_tokens=8))) == 2
    assert engine.info().weights_sha256 == figures["weights_sha256"] != figures["base"]["weights_sha256"]


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_the_merged_model_has_the_logits_of_base_and_adapter(models, records, tmp_path, kind):
    from peft import PeftModel

    out = tmp_path / "out"
    tune_model(tune_config(records, models[kind], out, learning_rate=0.05))
    family = AutoModelForSeq2SeqLM if kind == "t5" else AutoModelForCausalLM
    adapted = PeftModel.from_pretrained(family.from_pretrained(models[kind]), out / "adapter").eval()
    base, merged = family.from_pretrained(models[kind]).eval(), family.from_pretrained(out).eval()
    inputs = {"input_ids": torch.tensor([[5, 9, 80, 33, 41]])}
    inputs |= {"decoder_input_ids": torch.tensor([[0, 7, 8]])} if kind == "t5" else {}
    with torch.no_grad():
        logits, expected, plain = (model(**inputs).logits for model in (merged, adapted, base))
    assert torch.allclose(logits, expected, atol=1e-4)
    assert not torch.allclose(logits, plain, atol=1e-2)


def test_weights_keep_the_number_format_of_the_base(records, tmp_path):
    base = save_model(tmp_path / "base")
    AutoModelForCausalLM.from_pretrained(base, dtype=torch.bfloat16).save_pretrained(base)
    tune_model(tune_config(records, base, tmp_path / "out"))
    assert inspect_folder(base).dtypes == inspect_folder(tmp_path / "out").dtypes == ("BF16",)


def test_a_generation_config_that_does_not_validate_is_kept_as_it_is(records, tmp_path):
    base = save_model(tmp_path / "base")
    settings = {**json.loads((base / "generation_config.json").read_text()), "temperature": 0.6, "do_sample": False}
    (base / "generation_config.json").write_text(json.dumps(settings))
    tune_model(tune_config(records, base, tmp_path / "out"))
    assert json.loads((tmp_path / "out" / "generation_config.json").read_text()) == settings


def test_copy_is_written_reviewed_and_scored_before_and_after(models, records, tmp_path):
    phases = []
    config = tune_config(records, models["llama"], tmp_path / "out", compare=3, held_out=0.4)
    result = tune_model(config, on_progress=lambda progress: phases.append(progress.phase))
    assert list(dict.fromkeys(phases)) == ["read", "load", "before", "train", "save", "after"]
    for figures in (result.figures["before"], result.figures["after"]):
        assert figures["num_copies"] == 3
        assert 0 <= figures["accepted"] <= 1
        assert 0 <= figures["mean_overall"] <= 1
    assert [row[0] for row in result.rows()][-2:] == ["greedy copy accepted by review", "mean overall score"]


def test_same_seed_same_bytes_other_seed_others(models, records, tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        tune_model(tune_config(records, models["llama"], tmp_path / name, seed=seed))
    a, b, c = ((tmp_path / name / "model.safetensors").read_bytes() for name in "abc")
    assert a == b != c


def test_the_same_command_again_does_nothing_and_another_is_turned_away(models, records, tmp_path):
    out = tmp_path / "out"
    config = tune_config(records, models["llama"], out)
    first = tune_model(config)
    stamp = (out / "model.safetensors").stat().st_mtime_ns
    again = tune_model(config)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.figures == first.figures
    assert (out / "model.safetensors").stat().st_mtime_ns == stamp
    with pytest.raises(StateConflict, match=r"made with other settings:\n    rank: 16 -> 4") as caught:
        tune_model(tune_config(records, models["llama"], out, rank=4))
    assert caught.value.exit_code == 75
    with pytest.raises(StateConflict, match="base_weights"):
        tune_model(tune_config(records, models["gpt2"], out))
    rewrite(records, lambda index, record: record["scores"].update(overall=0.5))
    with pytest.raises(StateConflict, match="records: "):
        tune_model(config)


def test_a_folder_of_somebody_else_is_left_alone(models, records, tmp_path):
    shutil.copytree(models["llama"], tmp_path / "out")
    with pytest.raises(StateConflict, match="was not made by mkt tune"):
        tune_model(tune_config(records, models["llama"], tmp_path / "out"))
    (tmp_path / "empty").mkdir()
    assert tune_model(tune_config(records, models["llama"], tmp_path / "empty")).is_new
    (tmp_path / "file").write_text("")
    with pytest.raises(MktError, match="the output is a file"):
        tune_model(tune_config(records, models["llama"], tmp_path / "file"))


def test_an_unfinished_run_goes_on_or_says_what_differs(models, records, tmp_path):
    def stop(progress):
        if progress.phase == "train" and progress.step == 3:
            raise KeyboardInterrupt

    config = tune_config(records, models["llama"], tmp_path / "out", compare=1)
    with pytest.raises(KeyboardInterrupt):
        tune_model(config, on_progress=stop)
    assert not (tmp_path / "out").exists()
    with pytest.raises(StateConflict, match=r"an unfinished run has other settings:\n    seed: 0 -> 1"):
        tune_model(tune_config(records, models["llama"], tmp_path / "out", compare=1, seed=1))
    seen = []
    tune_model(config, on_progress=seen.append)
    assert "before" not in {progress.phase for progress in seen}
    assert min(progress.step for progress in seen if progress.phase == "train") == 3
    tune_model(tune_config(records, models["llama"], tmp_path / "whole", compare=1))
    one, other = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("out", "whole"))
    assert one == other


def test_a_full_disk_is_told_and_the_same_command_goes_on(models, records, tmp_path, monkeypatch):
    config = tune_config(records, models["llama"], tmp_path / "out")

    def refuse(*args):
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    with monkeypatch.context() as patch, pytest.raises(EnvironmentStop, match="No space left") as caught:
        patch.setattr(checkpoint, "save_file", refuse)
        tune_model(config)
    assert "bytes free" in caught.value.where
    assert tune_model(config).is_new


def test_packaged_prompts_of_every_channel_are_learned_in_a_long_context(tmp_path):
    file = read_cases(ROOT / "examples" / "outputs" / "campaign.jsonl")
    left_out = Counter()
    encoded = encoder(long_context(tmp_path / "base"), max_length=4096).encode(file.cases, left_out=left_out)
    assert not left_out
    assert {one.case.prompt.channel.id for one in encoded} == {case.prompt.channel.id for case in file.cases}
    assert max(one.example.length for one in encoded) > 1024


def start(records: Path, model: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mtnlg_cli", "tune", str(records), "--model", str(model), "-o", str(out)]
    command += ["--held-out", str(HELD_OUT), "--compare", "1", "--epochs", "20", "--batch-size", "4"]
    command += ["--learning-rate", "0.002", "--device", "cpu", "--save-every", "0.2"]
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_steps(out: Path, number: int, process: subprocess.Popen[str]) -> None:
    metrics = out.with_name(f".{out.name}.tune") / "metrics.jsonl"
    for _ in range(4000):
        if metrics.exists() and metrics.read_bytes().count(b"\n") >= number:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.03)
    raise AssertionError("the run took no step")


@pytest.mark.slow
def test_kill_9_and_sigterm_and_the_same_command_ends_with_identical_weights(models, records, tmp_path):
    whole = start(records, models["llama"], tmp_path / "whole")
    out_text, err = whole.communicate(timeout=300)
    assert whole.returncode == 0, err
    out = tmp_path / "out"
    killed = start(records, models["llama"], out)
    wait_for_steps(out, 20, killed)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not out.exists()
    stopped = start(records, models["llama"], out)
    wait_for_steps(out, 55, stopped)
    stopped.send_signal(signal.SIGTERM)
    _, err = stopped.communicate(timeout=60)
    assert stopped.returncode == 143, err
    assert "stopped by SIGTERM: training up to step " in err
    assert "to go on: mkt tune " in err
    assert "Traceback" not in err
    last = start(records, models["llama"], out)
    text, err = last.communicate(timeout=300)
    assert last.returncode == 0, err
    assert text == out_text
    for name in ("model.safetensors", "adapter/adapter_model.safetensors"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
