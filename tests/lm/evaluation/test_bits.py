"""Bits a character by hand, and the loss of an answer against the models' own."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

from mtnlg_cli.lm.evaluation.bits import answer_nats, bits_per_character
from tests.generation.tiny_models import save_model


def test_nats_become_bits_over_all_characters():
    assert bits_per_character([2 * math.log(2), 4 * math.log(2)], ["ab", "c"]) == pytest.approx(2)
    assert bits_per_character([], []) is None


def test_a_causal_model_is_asked_for_the_answer_alone(tmp_path: Path):
    model = AutoModelForCausalLM.from_pretrained(save_model(tmp_path)).eval()
    prompt, answer = [7, 8, 9], [10, 11, 2]
    ids = torch.tensor([prompt + answer])
    labels = torch.tensor([[-100] * len(prompt) + answer])
    with torch.no_grad():
        expected = float(model(input_ids=ids, labels=labels).loss) * len(answer)
    assert answer_nats(model, prompt, answer, start=None) == pytest.approx(expected, rel=1e-4)


def test_a_seq2seq_model_reads_the_prompt_with_its_encoder(tmp_path: Path):
    model = AutoModelForSeq2SeqLM.from_pretrained(save_model(tmp_path, "t5")).eval()
    prompt, answer = [7, 8, 9], [10, 11, 2]
    with torch.no_grad():
        loss = model(input_ids=torch.tensor([prompt]), labels=torch.tensor([answer])).loss
    assert answer_nats(model, prompt, answer, start=[0]) == pytest.approx(float(loss) * len(answer), rel=1e-4)
