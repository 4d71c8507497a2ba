"""Plans: which facts go where, in which tone, and when a text is long enough."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from mtnlg_cli.catalog.facts import product_from_facts
from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief
from mtnlg_cli.lm.bank import build_bank
from mtnlg_cli.lm.planning import TextPlan, plan_copy, supported_channels, wants_sentence
from mtnlg_cli.lm.rungs import rungs_below
from mtnlg_cli.lm.subject import subject_of_product
from mtnlg_cli.lm.task import LINE, Fact, SentenceTask, line_task
from tests.lm.tiny import tiny_lexicon

FRAMES = {
    "en": [
        {"tone": "warm", "role": "open", "text": "Come in and sit down."},
        {"tone": "warm", "role": "open", "text": "Say hello to the <brand> <name>, made of <material1>."},
        {"tone": "warm", "role": "mid", "text": "There is a <one1>, with love."},
        {"tone": "warm", "role": "mid", "text": "In <color1>, like home."},
        {"tone": "warm", "role": "mid", "text": "It weighs <weight1>, and you can tell."},
        {"tone": "warm", "role": "end", "text": "Take the <name> home."},
    ]
}
KINDS = [{"language": "en", "kind": "skillet", "aliases": [], "use": ["Heat it slowly.", "Sear, then rest."]}]
FACTS = {"material": "steel", "color": "black", "weight": "1.7 kg", "features": "drip tray; lid knob; pouring lip"}


def _plans(title: str = "Ferrow Skillet", *, channel: str = "product-description", seed: int = 0) -> list[TextPlan]:
    product = product_from_facts({"title": title, "brand": "Ferrow", **FACTS}, id="1", language="en")
    lexicon = replace(tiny_lexicon(), bank=build_bank(FRAMES, KINDS))
    brief, rng = Brief(tone="warm"), random.Random(seed)
    return plan_copy(product, brief=brief, channel=get_channel(channel), language="en", lexicon=lexicon, rng=rng)


def _task(words: int = 1, *, role: str = "mid") -> SentenceTask:
    fact = Fact("color", " ".join(["red"] * words))
    return SentenceTask(
        language="en", unit="description", role=role, tone="plain", name="mug", uses_name=role == "open", facts=(fact,)
    )


@pytest.mark.parametrize("channel", supported_channels())
@pytest.mark.parametrize("seed", range(5))
def test_every_channel_gets_texts_with_sentences(channel: str, seed: int) -> None:
    plans = _plans(channel=channel, seed=seed)
    assert {plan.field for plan in plans} <= {field.name for field in get_channel(channel).fields}
    assert all(plan.sentences and all(plan.sentences) for plan in plans)


@pytest.mark.parametrize("seed", range(20))
def test_a_fact_is_told_once(seed: int) -> None:
    (plan,) = _plans(seed=seed)
    told = [fact.value for ladder in plan.sentences for fact in ladder[-1].facts]
    assert len(told) == len(set(told))
    assert set(told) == {"steel", "black", "1.7 kg", "drip tray", "lid knob", "pouring lip"}


@pytest.mark.parametrize("seed", range(20))
def test_four_facts_are_told_whatever_the_length(seed: int) -> None:
    (plan,) = _plans(seed=seed)
    needed = [ladder for at, ladder in enumerate(plan.sentences) if at not in plan.spare]
    assert sum(len(ladder[-1].facts) for ladder in needed) >= 4


def test_a_tone_comes_first_and_the_plain_sentence_behind_it() -> None:
    ladders = [ladder for seed in range(20) for plan in _plans(seed=seed) for ladder in plan.sentences]
    toned = [ladder for ladder in ladders if len(ladder) == 3]
    assert toned
    for asked, by_heart, plain in toned:
        assert (by_heart.unit, by_heart.tone, plain.unit, plain.tone) == (LINE, "warm", "description", "plain")
        assert by_heart.facts == plain.facts
        assert asked.words
        assert replace(asked, words=()) == by_heart


def test_a_plural_gets_no_sentence_of_one_thing() -> None:
    ladders = [ladder for seed in range(20) for plan in _plans("Ferrow Mugs", seed=seed) for ladder in plan.sentences]
    weights = [ladder for ladder in ladders if any(fact.name == "weight" for fact in ladder[-1].facts)]
    colors = [ladder for ladder in ladders if [fact.name for fact in ladder[-1].facts] == ["color"]]
    assert weights
    assert {len(ladder) for ladder in weights} == {1}
    assert 3 in {len(ladder) for ladder in colors}


def test_what_is_true_of_the_kind_is_said_of_a_product_of_the_kind() -> None:
    def said(title: str) -> set[tuple[str, ...]]:
        ladders = [ladder for seed in range(5) for plan in _plans(title, seed=seed) for ladder in plan.sentences]
        return {ladder[0].words for ladder in ladders if ladder[0].unit != LINE and ladder[0].words}

    assert said("Ferrow Skillet") == {("heat", "it", "slowly"), ("sear", "then", "rest")}
    assert said("Ferrow Kettle") == set()


@pytest.mark.parametrize(
    ("length", "num_words", "wanted"),
    [(20, 5, True), (20, 19, False), (30, 19, True), (20, 12, False)],  # the sentence has 6 words, the last one 6
)
def test_a_spare_sentence_is_said_when_it_brings_the_text_nearer(length: float, num_words: int, wanted: bool) -> None:
    plan = TextPlan("text", ((_task(),), (_task(),), (_task(),)), spare=frozenset({1}), length=length)
    assert wants_sentence(plan, 1, num_words) is wanted
    assert wants_sentence(plan, 2, 1000)


def test_a_sentence_falls_back_to_its_first_fact_and_an_opening_to_a_line() -> None:
    first, second = Fact("color", "red"), Fact("material", "oak")
    task = replace(_task(role="open"), facts=(first, second), words=("gift",), example="Meet the")
    whole, simpler, other, line = rungs_below(task, tone="warm")
    assert whole == task
    assert (simpler.facts, simpler.words, simpler.example) == ((first,), (), "")
    assert other.facts == (second,)
    assert line == line_task("en", "open", "warm", name="mug", brand="")


@pytest.mark.parametrize("name", ["mugs", "mug"])
def test_what_is_simple_already_has_no_simpler_form(name: str) -> None:
    task = replace(_task(role="open"), name=name)
    assert rungs_below(task, tone="plain")[0] == task
    assert len(rungs_below(task, tone="plain")) == 1 + (name == "mug")
    assert rungs_below(replace(task, role="mid"), tone="plain") == (replace(task, role="mid"),)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Range hood wall-mounted", "Range hood"),
        ("Polarised Sunglasses Wayline", "Polarised Sunglasses"),
        ("Cast Iron Skillet", "Cast Iron Skillet"),
        ("Skillet iron", "Skillet iron"),  # a word of the language may be part of the name
    ],
)
def test_a_name_ends_with_the_kind_it_holds(title: str, name: str) -> None:
    kinds = frozenset({"range hood", "sunglasses", "skillet", "cast iron"})
    lexicon = replace(tiny_lexicon(), kinds=kinds, words=frozenset({"steel", "iron"}))
    product = product_from_facts({"title": title, **FACTS}, id="1", language="en")
    assert subject_of_product(product, Brief(), "en", lexicon, random.Random(0)).name == name
