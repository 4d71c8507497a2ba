"""mkt train run, tokenizer, pretrain, finetune on small sets, from the command line to the finished folder."""

from __future__ import annotations

import json
import lzma
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.training.recipe import load_recipe, recipe_text
from mtnlg_cli.lm.training.run import StageProgress
from mtnlg_cli.pipelines import train_folder
from tests.lm.training.tiny_runs import STEPS, one_stage, same, tiny_recipe, weights, write_sets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sets(tmp_path: Path) -> list[str]:
    """The --set flags of the tiny recipe's sets."""
    folders = write_sets(tmp_path)
    return [f"--set={name}={folders[name]}" for name in tiny_recipe().sets]


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    return _write(tmp_path, tiny_recipe())


def _write(folder: Path, recipe: Any) -> str:
    path = folder / "tiny.toml"
    path.write_text(recipe_text(recipe), encoding="utf-8")
    return str(path)


def test_a_run_from_raw_sets_to_a_finished_folder(run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path) -> None:
    result = run_mkt("train", "run", recipe, *sets, "-o", "run", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["recipe"], found["is_new"], found["is_complete"]) == ("tiny", True, True)
    assert [(stage["stage"], stage["step"]) for stage in found["stages"]] == [("pretrain", STEPS), ("finetune", STEPS)]
    out = tmp_path / "run"
    expected = {"model.safetensors", "tokenizer.json", "recipe.toml", "metrics.jsonl", "loss.png", "lexicon.json"}
    assert expected <= {path.name for path in out.iterdir()}
    assert load_recipe(str(out / "recipe.toml")) == tiny_recipe()
    assert Lexicon.load(out / "lexicon.json").kinds
    talk = result.stderr.splitlines()
    assert talk[:3] == ["mkt: reading the training sets", "mkt: making the tokenizer", talk[2]]
    assert any(line.startswith("mkt: pretrain, step 20: loss ") and " bits a character)" in line for line in talk)
    assert talk[-1] == "next: mkt train export run -o run/model"

    again = run_mkt("train", "run", recipe, *sets, "-o", "run")
    assert again.exit_code == 0
    assert again.stderr.splitlines()[0] == "already done: run"
    assert again.stdout.splitlines()[0].split() == [
        "stage",
        "steps",
        "minutes",
        "train",
        "loss",
        "set",
        "held-out",
        "loss",
        "gap",
        "bits",
        "a",
        "character",
    ]


def test_stages_one_by_one_are_the_whole_run(run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path) -> None:
    wrong = run_mkt("train", "finetune", recipe, *sets, "-o", "parts")
    assert wrong.exit_code == 2 and "the stage pretrain comes before finetune" in wrong.stderr
    first = run_mkt("train", "pretrain", recipe, *sets, "-o", "parts", "-q", "--json")
    assert first.exit_code == 0 and not json.loads(first.stdout)["is_complete"] and first.stderr == ""
    assert not (tmp_path / "parts" / "lexicon.json").exists()
    done = run_mkt("train", "pretrain", recipe, *sets, "-o", "parts", "-q", "--json")
    assert not json.loads(done.stdout)["is_new"]
    second = run_mkt("train", "finetune", recipe, *sets, "-o", "parts", "-q", "--json")
    assert json.loads(second.stdout)["is_complete"]
    run_mkt("train", "run", recipe, *sets, "-o", "whole", "-q")
    assert same(weights(tmp_path / "parts"), weights(tmp_path / "whole"))


def test_a_recipe_without_such_a_stage_is_told(run_mkt: Any, sets: list[str], tmp_path: Path) -> None:
    recipe = _write(tmp_path, one_stage())
    result = run_mkt("train", "pretrain", recipe, *sets[:2], "-o", "run")
    assert result.exit_code == 2
    assert "the recipe tiny has no stage pretrain" in result.stderr and "its stages: finetune" in result.stderr


def test_the_tokenizer_alone_is_proven_and_measured(
    run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run_mkt("train", "tokenizer", recipe, *sets, "-o", "run")
    assert result.exit_code == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["language", "en", "zh"]
    assert "run/tokenizer.json: 420 tokens; all " in result.stderr and "texts come back exactly" in result.stderr
    made = (tmp_path / "run" / "tokenizer.json").read_bytes()

    from mtnlg_cli.lm.training import vocabulary

    monkeypatch.setattr(vocabulary, "texts_that_differ", lambda *args: ["Spaß", "Fuß"])
    result = run_mkt("train", "tokenizer", recipe, *sets, "-o", "run", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["differing"] == ["Spaß", "Fuß"]
    assert "2 of " in result.stderr and "texts do not come back exactly" in result.stderr

    assert run_mkt("train", "run", recipe, *sets, "-o", "run", "-q").exit_code == 0
    assert (tmp_path / "run" / "tokenizer.json").read_bytes() == made


def test_the_sets_may_stand_in_the_settings_file(
    run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = [flag.removeprefix("--set=") for flag in sets]
    (tmp_path / "mkt.toml").write_text(f"[train]\nsets = {json.dumps(pieces)}\n", encoding="utf-8")
    assert run_mkt("train", "tokenizer", recipe, "-o", "run").exit_code == 0
    monkeypatch.setenv("MKT_TRAIN_TOKENIZER_SETS", ",".join(pieces[1:]))
    result = run_mkt("train", "tokenizer", recipe, "-o", "run")
    assert result.exit_code == 2 and "no folder for compositions;" in result.stderr


def test_missing_sets_are_listed_with_what_they_are(run_mkt: Any, sets: list[str]) -> None:
    result = run_mkt("train", "run", "embedded", sets[0], "-o", "run")
    assert result.exit_code == 2
    assert "no folder for copy, fragments, open_text, tones; the recipe embedded reads the sets\n" in result.stderr
    assert "    copy          The copy corpus: every sentence of human copy" in result.stderr
    missing = ("copy", "fragments", "open_text", "tones")
    assert f"fix:   {' '.join(f'--set {name}=FOLDER' for name in missing)}\n" in result.stderr


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--set=e2e=here"], "does not read the set e2e"),
        (["--set=copy"], '--set has a piece that is not NAME=FOLDER: "copy"'),
        (["--set=copy=a", "--set=copy=b"], "--set names copy twice"),
        (["--set=copy=nowhere"], "the folder of the set copy is not there"),
        (["--minutes", "0"], "--minutes must be above 0"),
        (["--minutes", "5"], "all stages of the recipe tiny count steps"),
        (["--device", "tpu"], '--device must be auto, cpu or cuda, got "tpu"'),
    ],
)
def test_wrong_flags_are_told_before_anything_is_made(
    flags: list[str], message: str, run_mkt: Any, recipe: str, tmp_path: Path
) -> None:
    result = run_mkt("train", "run", recipe, *flags, "-o", "run")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "run").exists()


