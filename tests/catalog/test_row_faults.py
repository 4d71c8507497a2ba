"""Faults of single rows: collected with line, record and column; the good rows are read all the same."""

from __future__ import annotations

import pytest

from mtnlg_cli.catalog import CatalogConfig, read_products, scan_catalog
from mtnlg_cli.errors import EnvironmentStop
from tests.catalog.files import problem_ids, products, scan, write


def only_problem(found):
    assert len(found.problems) == 1
    return found.problems[0].first[0]


def test_surplus_value_in_the_first_data_row(tmp_path):
    content = "id,title,price\n1,Kettle,9,x\n2,Mug,5\n"
    found = scan(tmp_path, content)
    problem = only_problem(found)
    assert problem.what == 'expected 3 values, got 4; surplus: "x"'
    assert (problem.where.line, problem.where.record) == (2, 1)
    assert (found.num_records, found.num_skipped, found.num_products) == (2, 1, 1)
    assert [p.id for p in products(tmp_path, content)] == ["2"]


def test_missing_value_is_never_padded(tmp_path):
    problem = only_problem(scan(tmp_path, "id,title,price,brand\n1,Kettle,9,X\n2,Mug\n"))
    assert problem.what == "expected 4 values, got 2; missing: price, brand"


def test_text_after_a_closing_quote(tmp_path):
    content = 'id,title,price\n1,"5" pipe",9\n2,Mug,5\n'
    problem = only_problem(scan(tmp_path, content))
    assert problem.what == 'text after a closing quote: " pipe",9"'
    assert problem.where.column == "title"
    assert "double the quote" in problem.fix
    assert [p.id for p in products(tmp_path, content)] == ["2"]


def test_nul_in_a_field(tmp_path):
    problem = only_problem(scan(tmp_path, "id,title\n1,Ket\0tle\n2,Mug\n"))
    assert (problem.id, problem.where.line, problem.where.column) == ("nul-character", 2, "title")


def test_bare_cr_does_not_split_a_record(tmp_path):
    content = "id,title,price\n1,Ket\rtle,9\n2,Mug,5\n"
    found = scan(tmp_path, content)
    assert problem_ids(found) == {"bare-carriage-return": 1}
    assert found.num_records == 2
    assert [p.id for p in products(tmp_path, content)] == ["2"]


def test_mixed_line_endings_are_counted(tmp_path):
    found = scan(tmp_path, "id,title\r\n1,a\n2,b\r3,c\n")
    assert "mixed line endings: 1 CRLF, 2 LF, 2 CR" in found.notes
    assert (found.num_records, found.problems) == (3, ())


def test_old_macintosh_line_endings(tmp_path):
    assert [p.title for p in products(tmp_path, "id,title\r1,Kettle\r2,Mug\r")] == ["Kettle", "Mug"]


def test_field_over_the_limit(tmp_path):
    content = f"id,title,description\n1,Kettle,{'x' * 1_000_001}\n2,Mug,{'y' * 200_000}\n"
    problem = only_problem(scan(tmp_path, content))
    assert problem.what == "the value has 1,000,001 characters, the limit is 1,000,000"
    assert problem.where.column == "description"
    assert [len(p.description) for p in products(tmp_path, content)] == [200_000]


def test_quoted_line_breaks_are_kept_and_lines_still_right(tmp_path):
    content = 'id,title,description\n1,Kettle,"a\r\nb\n\nc"\n2,Mug\n'
    assert products(tmp_path, content)[0].description == "a\r\nb\n\nc"
    problem = only_problem(scan(tmp_path, content))
    assert (problem.where.line, problem.where.record) == (6, 2)


def test_only_line_feeds_end_a_line(tmp_path):
    title = "a\u2028b\u0085c\x0cd"
    assert products(tmp_path, f"id,title\n1,{title}\n")[0].title == title


def test_empty_id_and_all_ids_empty(tmp_path):
    problem = only_problem(scan(tmp_path, "id,title\n1,Kettle\n ,Mug\n"))
    assert (problem.what, problem.where.line) == ("the id is empty", 3)
    found = scan(tmp_path, "sku,title\n,Kettle\n,Mug\n")
    assert (found.problems, found.id_column, found.num_products) == ((), None, 2)
    assert any("ids are made from the content" in note for note in found.notes)


