"""The fake engine: facts of the row, every channel's limits held, the same for the same seed, and no pose."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from tiny_models import make_prompt

from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Attribute, Product
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import ENGINES, EngineOptions, GenerationFailure, create_engine
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.text.counters import count_length

LONG = Product(
    id="L",
    language="en",
    title="Everlasting Extra Long Handle Stainless Steel Frying Pan With Lid And Two Silicone Grips For Big Kitchens",
    attributes=tuple(Attribute("feature", f"useful feature number {n} of the pan", "Features") for n in range(30)),
)


def prompt_for(product: Product, channel: str):
    return replace(
        make_prompt("x", key=f"{product.id}/{channel}"),
        product=product,
        channel=get_channel(channel),
        language=product.language,
    )


@pytest.fixture
def engine():
    return create_engine("fake", options=EngineOptions())


@pytest.mark.parametrize("channel", CHANNELS.names())
def test_every_text_fits_its_field(engine, product, product_zh, channel):
    for row in (product, product_zh, LONG):
        for candidate in engine.generate([prompt_for(row, channel)], sampling=SamplingConfig(candidates=8))[0]:
            for field in get_channel(channel).fields:
                texts = candidate.fields[field.name]
                assert 1 <= len(texts) <= field.max_texts
                assert len(set(texts)) == len(texts)
                assert all(texts)
                if field.max_length is not None:
                    assert all(count_length(text, field.counter) <= field.max_length for text in texts)


def test_the_same_seed_gives_the_same_copy_and_another_another(engine, product):
    prompts = [prompt_for(product, "product-description")]
    first = engine.generate(prompts, sampling=SamplingConfig())
    assert engine.generate(prompts, sampling=SamplingConfig()) == first
    assert engine.generate(prompts, sampling=SamplingConfig(seed=1)) != first
    assert engine.generate(prompts, sampling=SamplingConfig(), attempt=1) != first
    assert len({candidate.fields["description"] for candidate in first[0]}) > 1


def test_copy_says_what_the_row_says(engine, product, product_zh):
    english = engine.generate([prompt_for(product, "product-description")], sampling=SamplingConfig())[0][0]
    text = english.fields["description"][0]
    assert all(fact in text.lower() for fact in ("trailmate water bottle", "forest green", "stainless steel", "750 ml"))
    chinese = engine.generate([prompt_for(product_zh, "product-description")], sampling=SamplingConfig())[0][0]
    text = chinese.fields["description"][0]
    assert all(fact in text for fact in ("牛仔夹克", "浅蓝色", "牛仔布", "宽松", "翻领"))


def test_a_row_without_facts_fails_with_a_reason(engine):
    results = engine.generate([prompt_for(Product(id="E", language="en"), "sms")], sampling=SamplingConfig())
    assert isinstance(results[0], GenerationFailure)
    assert results[0] == []
    assert "no fact" in results[0].what


def test_it_never_poses_as_a_model(engine):
    assert engine.info().model == "fake"
    assert "fake" in ENGINES.names()
    with pytest.raises(MktError, match="takes no --model"):
        create_engine("fake", options=EngineOptions(model="some/model"))


def test_planted_faults_come_at_the_rate_asked_for(product, monkeypatch):
    monkeypatch.setenv("MKT_FAKE_FAULT_RATE", "0.5")
    engine = create_engine("fake", options=EngineOptions())
    prompts = [replace(prompt_for(product, "sms"), row_key=f"row-{n}") for n in range(200)]
    faults = sum(
        "987 W" in candidates[0].fields["text"][0]
        for candidates in engine.generate(prompts, sampling=SamplingConfig(candidates=1))
    )
    assert 70 <= faults <= 130


def test_the_delay_is_a_row_long(product, monkeypatch):
    monkeypatch.setenv("MKT_FAKE_DELAY_MS", "20")
    engine = create_engine("fake", options=EngineOptions())
    start = time.perf_counter()
    engine.generate([prompt_for(product, "sms")] * 3, sampling=SamplingConfig(candidates=1))
    assert time.perf_counter() - start >= 0.06


def test_a_bad_environment_value_is_named(monkeypatch):
    monkeypatch.setenv("MKT_FAKE_DELAY_MS", "soon")
    with pytest.raises(MktError, match="MKT_FAKE_DELAY_MS is not a number: soon"):
        create_engine("fake", options=EngineOptions())
