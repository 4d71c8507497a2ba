"""Rows to products: fields, attributes, languages, made ids, limits."""

from __future__ import annotations

import pytest

from mtnlg_cli.catalog import CatalogConfig, product_sha256, read_products, scan_catalog
from mtnlg_cli.errors import MktError
from tests.catalog.files import products, scan, write


def attributes(product):
    return [(a.name, a.value) for a in product.attributes]


def test_a_chinese_catalog(tmp_path):
    content = "商品ID,商品名称,品牌,售价,颜色,材质,重量(g),卖点,商品链接,月销量\n1,保温杯,青禾,99,雾蓝,304 不锈钢,320,防漏；双层真空,https://x.cn,500\n"
    product = products(tmp_path, content)[0]
    assert (product.id, product.language, product.title, product.brand, product.price) == (
        ("1", "zh", "保温杯", "青禾", "99")
    )
    assert attributes(product) == [
        ("color", "雾蓝"),
        ("material", "304 不锈钢"),
        ("weight", "320 g"),
        ("feature", "防漏"),
        ("feature", "双层真空"),
    ]
    assert product.column_of("title") == "商品名称"
    assert [str(q.number) for q in product.attributes[2].quantities] == ["320"]


def test_what_is_no_fact_is_left_out_and_the_reason_shown(tmp_path):
    content = (
        "sku,title,image_url,more,updated_at,in_stock,rating,custom_label_0,ad_copy,is_new,waterproof,stock,code\n"
        "1,Kettle,a.jpg,https://x.y,2026-01-02,TRUE,4.7,x,Buy now,1,yes,12,8713439283920\n"
    )
    assert products(tmp_path, content)[0].attributes == ()
    reasons = {role.header: role.reason for role in scan(tmp_path, content).roles}
    assert reasons["more"] == "a URL or file"
    assert reasons["ad_copy"] == "reference copy"
    assert reasons["stock"] == "a stock count or state"
    assert reasons["waterproof"] == "a flag"
    assert reasons["code"] == "an identifier"


def test_asked_columns_beat_the_names(tmp_path):
    content = "Artikel,Bezeichnung,title,Farbe\n7,Wasserkocher,x,rot\n"
    product = products(tmp_path, content, columns={"title": "bezeichnung", "color": "Farbe"}, id_column="Artikel")[0]
    assert (product.id, product.title) == ("7", "Wasserkocher")
    assert attributes(product) == [("color", "rot")]
    assert dict(product.columns) == {"title": "Bezeichnung", "color": "Farbe"}


def test_an_attribute_string_is_enough_for_a_catalog(tmp_path):
    content = "src,tgt\n类型#上衣*材质#牛仔布*颜色#白色*图案#刺绣,白色刺绣上衣\n"
    product = products(tmp_path, content)[0]
    assert attributes(product)[:4] == [("type", "上衣"), ("material", "牛仔布"), ("color", "白色"), ("pattern", "刺绣")]
    assert (product.product_type, product.language) == ("上衣", "zh")


def test_a_generated_text_beside_the_attributes_is_no_fact(tmp_path):
    product = products(tmp_path, "content,summary\n类型#裤*版型#宽松,一条好裤子\n")[0]
    assert [header for header, _ in product.facts] == ["content"]


def test_made_ids_depend_on_content_and_occurrence(tmp_path):
    rows = "title,color\nMug,red\nPan,blue\nMug,red\nMug,red\n"
    ids = [p.id for p in products(tmp_path, rows)]
    assert len(set(ids)) == 4
    assert [id.rpartition("-")[2] for id in ids] == ["1", "1", "2", "3"]
    assert len({id.rpartition("-")[0] for id in ids}) == 2
    assert products(tmp_path, "title,color\nPan,blue\n")[0].id == ids[1]


def test_language_by_row_or_as_asked(tmp_path):
    content = "id,title\n1,Kettle\n2,Type-C 接口水壶\n"
    assert scan(tmp_path, content).languages == {"en": 1, "zh": 1}
    assert [p.language for p in products(tmp_path, content)] == ["en", "zh"]
    assert [p.language for p in products(tmp_path, content, language="zh")] == ["zh", "zh"]


def test_limit_reads_the_first_products_but_checks_the_whole_file(tmp_path):
    content = "id,title\n1,Kettle\n2,Mug\n3\n"
    assert [p.id for p in products(tmp_path, content, limit=1)] == ["1"]
    assert scan(tmp_path, content, limit=1).num_skipped == 1


def test_settings_are_checked(tmp_path):
    with pytest.raises(MktError, match="--language"):
        CatalogConfig(path=tmp_path, language="de")
    with pytest.raises(MktError, match="--limit"):
        CatalogConfig(path=tmp_path, limit=-1)


def test_codes_wrapped_for_spreadsheets(tmp_path):
    assert products(tmp_path, 'id,title\n="00123",Kettle\n')[0].id == "00123"


def test_a_row_means_the_same_in_every_file(tmp_path):
    alone = products(tmp_path, "id,title,flag,price\n2,Mug,TRUE,9\n")[0]
    among = products(tmp_path, "id,title,flag,price\n1,Pan,deep,\n2,Mug,TRUE,9\n3,,,\n")[1]
    assert product_sha256(alone) == product_sha256(among)
    assert (alone.facts, alone.columns) == (among.facts, among.columns)


def test_rows_are_streamed(tmp_path):
    path = write(tmp_path, "id,title\n" + "".join(f"{i},Mug {i}\n" for i in range(1000)))
    config = CatalogConfig(path=path)
    stream = read_products(config, scan=scan_catalog(config))
    assert next(stream).id == "0"
    assert next(stream).line == 3


def test_memory_stays_flat(tmp_path):
    import tracemalloc

    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("id,title,description\n")
        file.writelines(f"{i},Mug {i},{'word ' * 60}\n" for i in range(20_000))
    tracemalloc.start()
    found = scan_catalog(CatalogConfig(path=path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.num_products == 20_000
    assert peak < 6_000_000 < path.stat().st_size
