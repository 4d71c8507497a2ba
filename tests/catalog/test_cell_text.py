"""Names, attribute strings, HTML, and what counts as a fact."""

from __future__ import annotations

import pytest

from mtnlg_cli.catalog.attribute_strings import parse_attribute_string, parse_coded_string, parse_item
from mtnlg_cli.catalog.names import attribute_name, normal_name, split_unit
from mtnlg_cli.catalog.roles import find_id_column, plan_columns
from mtnlg_cli.catalog.values import split_features, split_values, why_no_fact, with_unit
from mtnlg_cli.text.html_text import html_to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5 < 6 and R&D, size <XL>", "5 < 6 and R&D, size <XL>"),
        ("<p>Soft &amp; warm</p>\n  <p>Two</p>", "Soft & warm\nTwo"),
        ("<ul><li>A</li>\n<li>B<br/>C</li></ul>", "A\nB\nC"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; &#8364;5&nbsp;only", "Bold & €5 only"),
        ("<style>p{}</style><!-- x -->Text<script>alert(1)</script>", "Text"),
        ("<table><tr><td>Power</td><td>5 W</td></tr></table>", "Power 5 W"),
        ("&copy2024 &notanentity;", "&copy2024 &notanentity;"),
        ("line one\n  line two", "line one\n  line two"),
    ],
)
def test_html_to_text(value, text):
    assert html_to_text(value) == text
    assert html_to_text(text) == text


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("类型#上衣*颜色#白色*", [("类型", "上衣"), ("颜色", "白色")]),
        ("name[Blue Spice], eatType[coffee shop]", [("name", "Blue Spice"), ("eatType", "coffee shop")]),
        ("color: red; size: M", [("color", "red"), ("size", "M")]),
        ("颜色：红色；尺码：M", [("颜色", "红色"), ("尺码", "M")]),
        ("color=red|size=M", [("color", "red"), ("size", "M")]),
        ('{"color": "red", "pages": 12}', [("color", "red"), ("pages", "12")]),
        ("Great for tea: it pours well", []),
        ("shade #03", []),
        ("https://x.y/z; http://a.b", []),
        ("just text", []),
        ("{broken", []),
    ],
)
def test_attribute_strings(cell, pairs):
    assert parse_attribute_string(cell) == pairs


def test_prose_is_never_a_coded_string():
    assert parse_coded_string("color: red; size: M") == []
    assert parse_coded_string("C# for beginners * second edition") == []


@pytest.mark.parametrize(
    ("item", "pair"),
    [
        ("Torque: 55 Nm", ("Torque", "55 Nm")),
        ("功率：1500W", ("功率", "1500W")),
        ("torque 55 Nm", None),
        ("ratio 1:2", None),
        ("one word after another here: x", None),
    ],
)
def test_list_items(item, pair):
    assert parse_item(item) == pair


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Colour", "color"),
        ("颜色", "color"),
        ("Fabric (product.metafields.shopify.fabric)", "material"),
        ("Google Shopping / Gender", "gender"),
        ("Max Load", "max_load"),
        ("Weight (kg)", "weight"),
        ("Zipper Brand", "zipper_brand"),
        ("衣门襟", "closure"),
        ("防晒工艺", "防晒工艺"),
    ],
)
def test_attribute_names(header, name):
    assert attribute_name(header) == name


def test_spellings_of_a_header_are_equal():
    assert {
        normal_name(h) for h in ("Product_Name", "productName", " product  name", "PRODUCT-NAME", "ｐroduct name*")
    } == {"product name"}


@pytest.mark.parametrize(
    ("header", "split"),
    [
        ("重量（克）", ("重量", "克")),
        ("length_cm", ("length", "cm")),
        ("power_w", ("power", "W")),
        ("vitamin_a", ("vitamin a", "")),
        ("made_in", ("made in", "")),
        ("Notes (internal)", ("notes (internal)", "")),
    ],
)
def test_units_in_headers(header, split):
    assert split_unit(header) == split


