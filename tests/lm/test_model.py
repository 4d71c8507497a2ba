"""The model computes what it says: no look ahead, no leak from padding, caches true, one batch overfits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.lm.card import write_card
from mtnlg_cli.lm.dataset import encode_pairs, tensors
from mtnlg_cli.lm.embedded import load_model, load_writer
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.task import Fact, SentenceTask
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.train import Trainer, batch_loss, evaluate, save
from tests.lm.tiny import tiny_model, tiny_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return tiny_vocabulary()


@pytest.fixture
def model(vocabulary: Vocabulary) -> EncoderDecoder:
    return tiny_model(vocabulary)


def _task(material: str) -> SentenceTask:
    return SentenceTask(
        language="en",
        unit="description",
        role="mid",
        tone="plain",
        name="skillet",
        uses_name=True,
        facts=(Fact("material", material),),
    )


def test_a_later_target_token_does_not_change_earlier_logits(model: EncoderDecoder) -> None:
    source = torch.randint(50, 300, (2, 9))
    target = torch.randint(50, 300, (2, 7))
    changed = target.clone()
    changed[:, 5:] = 60
    with torch.inference_mode():
        assert torch.allclose(model(source, target)[:, :5], model(source, changed)[:, :5], atol=1e-6)


def test_padding_of_the_source_does_not_change_the_logits(model: EncoderDecoder) -> None:
    source = torch.randint(50, 300, (1, 9))
    padded = torch.cat([source, torch.zeros(1, 6, dtype=torch.long)], dim=1)
    target = torch.randint(50, 300, (1, 7))
    with torch.inference_mode():
        assert torch.allclose(model(source, target), model(padded, target), atol=1e-5)


def test_cached_steps_equal_the_full_pass(model: EncoderDecoder) -> None:
    source, target = torch.randint(50, 300, (3, 9)), torch.randint(50, 300, (3, 7))
    with torch.inference_mode():
        full = model(source, target)
        memory, mask = model.encode(source)
        caches = model.start_cache(memory, length=7)
        for position in range(7):
            step = model.step(target[:, position], caches, mask, position)
            assert torch.allclose(step, full[:, position], atol=1e-5)


def test_padded_labels_do_not_count_in_the_loss(model: EncoderDecoder, vocabulary: Vocabulary) -> None:
    pairs = encode_pairs([(_task("oak"), "The <name> is <v1>.")], vocabulary, model.config)
    longer = encode_pairs([(_task("oak"), "The <name> is made of <v1>, all of it.")], vocabulary, model.config)
    with torch.inference_mode():
        alone = batch_loss(model, tensors(pairs, vocabulary))
        source, decoder_input, labels = tensors(pairs + longer, vocabulary)
        labels[1] = 0
        assert torch.allclose(alone, batch_loss(model, (source, decoder_input, labels)), atol=1e-5)


def test_one_batch_overfits(vocabulary: Vocabulary) -> None:
    model = tiny_model(vocabulary)
    trainer = Trainer(model, vocabulary, minutes=10, peak_rate=3e-2)
    pairs = encode_pairs(
        [(_task("oak"), "The <name> is <v1>."), (_task("linen"), "We use <v1> here.")], vocabulary, model.config
    )
    first = trainer.train_step(pairs)
    for _ in range(120):
        last = trainer.train_step(pairs)
    assert last < first / 4


def test_the_source_gap_of_a_model_that_reads_nothing_is_zero(model: EncoderDecoder, vocabulary: Vocabulary) -> None:
    pairs = encode_pairs(
        [(_task("oak"), f"The <name> is <v1>{'.' * n}") for n in range(1, 10)], vocabulary, model.config
    )
    figures = evaluate(model, pairs, vocabulary)
    assert abs(figures["source_gap"]) < 0.05
    assert figures["loss"] > 1


def test_a_saved_model_gives_the_same_logits_to_half_precision(
    model: EncoderDecoder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    save(model, model.state_dict(), tmp_path)
    loaded = load_model(tmp_path / "model.safetensors")
    source, target = torch.randint(50, 300, (2, 9)), torch.randint(50, 300, (2, 7))
    with torch.inference_mode():
        assert torch.allclose(model(source, target), loaded(source, target), atol=2e-2)
    assert all(value.dtype == torch.float16 for value in load_file(tmp_path / "model.safetensors").values())


def test_a_missing_or_damaged_model_says_which_file(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentStop, match=r"model\.safetensors is missing"):
        load_writer(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EnvironmentStop, match="cannot be read"):
        load_model(tmp_path / "model.safetensors")


def test_the_card_names_the_weights_and_the_last_figures_of_each_run(
    model: EncoderDecoder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    save(model, model.state_dict(), tmp_path)
    lines = ['{"parameters": 9}', '{"loss": 4.0}', '{"loss": 3.0}', '{"parameters": 9}', '{"loss": 2.0}']
    (tmp_path / "training.jsonl").write_text("\n".join(lines), encoding="utf-8")
    write_card(tmp_path, config=model.config, parameters=9, products={"train": 2, "held_out": 1})
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["training"] == [{"loss": 3.0}, {"loss": 2.0}]
    assert card["weights_sha256"] == hashlib.sha256((tmp_path / "model.safetensors").read_bytes()).hexdigest()
    assert card["config"]["vocabulary_size"] == vocabulary.size
