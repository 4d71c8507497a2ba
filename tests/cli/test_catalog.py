"""`mkt catalog`."""

from __future__ import annotations

import json

CONTENT = (
    "id,Product Name,Colour,Weight (kg),features,image_url,ad_copy\n"
    "A1,Kettle 1.7 l,black,0.9,auto-off; torque: 5 Nm,https://x/y.jpg,Buy now!\n"
    "A2,Mug,white,0.3,,https://x/z.jpg,Buy now!\n"
)


def test_shows_columns_counts_and_a_sample(run_mkt, tmp_path):
    (tmp_path / "products.csv").write_text(CONTENT)
    result = run_mkt("catalog", "products.csv")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == 'products.csv: generic catalog, utf-8, separator comma, ids from "id"'
    assert lines[1] == "2 rows, 2 products (2 en)"
    assert any(line.split() == ["Colour", "attribute:", "color", "2", "black"] for line in lines)
    assert "left out (reference copy)" in result.stdout
    assert "  weight = 0.9 kg  [Weight (kg)]" in lines
    assert result.stderr == ""


def test_json_is_one_document(run_mkt, tmp_path):
    (tmp_path / "products.csv").write_text(CONTENT)
    document = json.loads(run_mkt("catalog", "products.csv", "--json").stdout)
    assert (document["records"], document["products"], document["languages"]) == (2, 2, {"en": 2})
    assert document["columns"][1]["role"] == "title"
    assert document["sample"]["facts"]["features"] == "auto-off; torque: 5 Nm"
    assert len(document["sha256"]) == 64


def test_problems_go_to_stderr_and_the_exit_code_is_1(run_mkt, tmp_path):
    (tmp_path / "products.csv").write_text(CONTENT + "A3,Pan\n")
    result = run_mkt("catalog", "products.csv")
    assert result.exit_code == 1
    assert "3 rows, 1 unusable, 2 products" in result.stdout
    assert result.stderr.splitlines() == [
        "error: too-few-values, 1 in all",
        "  products.csv: line 4 (record 3): expected 7 values, got 2; missing: "
        "Colour, Weight (kg), features, image_url, ad_copy",
        "    fix: give every column a value, or leave it empty",
    ]


def test_a_fault_of_the_file_exits_2(run_mkt, tmp_path):
    (tmp_path / "products.csv").write_text(CONTENT + "A1,Pan,,,,,\n")
    result = run_mkt("catalog", "products.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        'error: the same id stands on several rows: "A1" on lines 2, 4\n'
        '  where: products.csv: line 4 (id "A1"), column "id"\n'
        "  fix:   give every product its own id, or name another column with --id-column\n"
    )


def test_settings_reach_the_reader(run_mkt, tmp_path):
    (tmp_path / "p.csv").write_bytes("nr;bez\n1;水壶\n".encode("gb18030"))
    arguments = ("--encoding", "gb18030", "--sep", ";", "--columns", "title=bez", "--id-column", "nr", "--json")
    document = json.loads(run_mkt("catalog", "p.csv", *arguments).stdout)
    assert (document["sample"]["id"], document["sample"]["title"]) == ("1", "水壶")


def test_control_characters_of_a_cell_are_shown_escaped(run_mkt, tmp_path):
    (tmp_path / "p.csv").write_text("id,title\n1,\x1b[31mred [/b]\n")
    result = run_mkt("catalog", "p.csv")
    assert "\x1b" not in result.stdout
    assert "\\x1b[31mred [/b]" in result.stdout
