"""Flags that cannot be, the learning rate over a run, and what is held out."""

from __future__ import annotations

import pytest

from mtnlg_cli.domain import Channel, ChannelField
from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.tuning import settings as module
from mtnlg_cli.lm.tuning.answer import answer_text
from mtnlg_cli.lm.tuning.settings import TuningSettings, rate_at
from mtnlg_cli.lm.tuning.split import held_out_products, place_of


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"method": "qlora"}, '--method must be lora or full, got "qlora"'),
        ({"epochs": 3, "minutes": 2.0}, "--epochs and --minutes exclude each other"),
        ({"epochs": 0}, "--epochs must be at least 1, got 0"),
        ({"minutes": 0.0}, "--minutes must be above 0"),
        ({"minutes": float("nan")}, "--minutes must be above 0"),
        ({"learning_rate": 2.0}, "--learning-rate must be above 0 and at most 1"),
        ({"batch_size": 0}, "--batch-size must be at least 1"),
        ({"rank": 0}, "--rank must be at least 1"),
        ({"rank": 4, "method": "full"}, "--rank has no meaning with --method full"),
    ],
)
def test_a_wrong_setting_names_its_flag(given, message):
    with pytest.raises(MktError, match=message):
        TuningSettings(**given)


def test_defaults_follow_the_method():
    assert TuningSettings().num_epochs == 3
    assert TuningSettings(minutes=1.0).num_epochs is None
    assert TuningSettings().peak_rate == 10 * TuningSettings(method="full").peak_rate
    assert TuningSettings(learning_rate=0.5).peak_rate == 0.5


def test_lora_without_peft_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(MktError) as caught:
        TuningSettings().check_libraries()
    assert caught.value.fix == "pip install 'mtnlg-cli[train]', or --method full"
    TuningSettings(method="full").check_libraries()


def test_the_rate_warms_up_and_falls_to_a_tenth():
    rates = [rate_at(step / 100, peak=1.0) for step in range(1, 101)]
    assert rates[0] == pytest.approx(0.2)
    assert max(rates) == rates[4] == 1.0
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert rates[-1] == pytest.approx(0.1)
    assert rate_at(7.0, peak=1.0) == rates[-1]


def test_a_product_stays_on_its_side_whatever_others_there_are():
    ids = [f"P{number}" for number in range(2000)]
    held_out = held_out_products(ids, share=0.1)
    assert 150 < len(held_out) < 250
    assert held_out_products(ids[:500], share=0.1) == held_out & set(ids[:500])
    assert held_out < held_out_products(ids, share=0.2)


def test_too_few_products_on_a_side_is_told_with_a_share_that_does():
    ids = [f"P{number}" for number in range(12)]
    with pytest.raises(MktError, match="each side needs 2") as caught:
        held_out_products(ids, share=0.001)
    share = float(caught.value.fix.split()[1].rstrip(","))
    assert len(held_out_products(ids, share=share)) == 2
    assert sorted(map(place_of, ids))[1] < share
    with pytest.raises(MktError) as caught:
        held_out_products(["A", "B", "C"], share=0.5)
    assert caught.value.fix == "give records of more products: there are 3"


def field(name: str, max_texts: int = 1) -> ChannelField:
    return ChannelField(name=name, counter="cp", source="test", verified_on="2026-01-01", max_texts=max_texts)


def test_an_answer_has_the_form_of_its_channel():
    note = Channel(id="note", name="Note", fields=(field("text"),))
    bullets = Channel(id="list", name="List", fields=(field("bullets", 5),))
    ad = Channel(id="ad", name="Ad", fields=(field("headline", 3), field("body")))
    assert answer_text({"text": ["A pan."]}, channel=note) == "A pan."
    assert answer_text({"bullets": ["One", "Two"]}, channel=bullets) == "- One\n- Two"
    assert answer_text({"body": ["Buy."], "headline": ["A", "B"]}, channel=ad) == "[headline]\nA\nB\n[body]\nBuy."
