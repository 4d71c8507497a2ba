"""The stock layout: transformers and CTranslate2 compute what our model computes, and the way back loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.loading import load_model as load_folder
from mtnlg_cli.generation.model_folder import inspect_folder
from mtnlg_cli.lm.export import read_stock, save_stock
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.task import BOS, EOS
from mtnlg_cli.lm.tokenizer import Vocabulary, train_tokenizer
from tests.lm.tiny import ATTRIBUTE, RECORD_EN, RECORD_ZH

LONGEST = 12


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    texts = [json.dumps(record, ensure_ascii=False) for record in (RECORD_EN, RECORD_ZH, ATTRIBUTE)]
    train_tokenizer(texts, vocabulary_size=420).save(str(path))
    return path


@pytest.fixture(scope="module")
def vocabulary(tokenizer: Path) -> Vocabulary:
    return Vocabulary.load(tokenizer)


@pytest.fixture(scope="module")
def model(vocabulary: Vocabulary) -> EncoderDecoder:
    """Random weights far from their start values, so that every norm, bias and position counts."""
    torch.manual_seed(3)
    config = ModelConfig(
        vocabulary_size=vocabulary.size,
        width=32,
        heads=4,
        feed_forward=48,
        encoder_layers=3,
        decoder_layers=2,
        max_source=24,
        max_target=16,
    )
    model = EncoderDecoder(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.5 * torch.randn_like(parameter))
        model.embedding.weight.mul_(0.2)
    return model


@pytest.fixture(scope="module")
def stock(model: EncoderDecoder, tokenizer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    save_stock(model, tokenizer, folder)
    return folder


@pytest.fixture(scope="module")
def mbart(stock: Path) -> Any:
    model, report = AutoModelForSeq2SeqLM.from_pretrained(stock, output_loading_info=True, local_files_only=True)
    assert not any(report.values()), report
    return model.eval()


@pytest.fixture(scope="module")
def sources(model: EncoderDecoder) -> list[list[int]]:
    """Three sources of different lengths, one as long as the model takes."""
    numbers = torch.Generator().manual_seed(5)
    return [torch.randint(150, 400, (length,), generator=numbers).tolist() for length in (5, 11, 24)]


def _padded(rows: list[list[int]]) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])


def _greedy(model: EncoderDecoder, source: list[int], vocabulary: Vocabulary) -> list[int]:
    """The likeliest tokens one by one, without the end token, by the plain full pass."""
    ids = [vocabulary.special_id[BOS]]
    with torch.inference_mode():
        while len(ids) <= LONGEST:
            best = int(model(torch.tensor([source]), torch.tensor([ids]))[0, -1].argmax())
            if best == vocabulary.special_id[EOS]:
                break
            ids.append(best)
    return ids[1:]


def test_the_logits_are_those_of_mbart_with_and_without_padding(
    model: EncoderDecoder, mbart: Any, sources: list[list[int]]
) -> None:
    target = torch.randint(150, 400, (3, 16), generator=torch.Generator().manual_seed(7))
    source = _padded(sources)
    with torch.inference_mode():
        ours = model(source, target)
        theirs = mbart(input_ids=source, attention_mask=(source != 0).long(), decoder_input_ids=target).logits
        assert ours.std() > 0.5
        assert torch.allclose(ours, theirs, atol=1e-4)
        for row, ids in enumerate(sources):
            alone = mbart(input_ids=torch.tensor([ids]), decoder_input_ids=target[row : row + 1]).logits
            assert torch.allclose(ours[row], alone[0], atol=1e-4)


def test_greedy_generation_is_ours(
    model: EncoderDecoder, mbart: Any, sources: list[list[int]], vocabulary: Vocabulary
) -> None:
    start, end = vocabulary.special_id[BOS], vocabulary.special_id[EOS]
    for source in sources:
        expected = _greedy(model, source, vocabulary)
        assert len(set(expected)) > 1
        found = mbart.generate(torch.tensor([source]), max_new_tokens=LONGEST, do_sample=False)[0].tolist()
        assert found[0] == start
        assert found[1 : found.index(end) if end in found else None] == expected


def test_the_stock_tokenizer_gives_our_ids_and_our_text(stock: Path, vocabulary: Vocabulary) -> None:
    tokenizer = AutoTokenizer.from_pretrained(stock, local_files_only=True)
    for text in ("Carbon steel, 1.7 kg ; ok .", "禾灶炖锅  4.5kg\n", "ﬁ é 🧵"):
        ids = tokenizer(text)["input_ids"]
        assert ids == vocabulary.encode(text)
        assert tokenizer.decode(ids) == text
    assert tokenizer("<en><name>x")["input_ids"][:2] == [vocabulary.special_id["<en>"], vocabulary.special_id["<name>"]]
    assert (tokenizer.pad_token_id, tokenizer.model_max_length) == (0, 24)


def test_the_way_back_loses_nothing(model: EncoderDecoder, stock: Path) -> None:
    back = read_stock(stock)
    assert back.config == model.config
    theirs = back.state_dict()
    assert all(torch.equal(value, theirs[name]) for name, value in model.state_dict().items())
    assert len(theirs) == len(model.state_dict())


def test_what_transformers_saves_again_is_read_too(
    model: EncoderDecoder, mbart: Any, sources: list[list[int]], tmp_path: Path
) -> None:
    mbart.save_pretrained(tmp_path)
    back = read_stock(tmp_path)
    assert back.config == model.config
    assert torch.equal(back.embedding.weight, model.embedding.weight)


def test_generation_takes_the_folder(stock: Path, vocabulary: Vocabulary) -> None:
    loaded = load_folder(inspect_folder(stock), device="cpu", dtype="auto")
    assert loaded.is_seq2seq
    assert (loaded.context, loaded.pad_id, loaded.first_id) == (24, 0, None)
    assert (loaded.start_id, loaded.end_ids) == (vocabulary.special_id[BOS], {vocabulary.special_id[EOS]})


def test_another_folder_is_refused(stock: Path, tmp_path: Path) -> None:
    with pytest.raises(MktError, match="not a model in the stock layout"):
        read_stock(tmp_path)
    config = json.loads((stock / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config))
    tensors = load_file(stock / "model.safetensors")
    tensors.pop("model.shared.weight")
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(MktError, match=r"model\.shared\.weight"):
        read_stock(tmp_path)
    del config["max_target"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(MktError, match="max_target"):
        read_stock(tmp_path)


@pytest.fixture(scope="module")
def translator(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same folder through CTranslate2's own converter."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    folder = tmp_path_factory.mktemp("ct2") / "model"
    ctranslate2.converters.TransformersConverter(str(stock)).convert(str(folder))
    return ctranslate2.Translator(str(folder), device="cpu", compute_type="float32", intra_threads=1)


@pytest.fixture(scope="module")
def tokens(stock: Path) -> Callable[[list[int]], list[str]]:
    """Ids -> the tokens CTranslate2 speaks."""
    convert: Callable[[list[int]], list[str]] = AutoTokenizer.from_pretrained(stock).convert_ids_to_tokens
    return convert


def test_ctranslate2_writes_greedily_what_we_write(
    translator: Any, model: EncoderDecoder, sources: list[list[int]], vocabulary: Vocabulary, tokens: Any
) -> None:
    results = translator.translate_batch(
        [tokens(ids) for ids in sources],
        target_prefix=[[BOS]] * len(sources),
        beam_size=1,
        max_decoding_length=LONGEST,
    )
    for source, result in zip(sources, results, strict=True):
        assert result.hypotheses[0] == tokens(_greedy(model, source, vocabulary))


def test_ctranslate2_scores_a_target_as_we_do(
    translator: Any, model: EncoderDecoder, sources: list[list[int]], vocabulary: Vocabulary, tokens: Any
) -> None:
    start, end = vocabulary.special_id[BOS], vocabulary.special_id[EOS]
    targets = [[200, 300, 250, 199], [160], [170, 180, 190, 200, 210, 220, 230]]
    found = translator.score_batch([tokens(ids) for ids in sources], [[BOS, *tokens(ids)] for ids in targets])
    for source, target, result in zip(sources, targets, found, strict=True):
        with torch.inference_mode():
            logits = model(torch.tensor([source]), torch.tensor([[start, *target]]))[0]
        ours = logits.log_softmax(-1)[torch.arange(len(target) + 1), [*target, end]]
        assert result.tokens == [*tokens(target), EOS]
        assert torch.allclose(ours, torch.tensor(result.log_probs), atol=1e-4)
