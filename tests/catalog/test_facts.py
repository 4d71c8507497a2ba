"""Product <-> facts: what a record keeps is enough to make the same product again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtnlg_cli.catalog import product_facts, product_from_facts, product_sha256
from tests.catalog.files import products


def named(product):
    return [(a.name, a.value) for a in product.attributes]


def again(product):
    return product_from_facts(
        product_facts(product), id=product.id, language=product.language, columns=dict(product.columns)
    )


@pytest.mark.parametrize(
    "content",
    [
        "id,title,brand,price,currency,color,features,keywords\n1, Mug ,Ora,9.50,EUR,red;blue,a | b: c d,x; y\n",
        'id,name,Body,Weight (kg),offer_ends\n1,Pan,"<p>Deep &amp;amp; wide</p><ul><li>A</li></ul>",0.9,2026-12-01\n',
        "id,title,price,compare_at_price,category,product_type\n1,Pan,20.00,30.00,Home > Pans,Pan\n",
        'mr,ref\n"name[Aria], eatType[pub], priceRange[£20-25]",Aria is a pub.\n',
        "编号,标题,描述,颜色,规格参数\n1,水壶,容量 1.5 升。,白色,功率：1500W；容量：1.5L\n",
        'sku,summary,attributes\n1,Good pan,"color: red; size: M"\n',
        "id,Titel,Farbe\n1,Topf,rot\n",
    ],
)
def test_round_trip_of_catalog_rows(tmp_path, content):
    columns = {"title": "Titel", "color": "Farbe"} if "Titel" in content else {}
    product = products(tmp_path, content, columns=columns)[0]
    assert product.facts
    assert again(product) == replace(product, file="", line=None)
    assert product_sha256(again(product)) == product_sha256(product)


def test_foreign_product_objects_with_lists_numbers_and_nulls():
    facts = {
        "product_name": "Cordless drill",
        "vendor": "Torvik",
        "key_features": ["2 gears", "Torque: 55 Nm", "torque 55 Nm"],
        "specs": "E27, 8.5 W, 806 lm",
        "pages": 336,
        "colour": None,
        "published": True,
        "usp": "made in Bergen",
    }
    product = product_from_facts(facts, id="x")
    assert (product.title, product.brand, product.language) == ("Cordless drill", "Torvik", "en")
    assert named(product) == [
        ("feature", "2 gears"),
        ("torque", "55 Nm"),
        ("feature", "torque 55 Nm"),
        ("feature", "E27"),
        ("feature", "8.5 W"),
        ("feature", "806 lm"),
        ("pages", "336"),
        ("feature", "made in Bergen"),
    ]
    assert again(product) == product


@pytest.mark.parametrize(
    ("facts", "price", "sale_price"),
    [
        ({"price": "20 USD", "sale_price": "15 USD"}, "20 USD", "15 USD"),
        ({"price": "15", "compare_at_price": "20"}, "20", "15"),
        ({"price": "20", "compare_at_price": "20"}, "20", ""),
        ({"原价": "299", "券后价": "199"}, "299", "199"),
        ({"price": ["12", "9"], "currency": "EUR"}, "9 - 12 EUR", ""),
        ({"price": "¥15", "currency": "CNY"}, "¥15", ""),
        ({"price": ["40", "60"], "msrp": "60"}, "40 - 60", ""),
    ],
)
def test_prices(facts, price, sale_price):
    product = product_from_facts({"title": "x", **facts}, id="1")
    assert (product.price, product.sale_price) == (price, sale_price)


def test_stock_prose_and_deadlines_are_facts_but_counts_and_timestamps_are_not():
    prose = product_from_facts({"title": "x", "stock": "240 bottles left", "sale_ends": "2026-12-01"}, id="1")
    assert named(prose) == [("availability", "240 bottles left"), ("offer_ends", "2026-12-01")]
    bare = product_from_facts(
        {"title": "x", "stock": "240", "availability": "in_stock", "released": "2026-12-01"}, id="1"
    )
    assert (named(bare), bare.facts) == ([], (("title", "x"),))


def test_the_better_name_gives_the_title_and_the_other_stays_a_fact():
    product = product_from_facts({"name": "Pan", "title": "Deep Pan 24 cm"}, id="1")
    assert (product.title, product.column_of("title"), product.attributes) == ("Deep Pan 24 cm", "title", ())
    assert ("name", "Pan") in product.facts
    assert product_from_facts({"name": "Pan", "title": ""}, id="1").title == "Pan"


def test_keywords_are_kept_but_are_no_attribute_and_tags_are_not_kept():
    product = product_from_facts({"title": "x", "keywords": "dock; hub", "tags": "sale; hidden"}, id="1")
    assert (named(product), product.facts) == ([], (("title", "x"), ("keywords", "dock; hub")))


def test_hash_follows_facts_and_language_only():
    first = product_from_facts({"title": "Pan"}, id="1")
    assert product_sha256(first) == product_sha256(replace(first, id="2", file="a.csv", line=9))
    assert product_sha256(first) != product_sha256(product_from_facts({"title": "Pan"}, id="1", language="zh"))
    assert product_sha256(first) != product_sha256(product_from_facts({"title": "Pot"}, id="1"))


def test_the_same_fact_said_twice_is_one_attribute():
    product = product_from_facts({"title": "x", "features": "steel; steel", "material": "steel"}, id="1")
    assert named(product) == [("feature", "steel"), ("material", "steel")]