@pytest.mark.parametrize(("first", "second"), [("a1", "A1"), ("a1", " a1"), ("caf\u00e9", "cafe\u0301")])
def test_lookalike_ids_warn_and_stay_distinct(tmp_path, first, second):
    content = f"id,title\n{first},Kettle\nb,Pan\n{second},Mug\n"
    group = scan(tmp_path, content).problems[0]
    assert (group.id, group.severity) == ("lookalike-ids", "warning")
    assert f'"{first}" (line 2) and "{second}" (line 4)' in group.first[0].what
    assert [p.id for p in products(tmp_path, content)] == [first, "b", second]


@pytest.mark.parametrize("id", ["007", "123456789012345678", "1e5", "00-A"])
def test_ids_stay_text(tmp_path, id):
    assert products(tmp_path, f"id,title\n{id},Kettle\n")[0].id == id


def test_codes_a_spreadsheet_has_rounded(tmp_path):
    content = "id,title,gtin\n1,Kettle,4.00638E+12\n2,Mug,4006381333931\n"
    group = scan(tmp_path, content).problems[0]
    assert (group.severity, group.first[0].where.column, group.first[0].where.line) == ("warning", "gtin", 2)
    assert "a spreadsheet has rounded this; digits are lost" in group.first[0].what
    assert len(products(tmp_path, content)) == 2
    strict = scan(tmp_path, content, strict=True)
    assert strict.stop_error() is not None
    assert [p.id for p in products(tmp_path, content, strict=True)] == ["2"]


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", "#N/A", "TRUE"])
def test_words_for_nothing_are_text(tmp_path, text):
    product = products(tmp_path, f"id,title,brand\n1,{text},{text}\n")[0]
    assert (product.title, product.brand) == (text, text)


@pytest.mark.parametrize("header", ["items", "keys", "values", "get", "loop", "self"])
def test_header_names_with_a_meaning_elsewhere(tmp_path, header):
    product = products(tmp_path, f"id,title,{header}\n1,Kettle,four\n")[0]
    assert [(a.name, a.value) for a in product.attributes] == [(header, "four")]


def test_ctrl_z_alone_on_the_last_line(tmp_path):
    found = scan(tmp_path, "id,title\n1,Kettle\n\x1a")
    assert (found.num_records, problem_ids(found)) == (1, {"ctrl-z": 1})
    assert found.problems[0].first[0].where.line == 3


def test_wrong_encoding_that_decodes(tmp_path):
    found = scan(tmp_path, "id,title\n1,Größe\n2,水壶\n".encode(), encoding="latin-1")
    whats = [problem.what for problem in found.problems[0].first]
    assert found.problems[0].id == "wrong-encoding"
    assert "% of the characters are control or replacement characters" in whats[0]
    assert "the file is valid UTF-8 too" in whats[1]
    assert problem_ids(scan(tmp_path, "id,title\n1,水壶\n".encode("gb18030"), encoding="gb18030")) == {}


def test_empty_rows_are_ignored_and_counted(tmp_path):
    found = scan(tmp_path, "id,title\n\n1,Kettle\n,\n2,Mug\n\n")
    assert (found.num_records, found.num_products) == (2, 2)
    assert "3 empty rows ignored" in found.notes


def test_problems_are_grouped_with_a_count_and_the_first_five(tmp_path):
    content = "id,title\n" + "1\n" * 7 + "2,Mug\n"
    found = scan(tmp_path, content)
    assert (found.problems[0].count, len(found.problems[0].first)) == (7, 5)
    assert [row.line for row in found.skipped] == list(range(2, 9))
    error = found.stop_error()
    assert "7 unusable rows" in error.what
    assert str(error.where).endswith("catalog.csv: line 2 (record 1)")
    assert "--on-bad-row skip" in error.fix


def test_counts_add_up_for_many_kinds_of_bad_rows(tmp_path):
    bad = ["x", 'y,"a"b,c', "a,b,c,d", ",t,u", "n,\0,c", "r,a\rb,c"]
    rows = [bad[i // 10 % len(bad)] if i % 10 == 0 else f"{i},Mug {i},red" for i in range(1000)]
    content = "id,title,color\n" + "\n".join(rows) + "\n"
    found = scan(tmp_path, content)
    assert (found.num_records, found.num_skipped, found.num_products) == (1000, 100, 900)
    assert len(products(tmp_path, content)) == 900


def test_a_catalog_that_changes_between_the_passes(tmp_path):
    path = write(tmp_path, "id,title\n1,Kettle\n")
    config = CatalogConfig(path=path)
    found = scan_catalog(config)
    path.write_text("id,title\n1,Kettle\n2,Mug\n")
    with pytest.raises(EnvironmentStop, match="changed"):
        list(read_products(config, scan=found))