def test_a_damaged_corpus_is_told(run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path) -> None:
    (tmp_path / "corpus" / "en_c.jsonl").write_text('{"id": "x"', encoding="utf-8")
    result = run_mkt("train", "run", recipe, *sets, "-o", "run")
    assert result.exit_code == 2
    assert "cannot be read: JSONDecodeError" in result.stderr and "Traceback" not in result.stderr


def test_another_seed_in_the_same_folder_is_refused_with_what_changed(
    run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path
) -> None:
    assert run_mkt("train", "tokenizer", recipe, *sets, "-o", "run").exit_code == 0
    result = run_mkt("train", "run", recipe, *sets, "-o", "run", "--seed", "5")
    assert result.exit_code == 75
    assert "the folder holds a run of other settings:\n    seed: 0 -> 5\n" in result.stderr
    _write(tmp_path, one_stage(learning_rate=0.1))
    result = run_mkt("train", "run", recipe, *sets[:2], "-o", "run")
    assert result.exit_code == 75
    assert "stage 1 (finetune) learning_rate: none -> 0.1" in result.stderr


def test_a_model_that_is_no_runs_is_left_alone(run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").write_bytes(b"mine")
    result = run_mkt("train", "run", recipe, *sets, "-o", "mine")
    assert result.exit_code == 75
    assert "no training run of mkt left there" in result.stderr
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() == b"mine"


def test_raw_open_text_is_cleaned_once_into_the_runs_folder(
    run_mkt: Any, recipe: str, sets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[Path] = []

    def build_corpus(data: Path, output: Path, **settings: Any) -> None:
        cleaned.append(data)
        settings["on_progress"]("write", 1234)
        output.mkdir()
        (output / "open_text.jsonl").write_bytes((tmp_path / "text" / "open_text.jsonl").read_bytes())

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "some.jsonl.xz").write_bytes(lzma.compress(b"{}"))
    flags = [*(flag for flag in sets if "=open_text=" not in flag), f"--set=open-text={raw}"]
    monkeypatch.setattr("mtnlg_cli.pipelines.build_corpus.build_corpus", build_corpus)
    for _ in range(2):
        result = run_mkt("train", "tokenizer", recipe, *flags, "-o", "run")
        assert result.exit_code == 0, result.stderr
    assert cleaned == [raw]
    assert sorted(path.name for path in (tmp_path / "run" / train_folder.CORPUS).iterdir()) == ["open_text.jsonl"]


def _start(recipe: str, sets: list[str], out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mtnlg_cli", "train", "run", recipe, *sets, "-o", str(out), "--threads", "1"]
    return subprocess.Popen(
        command,
        cwd=out.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_signal_leaves_a_checkpoint_and_a_second_run_is_turned_away(
    run_mkt: Any, sets: list[str], tmp_path: Path
) -> None:
    recipe = _write(tmp_path, one_stage(steps=100_000))
    out = tmp_path / "run"
    first = _start(recipe, sets[:2], out)
    line = ""
    while "training: stage 1 of 1" not in line:
        assert first.stderr is not None
        line = first.stderr.readline()
        assert line, first.wait()
    time.sleep(0.5)
    second = run_mkt("train", "run", recipe, *sets[:2], "-o", str(out))
    assert second.exit_code == 75 and f"pid {first.pid} on " in second.stderr
    sent = time.monotonic()
    first.send_signal(signal.SIGTERM)
    _, err = first.communicate(timeout=60)
    assert time.monotonic() - sent < 5
    assert first.returncode == 143
    state = json.loads((out / "state.json").read_text(encoding="utf-8"))
    assert state["step"] > 0
    assert (
        "stopped by SIGTERM: the stage finetune is kept up to its last step" in err
        and f"to go on: mkt train run {recipe}" in err
    )
    assert "Traceback" not in err


def test_a_line_says_where_the_run_stands() -> None:
    from mtnlg_cli.cli._train_progress import describe
    from mtnlg_cli.pipelines.train_config import TrainProgress

    stage = StageProgress(
        stage="finetune", stage_index=1, step=1340, share=0.25, seconds=60, loss=2.31, tokens_per_s=4596
    )
    progress = TrainProgress(phase="train", stage=stage, num_stages=2)
    text = "training: stage 2 of 2 (finetune), step 1,340, 25 %, loss 2.310, 4,596 tokens/s, about 3 min 0 s left"
    assert describe(progress) == text
    assert describe(replace(progress, stage=replace(stage, share=0.0, loss=None))) == (
        "training: stage 2 of 2 (finetune), step 1,340, 0 %"
    )
    assert describe(TrainProgress(phase="corpus", detail="write, 12")) == "cleaning the open text: write, 12"
