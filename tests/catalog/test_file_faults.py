"""Faults of a file as a whole: one error with place and fix, nothing read from it."""

from __future__ import annotations

import codecs

import pytest

from mtnlg_cli.catalog import CatalogConfig, scan_catalog
from mtnlg_cli.errors import MktError
from tests.catalog.files import products, scan

ROW = "id,title,price\n1,Kettle,9\n"


def fault(folder, content, **settings) -> MktError:
    with pytest.raises(MktError) as caught:
        scan(folder, content, **settings)
    assert caught.value.exit_code == 2
    assert caught.value.fix or caught.value.where
    return caught.value


def test_missing_file_and_folder_are_named_with_the_reason_in_words(tmp_path):
    with pytest.raises(MktError) as missing:
        scan_catalog(CatalogConfig(path=tmp_path / "none.csv"))
    assert "No such file" in missing.value.what
    assert str(missing.value.where) == str(tmp_path / "none.csv")
    with pytest.raises(MktError, match="a folder"):
        scan_catalog(CatalogConfig(path=tmp_path))


@pytest.mark.parametrize("content", ["", "\n\n", codecs.BOM_UTF8])
def test_a_file_without_a_header(tmp_path, content):
    assert "no header" in fault(tmp_path, content).what


def test_header_only_is_an_empty_catalog_with_a_warning(tmp_path):
    found = scan(tmp_path, "id,title\n")
    assert (found.num_records, found.num_products) == (0, 0)
    assert found.problems[0].severity == "warning"
    assert "0 records" in found.problems[0].first[0].what
    assert found.stop_error() is None


