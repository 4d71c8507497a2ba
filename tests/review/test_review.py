"""All checks together: verdict, order, evidence, and copy that must pass."""

from __future__ import annotations

from time import process_time

import pytest

from mtnlg_cli.catalog.facts import product_from_facts
from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief, Candidate, Evidence
from mtnlg_cli.review import review_candidate
from mtnlg_cli.review.evidence import evidence_of, has_enough_facts

BRIEF = Brief()
CHANNEL = get_channel("product-description")
PAN = product_from_facts(
    {
        "title": "Ferrow Carbon Steel Skillet 26 cm",
        "brand": "Ferrow",
        "category": "Kitchen > Skillets",
        "price": "64.00 EUR",
        "sale_price": "49.00 EUR",
        "color": "black",
        "material": "carbon steel",
        "features": ["2.5 mm thick", "riveted handle", "oven safe to 260 °C", "hand wash only"],
    },
    id="pan",
)
POT = product_from_facts(
    {
        "标题": "砂褐珐琅铸铁炖锅 22cm",
        "品牌": "岩灶",
        "价格": "469.00 CNY",
        "颜色": "砂褐",
        "材质": "铸铁、珐琅",
        "容量": "3.3L",
        "重量": "4.2kg",
    },
    id="pot",
)


def review(text, product=PAN, brief=BRIEF):
    candidate = Candidate(fields={"description": (text,)}, language=product.language)
    return review_candidate(candidate, product=product, brief=brief, channel=CHANNEL)


def blocks(text, product=PAN, brief=BRIEF):
    return [(f.check, f.text) for f in review(text, product, brief).findings if f.severity == "block"]


@pytest.mark.parametrize(
    "text",
    [
        "The Ferrow skillet is 26 cm of black carbon steel, 2.5 mm thick, for a 260 °C oven. Now €49, was €64.",
        "Black coffee, white shirts, the 7 a.m. train: it is a pan, it does not mind. Wash it by hand.",
        "Ten minutes, two eggs, one pan. The best part of Sunday.",
        "About 10.2 in across, it saves you 15 EUR, that is 23% off.",
    ],
)
def test_true_english_copy_is_accepted(text):
    assert blocks(text) == []
    assert review(text).status == "accepted"


@pytest.mark.parametrize(
    "text",
    [
        "岩灶这口铸铁炖锅外壁砂褐，22 厘米口径，3.3 升，4.2 公斤，469 元。",
        "最后一勺汤留给晚归的人，早上七点，黑咖啡还在冒气。",
        "三五好友，一锅红烧肉，白米饭管够。",
    ],
)
def test_true_chinese_copy_is_accepted(text):
    assert blocks(text, POT) == []


@pytest.mark.parametrize(
    ("text", "check", "word"),
    [
        ("The skillet is 28 cm across.", "unsupported-number", "28 cm"),
        ("Oven safe to 260 °F.", "unsupported-number", "260 °F"),
        ("Now €39.", "unsupported-price", "€39"),
        ("A red carbon steel skillet.", "contradicted-attribute", "red"),
        ("Made of stainless steel.", "contradicted-attribute", "stainless steel"),
        ("The best skillet in the world.", "absolute-claim", "The best skillet in the world"),
        ("Free shipping on this pan.", "unsupported-promise", "Free shipping"),
        ("Write to info@example.com.", "personal-data", "info@example.com"),
        ("Here is the product description: a pan.", "leaked-markup", "Here is the product description:"),
    ],
)
def test_each_fault_is_blocked_at_its_place(text, check, word):
    assert (check, word) in blocks(text)
    assert review(text).status == "flagged"


def test_evidence_names_column_and_value():
    (finding,) = [f for f in review("Oven safe to 280 °C.").findings if f.severity == "block"]
    assert finding.evidence == Evidence("features", "oven safe to 260 °C")


def test_chinese_evidence_names_the_chinese_column():
    finding = next(f for f in review("3.8L 容量。", POT).findings if f.check == "unsupported-number")
    assert finding.evidence == Evidence("容量", "3.3L")


def test_spans_are_code_points():
    text = "🍳🍳 A 28 cm pan."
    finding = next(f for f in review(text).findings if f.check == "unsupported-number")
    assert finding.span == (5, 10)
    assert text[5:10] == finding.text == "28 cm"


def test_findings_are_sorted_by_text_and_span():
    candidate = Candidate(fields={"b": ("28 cm, €39", "A red skillet"), "a": ("27 cm",)}, language="en")
    found = review_candidate(candidate, product=PAN, brief=BRIEF, channel=CHANNEL).findings
    places = [(f.field, f.index, f.span or (-1, -1)) for f in found if f.field in "ab"]
    assert places == sorted(places, key=lambda p: ("ba".index(p[0]), p[1], p[2]))


def test_the_brief_is_evidence():
    offer = Brief(offer="free shipping, 20% off", deadline="14 March")
    assert blocks("Free shipping and 20% off until 14 March.", brief=offer) == []
    assert blocks("Free shipping and 20% off until 14 March.") != []


def test_review_is_deterministic():
    text = "A red 28 cm skillet, the best on the market, €39."
    assert review(text) == review(text)


def test_evidence_is_read_once_a_product():
    assert evidence_of(PAN, BRIEF) is evidence_of(PAN, BRIEF)


def test_a_unit_in_the_column_name_counts():
    row = product_from_facts({"title": "Mug", "weight_g": "320"}, id="mug")
    assert blocks("It weighs 320 g.", row) == []
    assert blocks("It weighs 320 kg.", row) == [("unsupported-number", "320 kg")]


def test_enough_facts():
    assert has_enough_facts(product_from_facts({"title": "Mug"}, id="a"))
    assert has_enough_facts(product_from_facts({"color": "red", "material": "clay"}, id="b"))
    assert not has_enough_facts(product_from_facts({"color": "red"}, id="c"))


def test_a_candidate_takes_little_time():
    texts = [
        f"The Ferrow skillet number {i}: 26 cm of black carbon steel, 2.5 mm thick, riveted handle." for i in range(100)
    ]
    review(texts[0])
    start = process_time()
    for text in texts:
        review(text)
    assert (process_time() - start) / len(texts) < 0.02