def test_units_join_bare_numbers_only():
    assert (with_unit("0.5", "kg"), with_unit("500", "克"), with_unit("500 g", "kg")) == ("0.5 kg", "500克", "500 g")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("https://a.b/c", "a URL or file"),
        ("photo 1.jpg", ""),
        ("main.jpg", "a URL or file"),
        ("2026-01-02T03:04:05Z", "a timestamp"),
        ("2026年1月2日", "a timestamp"),
        ("2026", ""),
        ("TRUE", "a flag"),
        ("否", "a flag"),
        ("me@shop.example", "an e-mail address"),
        ("4006381333931", "an identifier"),
        ("550e8400-e29b-41d4-a716-446655440000", "an identifier"),
        ("--", "no letter or digit"),
        ("walnut", ""),
        ("word " * 80, "long text"),
    ],
)
def test_what_is_no_fact(value, reason):
    assert why_no_fact(value, known=False) == reason


def test_lists_in_cells():
    assert split_values("a; b；c|d\n• e") == ["a", "b", "c", "d", "e"]
    assert split_values('["a", "b, c"]') == ["a", "b, c"]
    assert split_features("E27, 8.5 W, 2,000 lm") == ["E27", "8.5 W", "2,000 lm"]
    assert split_features("soft, breathable cotton") == ["soft, breathable cotton"]


def test_columns_that_carry_no_fact():
    headers = ("seo_title", "image_url_2", "created_at", "is_new", "google_product_category", "variant_sku", "output")
    kinds = [role.kind for role in plan_columns(headers).roles]
    assert kinds == ["none", "none", "none", "none", "field", "none", "stock"]


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        (
            "id,title,link,image_link,availability,gtin,mpn,identifier_exists,condition,color,item_group_id,"
            "custom_label_0,size_type,cost_of_goods_sold,product_length,is_bundle,sale_price_effective_date",
            {"availability": "stock", "condition": "attribute", "color": "attribute", "product_length": "attribute"},
        ),
        (
            "ID,Type,SKU,Name,Published,In stock?,Backorders allowed?,Weight (kg),Date sale price ends,Parent,"
            "Attribute 1 name,Attribute 1 value(s),Attribute 1 visible",
            {
                "Type": "attribute",
                "Weight (kg)": "attribute",
                "Attribute 1 name": "pair-name",
                "Attribute 1 value(s)": "pair-value",
            },
        ),
        (
            "item_sku,item_name,external_product_id_type,bullet_point1,color_name,item_weight_unit_of_measure,parent_child",
            {"bullet_point1": "features", "color_name": "attribute"},
        ),
        (
            "宝贝标题,宝贝价格,宝贝主图,宝贝属性,运费模板,创建日期,是否有货,备注,推荐语,适用季节",
            {"宝贝属性": "attributes", "适用季节": "attribute"},
        ),
    ],
)
def test_columns_of_well_known_feeds(headers, kept):
    names = tuple(headers.split(","))
    roles = dict(zip(names, plan_columns(names).roles, strict=True))
    assert {name: role.kind for name, role in roles.items() if role.kind not in ("none", "field")} == kept


def test_the_best_id_column():
    assert find_id_column(("gtin", "sku", "title")) == "sku"
    assert find_id_column(("商品编号", "标题")) == "商品编号"
    assert find_id_column(("title", "item_group_id")) is None


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<script>",
        "<b ",
        '<b "',
        "<b>",
        "<<b>b>",
        "&amp;",
        "amp;",
        "&am",
        " ",
        "a: ",
        "a#",
        "a[",
        "a.jpg?",
        "\t;",
    ],
)
def test_text_made_to_keep_a_parser_busy_takes_no_time(unit):
    from time import process_time

    text = "&" + unit * (200_000 // len(unit)) + " x"
    start = process_time()
    plain = html_to_text(text)
    assert html_to_text(plain) == plain
    parse_attribute_string(text)
    parse_coded_string(text)
    split_features(text)
    parse_item(text)
    why_no_fact(text, known=True)
    assert process_time() - start < 2.0


def test_markup_in_quoted_attributes():
    assert html_to_text('<img alt="5 > 3" src=x>Cup <p title=it\'s>Tea') == "Cup\nTea"