@pytest.mark.parametrize(("magic", "kind"), [(b"PK\x03\x04", "Excel"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1", "PDF")])
def test_other_formats_are_named(tmp_path, magic, kind):
    assert kind in fault(tmp_path, magic + b"rest").what


def test_utf8_bom_is_removed_and_noted(tmp_path):
    found = scan(tmp_path, codecs.BOM_UTF8 + ROW.encode())
    assert found.headers[0] == "id"
    assert "decoded as UTF-8 (BOM)" in found.notes


def test_double_bom(tmp_path):
    assert "byte offset 3" in fault(tmp_path, codecs.BOM_UTF8 * 2 + ROW.encode()).what


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_and_without_bom(tmp_path, encoding):
    text = "id,title\n1,水壶\n"
    bom = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE
    assert scan(tmp_path, bom + text.encode(encoding)).notes == ("decoded as UTF-16 (BOM)",)
    error = fault(tmp_path, text.encode(encoding))
    assert error.fix == f"pass --encoding {encoding}"
    assert "NUL at byte" in error.what
    assert [p.title for p in products(tmp_path, text.encode(encoding), encoding=encoding)] == ["水壶"]


def test_gbk_is_never_guessed_but_both_readings_are_shown(tmp_path):
    content = "id,title\n1,Kettle\n2,牛仔外套\n".encode("gbk")
    error = fault(tmp_path, content)
    assert "byte 0xd7 at byte offset 22" in error.what  # 0xc5 0xa3 happens to be a UTF-8 character
    assert 'as gb18030 "牛仔外套"' in error.what
    assert "as cp1252 " in error.what
    assert (error.where.line, error.where.column) == (3, "title")
    assert "--encoding gb18030" in error.fix
    assert [p.title for p in products(tmp_path, content, encoding="gb18030")] == ["Kettle", "牛仔外套"]


def test_latin1_readings(tmp_path):
    error = fault(tmp_path, 'id,title\n1,"a\nb"\n2,Größe M\n'.encode("cp1252"))
    assert 'as cp1252 "Größe M"' in error.what
    assert error.where.line == 4


def test_invalid_byte_far_into_the_file_stops_before_anything_is_read(tmp_path):
    content = b"id,title\n" + b"".join(b"%d,Kettle\n" % i for i in range(40_000)) + b"x,\xff\n"
    error = fault(tmp_path, content)
    assert (error.where.line, error.where.column) == (40_002, "title")
    assert f"byte 0xff at byte offset {len(content) - 2}" in error.what


def test_a_character_cut_off_at_the_end(tmp_path):
    content = "id,title\n1,壶".encode()[:-1]
    assert f"byte offset {len(content) - 2}" in fault(tmp_path, content).what


def test_unknown_encoding(tmp_path):
    assert 'unknown encoding "utf-9"' in fault(tmp_path, ROW, encoding="utf-9").what
    assert "unknown encoding" in fault(tmp_path, ROW, encoding="base64").what


@pytest.mark.parametrize(("sep", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
def test_separator_is_found_in_the_header_and_noted(tmp_path, sep, name):
    found = scan(tmp_path, ROW.replace(",", sep))
    assert found.separator == sep
    assert f"separator {name} (from the header; --sep forces another)" in found.notes


def test_sep_line_and_asked_separator(tmp_path):
    assert products(tmp_path, "sep=;\r\nid;title\r\n1;a,b\r\n")[0].title == "a,b"
    assert products(tmp_path, "id;title,x\n1;a,b\n", sep="semicolon", columns={"title": "title,x"})[0].title == "a,b"
    assert "--sep must be one character" in fault(tmp_path, ROW, sep="::").what


def test_two_separators_that_fit_equally(tmp_path):
    error = fault(tmp_path, "id;title,price\n")
    assert "comma (1 times) and semicolon (1 times)" in error.what
    assert error.fix == "--sep comma or --sep semicolon"


def test_a_quoted_separator_does_not_count(tmp_path):
    assert scan(tmp_path, 'id;title;"a,b,c,d"\n1;x;y\n').separator == ";"


def test_comment_lines_above_the_header_are_passed_over(tmp_path):
    assert [(p.id, p.line) for p in products(tmp_path, "# made by a tool, v2\n\nid,title\n1,Kettle\n")] == [("1", 4)]


def test_unterminated_quote_names_the_line_where_it_opened(tmp_path):
    error = fault(tmp_path, 'id,title\n1,Mug\n2,"Kettle\n3,Pan\n4,Pot\n')
    assert "opened on line 3 is never closed" in error.what
    assert (error.where.line, error.where.column) == (3, "title")


def test_a_quote_that_swallows_rows_up_to_another_quote(tmp_path):
    error = fault(tmp_path, 'id,title\n2,"Kettle\n3,Pan\n4,"Pot"\n')
    assert error.what == 'the quote opened on line 2 ends on line 4, followed by "Pot""'


def test_a_quote_that_stays_open_for_a_megabyte(tmp_path):
    content = 'id,title\n1,"Kettle\n' + "2,Pan\n" * 200_000
    assert "opened on line 2 is still open 1,000,000 characters later" in fault(tmp_path, content).what


def test_limits_of_columns_and_lines(tmp_path):
    assert "5,000 columns, the limit is 2,000" in fault(tmp_path, ",".join(f"c{i}" for i in range(5000))).what
    error = fault(tmp_path, "id,title\n1," + "x" * 17_000_000)
    assert "16,000,000 characters" in error.what
    assert error.where.line == 2


def test_duplicate_header_names_both_positions(tmp_path):
    assert fault(tmp_path, "id,title,id\n").what == 'the header names "id" twice: columns 1 and 3'


@pytest.mark.parametrize("twin", ["Color ", "color", "\u00a0Color", "Color\ufeff"])
def test_headers_only_a_computer_can_tell_apart(tmp_path, twin):
    error = fault(tmp_path, f"title,Color,{twin}\n1,2,3\n")
    assert "columns 2 and 3 differ only in case, spaces or encoding" in error.what
    assert "U+0043 U+006F" in error.what


def test_headers_equal_after_composition(tmp_path):
    assert "U+0065 U+0301" in fault(tmp_path, "title,caf\u00e9,cafe\u0301\n").what


def test_missing_columns_are_named_with_the_closest_match(tmp_path):
    error = fault(tmp_path, "id,prodct_nam\n1,Kettle\n", columns={"title": "prodct_name"})
    assert error.what == 'column "prodct_name" is missing'
    assert 'closest is "prodct_nam"' in error.fix
    assert "the file has: id, prodct_nam" in error.fix
    assert 'column "SKU" is missing' in fault(tmp_path, ROW, id_column="SKU").what
    assert "did you mean title?" in fault(tmp_path, ROW, columns={"titel": "title"}).fix


def test_a_catalog_without_any_text_column(tmp_path):
    error = fault(tmp_path, "sku,colour,price\n1,red,9\n")
    assert "no column holds a title, a description or attributes" in error.what
    assert "--columns title=" in error.fix


def test_duplicate_ids_name_id_and_lines(tmp_path):
    rows = "".join(f"A,Mug {i}\n" for i in range(7)) + "B,Pan\nB,Pot\nC,Lid\n"
    error = fault(tmp_path, "id,title\n" + rows)
    assert error.what == (
        'the same id stands on several rows: "A" on lines 2, 3, 4, 5, 6 and 2 more; "B" on lines 9, 10'
    )
    assert error.where.column == "id"
