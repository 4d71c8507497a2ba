"""The engine on real tiny models: our loop against transformers' own, seeds, neighbours, limits, memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tiny_models import CONTEXT, make_prompt, save_model
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.decoding import Decoded, Row, decode_batch
from mtnlg_cli.generation.draws import row_seed, uniforms
from mtnlg_cli.generation.engine import EngineOptions, GenerationFailure, create_engine
from mtnlg_cli.generation.engines.transformers import TransformersEngine
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.generation.steppers import CausalStepper, Seq2SeqStepper

KINDS = ("llama", "gpt2", "mistral", "t5", "bart")
TEXTS = ("Steel pan, 24 cm.", "牛仔夹克，浅蓝色", "a", "The thermos keeps tea hot for the whole day. " * 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            made[kind] = save_model(tmp_path_factory.mktemp(kind), kind, chat=kind == "llama")
        return made[kind]

    return get


def make_engine(path: Path, **options) -> TransformersEngine:
    return create_engine("transformers", options=EngineOptions(model=str(path), device="cpu", **options))


def texts_of(results) -> list[list[str]]:
    return [[candidate.fields["text"][0] for candidate in candidates] for candidates in results]


def stepper_for(kind: str, path: Path):
    if kind in ("t5", "bart"):
        model = AutoModelForSeq2SeqLM.from_pretrained(path).eval()
        return model, Seq2SeqStepper(model, pad_id=0, start_id=model.generation_config.decoder_start_token_id)
    model = AutoModelForCausalLM.from_pretrained(path).eval()
    return model, CausalStepper(model, pad_id=0)


def decode_greedy(stepper, prompts: list[list[int]], *, steps: int, length: int, fixed: bool) -> list[Decoded]:
    rows = [Row(ids=tuple(ids), length=length, draws=((0.0,) * steps,)) for ids in prompts]
    done: dict[int, list[Decoded]] = {}
    decode_batch(
        stepper,
        rows,
        width=len(rows) + 2,
        sampling=SamplingConfig(temperature=0.0, max_new_tokens=steps),
        end_ids={2},
        fixed_shape=fixed,
        on_row=done.__setitem__,
    )
    return [done[index][0] for index in range(len(rows))]


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_greedy_decoding_equals_generate_token_by_token(folder, kind, fixed):
    model, stepper = stepper_for(kind, folder(kind))
    tokenizer = AutoTokenizer.from_pretrained(folder(kind))
    prompts = [tokenizer(text)["input_ids"] for text in TEXTS]
    decoded = decode_greedy(stepper, prompts, steps=24, length=160, fixed=fixed)
    for ids, ours in zip(prompts, decoded, strict=True):
        theirs = model.generate(
            torch.tensor([ids]), do_sample=False, max_new_tokens=24, attention_mask=torch.ones(1, len(ids), dtype=int)
        )[0].tolist()
        theirs = theirs[1:] if kind in ("t5", "bart") else theirs[len(ids) :]
        assert ours.tokens == (theirs[: theirs.index(2)] if 2 in theirs else theirs)
    assert max(len(ours.tokens) for ours in decoded) == 24


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_logprob_is_the_mean_of_the_models_own_log_softmax(folder, kind):
    model, stepper = stepper_for(kind, folder(kind))
    ids = AutoTokenizer.from_pretrained(folder(kind))("Steel pan")["input_ids"]
    decoded = decode_greedy(stepper, [ids], steps=6, length=32, fixed=False)[0]
    if kind == "t5":
        logits = model(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([[0, *decoded.tokens]])).logits[0]
    else:
        logits = model(input_ids=torch.tensor([[*ids, *decoded.tokens]])).logits[0][len(ids) - 1 :]
    own = logits.log_softmax(dim=-1)
    expected = sum(own[i, token].item() for i, token in enumerate(decoded.tokens))
    assert decoded.logprob_sum == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_gets_the_same_copy_alone_among_others_and_in_any_order(folder, kind):
    engine = make_engine(folder(kind))
    sampling = SamplingConfig(candidates=2, temperature=0.8, max_new_tokens=16)
    prompts = [make_prompt(f"{text} {n}") for n, text in enumerate(TEXTS * 3)]
    together = engine.generate(prompts, sampling=sampling)
    assert [engine.generate([prompt], sampling=sampling)[0] for prompt in prompts] == together
    assert engine.generate(prompts[::-1], sampling=sampling)[::-1] == together
    assert create_again(engine, folder(kind)).generate(prompts[:5], sampling=sampling) == together[:5]


def create_again(engine: TransformersEngine, path: Path) -> TransformersEngine:
    again = make_engine(path)
    assert again is not engine
    return again


def test_candidates_follow_the_seed_the_row_key_and_the_attempt(folder):
    engine = make_engine(folder("llama"))
    sampling = SamplingConfig(candidates=3, temperature=1.0, max_new_tokens=12)
    prompt = make_prompt("Steel pan", key="row-1")
    first = engine.generate([prompt], sampling=sampling)[0]
    assert [candidate.index for candidate in first] == [0, 1, 2]
    assert len({candidate.fields["text"] for candidate in first}) == 3
    assert first[1].seed == row_seed(0, "row-1", 1, 0)
    assert engine.generate([prompt], sampling=sampling)[0] == first
    others = (
        engine.generate([prompt], sampling=SamplingConfig(candidates=3, temperature=1.0, max_new_tokens=12, seed=1)),
        engine.generate([prompt], sampling=sampling, attempt=1),
        engine.generate([make_prompt("Steel pan", key="row-2")], sampling=sampling),
    )
    for other in others:
        assert {c.fields["text"] for c in other[0]}.isdisjoint({c.fields["text"] for c in first})


def test_more_candidates_leave_the_first_ones_as_they_were_without_fixed_shapes(folder):
    engine = make_engine(folder("llama"), deterministic=False)
    few, many = (
        engine.generate([make_prompt("Pan")], sampling=SamplingConfig(candidates=n, max_new_tokens=8))[0]
        for n in (2, 4)
    )
    assert [c.fields for c in many[:2]] == [c.fields for c in few]


def test_temperature_zero_decodes_one_candidate(folder):
    results = make_engine(folder("llama")).generate(
        [make_prompt("Steel pan")], sampling=SamplingConfig(temperature=0.0, max_new_tokens=8)
    )
    assert len(results[0]) == 1


def test_reaching_the_token_limit_is_told(folder):
    results = make_engine(folder("llama")).generate(
        [make_prompt("Steel pan")], sampling=SamplingConfig(candidates=1, temperature=0.0, max_new_tokens=5)
    )
    assert (results[0][0].finish_reason, results[0][0].num_tokens) == ("length", 5)


@pytest.mark.parametrize("kind", ["llama", "bart"])
def test_a_prompt_longer_than_the_context_fails_alone_with_token_counts(folder, kind):
    engine = make_engine(folder(kind))
    results = engine.generate(
        [make_prompt("Pan"), make_prompt("z" * 600), make_prompt("Pot")],
        sampling=SamplingConfig(candidates=1, max_new_tokens=8),
    )
    assert isinstance(results[1], GenerationFailure)
    assert results[1] == []
    limit = CONTEXT - 8 if kind == "llama" else CONTEXT
    assert "the prompt is too long: 6" in results[1].what
    assert f"the model takes {limit} (context {CONTEXT}, 8 of it for the answer)" in results[1].what
    assert len(results[0]) == len(results[2]) == 1


def test_a_prompt_that_just_fits_is_answered(folder):
    engine = make_engine(folder("gpt2"))
    sampling = SamplingConfig(candidates=2, max_new_tokens=CONTEXT - 100)
    results = engine.generate([make_prompt("z" * 100), make_prompt("z" * 101)], sampling=sampling)
    assert len(results[0]) == 2
    assert isinstance(results[1], GenerationFailure)


@pytest.mark.parametrize("kind", ["llama", "bart"])
def test_an_answer_longer_than_the_context_is_refused_at_once(folder, kind):
    with pytest.raises(
        MktError, match=f"--max-new-tokens {CONTEXT} leaves no room in the model's context of {CONTEXT}"
    ):
        make_engine(folder(kind)).generate([make_prompt("Pan")], sampling=SamplingConfig(max_new_tokens=CONTEXT))


class _ShortOfMemory:
    """A real stepper on a machine that holds only so many rows."""

    def __init__(self, inner, max_rows: int, widths: list[int]) -> None:
        self._inner, self._max_rows, self._widths = inner, max_rows, widths

    def start(self, prompts, *, length):
        self._widths.append(len(prompts))
        if len(prompts) > self._max_rows:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return self._inner.start(prompts, length=length)

    def __getattr__(self, name):
        return getattr(self._inner, name)


class _ShortEngine(TransformersEngine):
    max_rows = 2

    def _stepper(self):
        self.widths = getattr(self, "widths", [])
        return _ShortOfMemory(super()._stepper(), self.max_rows, self.widths)


def test_out_of_memory_halves_the_batch_and_keeps_every_row(folder):
    path = folder("llama")
    engine = _ShortEngine(EngineOptions(device="cpu", batch_size=16, deterministic=False), model=str(path))
    sampling = SamplingConfig(candidates=2, max_new_tokens=6)
    prompts = [make_prompt(f"Pan {n}") for n in range(7)]
    results = engine.generate(prompts, sampling=sampling)
    expected = make_engine(path, batch_size=4, deterministic=False).generate(prompts, sampling=sampling)
    assert texts_of(results) == texts_of(expected)
    assert engine.widths == [7, 4, 2, 2, 2, 1]
    assert engine.info().notes == (
        "out of memory at 8 rows a batch; went on with 4",
        "out of memory at 4 rows a batch; went on with 2",
    )


def test_a_row_that_has_no_room_even_alone_fails_alone(folder):
    engine = _ShortEngine(EngineOptions(device="cpu", batch_size=2), model=str(folder("t5")))
    engine.max_rows = 0
    results = engine.generate([make_prompt("Pan"), make_prompt("Pot")], sampling=SamplingConfig(max_new_tokens=4))
    assert [type(result) for result in results] == [GenerationFailure] * 2
    assert results[0].what == "out of memory with this row alone"


def test_other_runtime_errors_are_not_taken_for_memory(folder):
    engine = _ShortEngine(EngineOptions(device="cpu"), model=str(folder("llama")))
    engine.load()
    engine._ready.model.lm_head = torch.nn.Linear(3, 3)
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        engine.generate([make_prompt("Pan")], sampling=SamplingConfig(max_new_tokens=4))


def test_numbers_that_are_not_finite_fail_the_row_with_a_reason(folder):
    engine = make_engine(folder("llama"))
    engine.load()
    with torch.no_grad():
        engine._ready.model.lm_head.weight.fill_(float("nan"))
    results = engine.generate([make_prompt("Pan")], sampling=SamplingConfig(max_new_tokens=4))
    assert results[0].what == "the model's numbers are not finite"


def test_info_pins_the_model_before_it_is_loaded(folder):
    import hashlib

    path = folder("bart")
    info = make_engine(path).info()
    assert info.model == str(path)
    assert info.weights_sha256 == hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    assert info.revision is None
    assert {"torch", "transformers", "tokenizers", "device", "dtype"} <= set(info.versions)


def test_the_engine_asks_for_a_model():
    with pytest.raises(MktError, match="needs --model"):
        create_engine("transformers", options=EngineOptions())


def test_draws_cover_every_step_and_candidate(folder):
    engine = make_engine(folder("llama"))
    sampling = SamplingConfig(candidates=2, max_new_tokens=7)
    row = engine._row(make_prompt("Pan", key="k"), sampling=sampling, attempt=3)
    assert row.draws == tuple(tuple(uniforms(0, "k", index, 3, 7)) for index in range(2))
