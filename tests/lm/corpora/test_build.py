"""The open text: deterministic, without duplicates, nothing of the held-out part in the rest; the datasheet adds up."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.corpora.build import OPEN_TEXT, build_open_text
from mtnlg_cli.lm.corpora.copy_sheet import count_copies
from mtnlg_cli.lm.corpora.duplicates import SIMILARITY, jaccard, sentence_key, shingles
from mtnlg_cli.lm.corpus import is_held_out
from tests.lm.corpora.small_sets import article, write_all, write_raw, write_set
from tests.lm.tiny import write_corpus


def lines_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / OPEN_TEXT).read_text(encoding="utf-8").split("\n") if line]


def test_all_sets_become_one_file_in_document_order(tmp_path: Path) -> None:
    stages: list[str] = []
    build_open_text(write_all(tmp_path / "data"), tmp_path, progress=lambda stage, done: stages.append(stage))
    lines = lines_of(tmp_path)
    assert len({line["set"] for line in lines}) == 10 and stages == ["near-duplicates", "write"]
    texts = [line["text"] for line in lines]
    assert texts.index("Good forms ask for little and say why they ask.") + 1 == texts.index(
        "People finish short forms more often."
    )
    assert "Read more about this" not in texts and not any("商业" in text for text in texts)
    assert all((line["language"] == "zh") == (line["text"][0] > "\u2e80") for line in lines)


def test_lines_carry_facts_only_where_the_document_has_them(tmp_path: Path) -> None:
    build_open_text(write_all(tmp_path / "data"), tmp_path)
    for line in lines_of(tmp_path):
        assert set(line) - {"facts"} == {"text", "language", "set", "document", "held_out"}
        assert ("facts" in line) == (line["set"] in ("aws_retail_demo_store", "github_explore", "magento2_luma"))
    assert ["price", "24.5"] in next(line["facts"] for line in lines_of(tmp_path) if "facts" in line)


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    data = write_all(tmp_path / "data")
    for name in ("one", "two"):
        build_open_text(data, tmp_path / name)
    files = [(tmp_path / name / file).read_bytes() for file in (OPEN_TEXT, "datasheet.json") for name in ("one", "two")]
    assert files[0] == files[1] and files[2] == files[3]


def test_no_sentence_and_no_near_duplicate_of_the_held_out_part_is_in_the_rest(tmp_path: Path) -> None:
    rng = random.Random(0)
    texts = [" ".join("".join(rng.sample("aeioulmnrst", 6)) for _ in range(24)).capitalize() for _ in range(300)]
    pages = [article(f"p{n}", f"{text}. The end of {text[:20]}.") for n, text in enumerate(texts)]
    copies = [article(f"q{n}", f"{text} again. THE END of {text[:20]}!") for n, text in enumerate(texts)]
    write_set(tmp_path / "data", "digitalgov", pages)
    write_set(tmp_path / "data", "gsa_18f", copies)
    build_open_text(tmp_path / "data", tmp_path, sets=["digitalgov", "gsa_18f"])
    parts: dict[bool, list[str]] = {True: [], False: []}
    documents: dict[bool, set[str]] = {True: set(), False: set()}
    for line in lines_of(tmp_path):
        parts[line["held_out"]].append(line["text"])
        documents[line["held_out"]].add(line["document"])
    assert len(parts[True]) + len(parts[False]) == 600 and parts[True] and not documents[True] & documents[False]
    assert not {sentence_key(text) for text in parts[True]} & {sentence_key(text) for text in parts[False]}
    train = [shingles(text, "en") for text in parts[False]]
    assert not [t for t in parts[True] if any(jaccard(shingles(t, "en"), other) >= SIMILARITY for other in train)]


def test_translations_and_versions_lie_on_the_same_side(tmp_path: Path) -> None:
    rows = [
        {
            "file": f"f{n}",
            "id": "x",
            "en": f"The lamp in room {n} gives warm light.",
            "zh-CN": f"房间{n}里的灯光非常柔和。",
        }
        for n in range(200)
    ]
    write_set(tmp_path / "data", "mozilla_www_l10n", rows)
    build_open_text(tmp_path / "data", tmp_path, sets=["mozilla-www-l10n"])
    sides: dict[str, set[bool]] = {}
    for line in lines_of(tmp_path):
        sides.setdefault(line["document"].split("@@")[0], set()).add(line["held_out"])
    assert all(len(side) == 1 for side in sides.values()) and {True} in sides.values()
    assert all(is_held_out(family) == side.pop() for family, side in sides.items())


def test_personal_data_and_repeats_are_dropped_and_counted(tmp_path: Path) -> None:
    text = (
        "Write to anna@shop.example for one. The guide is free of charge for all. The guide is free of charge for ALL!"
    )
    write_set(tmp_path / "data", "digitalgov", [article("a", text)])
    datasheet = build_open_text(tmp_path / "data", tmp_path, sets=["digitalgov"])
    assert [line["text"] for line in lines_of(tmp_path)] == ["The guide is free of charge for all."]
    assert datasheet.sets[0].dropped == {"personal data: e-mail address": 1, "duplicate": 1}


def test_the_store_has_a_cap_an_opening_and_a_share_of_all(tmp_path: Path) -> None:
    nouns = [f"{a}{b}" for a in "bcdfghjklm" for b in ("ag", "ench", "elt", "owl", "ook", "oot", "asket", "ell")]
    store = [{"id": n, "description": f"Elevate your style with one {noun}."} for n, noun in enumerate(nouns)]
    pages = [article(f"p{noun}", f"{noun.title()} makers met in the town hall.") for noun in nouns]
    write_set(tmp_path / "data", "aws_retail_demo_store", store)
    write_set(tmp_path / "data", "digitalgov", pages)
    sheet = build_open_text(tmp_path / "data", tmp_path, sets=["aws_retail_demo_store", "digitalgov"]).sets[0]
    assert sheet.dropped["same opening"] == 20 and sheet.dropped["over the set's share"] == 60 - 8
    assert sheet.sentences == {"en": 8}


def test_the_datasheet_adds_up_and_names_every_licence(tmp_path: Path) -> None:
    datasheet = build_open_text(write_all(tmp_path / "data"), tmp_path)
    for sheet in datasheet.sets:
        assert sheet.found == sheet.sentences.total() + sheet.dropped.total()
    data = json.loads((tmp_path / "datasheet.json").read_text(encoding="utf-8"))
    assert data["totals"]["sentences"]["en"] == sum(line["language"] == "en" for line in lines_of(tmp_path))
    page = (tmp_path / "datasheet.md").read_text(encoding="utf-8")
    assert "| zh_prose | Anduin2017/HowToCook | Unlicense | 1 |" in page
    assert "| zh_prose | documents | licence CC-BY-NC-SA-4.0 | 1 |" in page


def test_the_copy_corpus_is_counted(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    sheet = count_copies(write_corpus(tmp_path / "corpus"))
    assert sheet.products.total() >= 2 and sheet.copies["bullets", "en"] >= 1
    assert sheet.held_out_products.total() <= sheet.products.total()
    with pytest.raises(MktError, match="no products"):
        count_copies(tmp_path)
    (tmp_path / "en_a.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(MktError, match="damaged: KeyError"):
        count_copies(tmp_path)


def test_a_missing_file_stops_before_anything_is_read_unless_its_set_is_not_asked_for(tmp_path: Path) -> None:
    data = write_all(tmp_path / "data")
    (data / "zh_prose.jsonl.xz").unlink()
    write_raw(data, "aws_retail_demo_store", "no JSON here\n")
    with pytest.raises(MktError, match=r"missing: zh_prose\.jsonl\.xz"):
        build_open_text(data, tmp_path)
    assert build_open_text(data, tmp_path, sets=["github_explore"]).sets[0].documents == 1


def test_a_failed_run_leaves_the_old_text(tmp_path: Path) -> None:
    data = write_all(tmp_path / "data")
    build_open_text(data, tmp_path, sets=["gsa_18f"])
    before = (tmp_path / OPEN_TEXT).read_bytes()
    write_raw(data, "gsa_18f", "{}\nnothing\n")
    with pytest.raises(MktError, match="not JSON"):
        build_open_text(data, tmp_path, sets=["gsa_18f"])
    assert (tmp_path / OPEN_TEXT).read_bytes() == before
