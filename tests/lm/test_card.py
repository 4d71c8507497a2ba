"""The card's account of a run, worked by hand."""

from __future__ import annotations

from typing import Any

from mtnlg_cli.lm.card import stages_of


def _report(stage: str, step: int, **figures: Any) -> dict[str, Any]:
    base = {
        "step": step,
        "minutes": step / 10,
        "train_loss": 4.0,
        "examples": 100,
        "tokens_per_s": 50.0,
        "seconds": 10.0,
    }
    return {"stage": stage, **base, **figures}


def test_each_stage_sums_its_windows_and_keeps_the_last_figures() -> None:
    reports = [
        _report("pretrain", 10, **{"open_text.loss": 5.0}),
        _report("finetune", 3, **{"copy.loss": 4.5, "copy.bits_per_char": 1.5}),
        _report(
            "finetune", 8, tokens_per_s=80.0, seconds=20.0, train_loss=3.0, **{"copy.loss": 4.0, "tones.loss": 2.0}
        ),
    ]
    pretrain, finetune = stages_of(reports)
    assert pretrain["held_out"] == {"open_text": {"loss": 5.0}}
    assert finetune == {
        "stage": "finetune",
        "steps": 8,
        "minutes": 0.8,
        "examples": 200,
        "tokens_per_s": 70,
        "train_loss": 3.0,
        "held_out": {"copy": {"loss": 4.0}, "tones": {"loss": 2.0}},
    }


def test_two_stages_of_one_name_stay_two() -> None:
    reports = [_report("finetune", 10, stage_index=0), _report("finetune", 4, stage_index=1)]
    assert [stage["steps"] for stage in stages_of(reports)] == [10, 4]
