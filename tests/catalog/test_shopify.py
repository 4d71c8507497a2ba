"""Shopify exports, both headers: rows of one handle are one product."""

from __future__ import annotations

import pytest

from mtnlg_cli.catalog.dialects import DIALECTS, find_dialect
from mtnlg_cli.errors import MktError
from tests.catalog.files import products, scan

OLD = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Variant SKU,Variant Grams,Variant Price,Variant Compare At Price,Image Src,SEO Title,"
    "Fabric (product.metafields.shopify.fabric),Google Shopping / Gender,Status\n"
    'shirt,Linen Shirt,"<p>Cool &amp; light.</p>",Alder,Apparel > Shirts,Shirt,"new, x",TRUE,Color,Sand,Size,S,'
    "L1,200,49.00,65.00,https://a/b.jpg,Buy,linen,unisex,active\n"
    "shirt,,,,,,,,,Sand,,M,L2,200,49.00,65.00,https://a/c.jpg,,,,\n"
    "shirt,,,,,,,,,Sea,,M,L3,200,52.00,65.00,,,,,\n"
    "mug,Mug,,Alder,,Mug,,TRUE,Title,Default Title,,,M1,300,9.00,,,,,,draft\n"
)
NEW = (
    "Title,URL handle,Description,Vendor,Product category,Type,Published on online store,Status,SKU,Option1 name,"
    "Option1 value,Option1 Linked To,Price,Compare-at price,Weight value (grams),Product image URL,SEO title\n"
    "Linen Shirt,shirt,<p>Cool.</p>,Alder,Apparel,Shirt,TRUE,active,L1,Color,Sand,,49.00,65.00,200,https://a/b.jpg,Buy\n"
    ",shirt,,,,,,,L2,,Sea,,49.00,65.00,200,,\n"
)


def test_old_header(tmp_path):
    shirt, mug = products(tmp_path, OLD)
    assert (shirt.id, shirt.title, shirt.brand, shirt.product_type) == ("shirt", "Linen Shirt", "Alder", "Shirt")
    assert (shirt.description, shirt.price, shirt.sale_price) == ("Cool & light.", "65.00", "49.00 - 52.00")
    assert [(a.name, a.value, a.column) for a in shirt.attributes] == [
        ("color", "Sand", "Option1 Value"),
        ("color", "Sea", "Option1 Value"),
        ("size", "S", "Option2 Value"),
        ("size", "M", "Option2 Value"),
        ("material", "linen", "Fabric (product.metafields.shopify.fabric)"),
        ("gender", "unisex", "Google Shopping / Gender"),
    ]
    assert (mug.attributes, mug.price, mug.line) == ((), "9.00", 5)


def test_new_header(tmp_path):
    found = scan(tmp_path, NEW)
    assert (found.dialect, found.id_column, found.num_records, found.num_products) == ("shopify", "URL handle", 2, 1)
    shirt = products(tmp_path, NEW)[0]
    assert [(a.name, a.value) for a in shirt.attributes] == [("color", "Sand"), ("color", "Sea")]
    assert (shirt.price, shirt.sale_price, shirt.column_of("price")) == ("65.00", "49.00", "Compare-at price")


def test_rows_of_a_handle_that_do_not_stand_together(tmp_path):
    with pytest.raises(MktError) as caught:
        scan(tmp_path, OLD + "shirt,,,,,,,,,Red,,L,L4,200,52.00,,,,,,\n")
    assert "the rows of one product do not stand together" in caught.value.what
    assert caught.value.fix == 'sort the file by "Handle"'


def test_dialects_are_found_by_content():
    assert DIALECTS.names() == ["generic", "shopify"]
    assert find_dialect(("id", "title", "vendor"))[0] == "generic"
    assert find_dialect(("handle", "title", "color"))[0] == "generic"
    assert find_dialect(tuple(OLD.splitlines()[0].split(",")))[0] == "shopify"
