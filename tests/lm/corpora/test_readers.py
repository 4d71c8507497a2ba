"""Each set's rows become documents with origin, licence, facts and a family that the split goes by."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.corpora.document import Document
from mtnlg_cli.lm.corpora.readers import READERS, read_set, set_names
from tests.lm.corpora.small_sets import FILES, ROWS, write_all, write_raw, write_set


def read(folder: Path, name: str) -> list[Document]:
    write_set(folder, name)
    return list(read_set(name, folder))


def test_every_set_has_a_reader_and_gives_documents_with_an_origin(tmp_path: Path) -> None:
    write_all(tmp_path)
    assert [name.replace("-", "_") for name in READERS.names()] == sorted(FILES)
    for name in FILES:
        documents = list(read_set(name, tmp_path))
        assert documents, name
        for document in documents:
            assert document.set == name and document.licence and document.source and document.text.strip()
        assert len({document.id for document in documents}) == len(documents), "ids are unique"


def test_versions_of_a_product_are_one_family_and_carry_its_facts(tmp_path: Path) -> None:
    first, second, third = read(tmp_path, "aws_retail_demo_store")
    assert first.family == second.family == "aws_retail_demo_store/p1" and first.id != second.id
    assert first.facts == (("name", "Canvas Tote"), ("category", "bags"), ("style", "tote"), ("price", "24.5"))
    assert ("gender", "women") in third.facts and third.family == "aws_retail_demo_store/7"


def test_html_attributes_and_categories_of_the_sample_shop_become_facts(tmp_path: Path) -> None:
    tee, pack = read(tmp_path, "magento2_luma")
    assert tee.facts == (
        ("name", "Aero™ Tee"),
        ("category", "Men > Tops > Tees"),
        ("price", "29"),
        ("material", "Cotton, Nylon"),
        ("style", "Tee"),
    )
    assert pack.facts == (("name", "Trail Pack"), ("category", "Gear > Bags"), ("price", "45"), ("material", "Nylon"))


def test_topics_carry_name_maker_and_year(tmp_path: Path) -> None:
    (topic,) = read(tmp_path, "github_explore")
    assert topic.facts == (("name", "Loom"), ("created by", "Ada Weaver"), ("released", "1990"))
    assert topic.text == "Loom is a language for patterns.\nLoom describes patterns as rows and columns."


def test_articles_lose_headings_marks_links_and_code_and_keep_their_sentences_whole(tmp_path: Path) -> None:
    (document,) = read(tmp_path, "digitalgov")
    assert document.text.split("\n") == [
        "Good forms ask for little and say why they ask. Read the guide.",
        "Read more about this",
        "People finish short forms more often.",
    ]


def test_both_languages_of_a_page_are_one_family(tmp_path: Path) -> None:
    english, chinese = read(tmp_path, "mozilla_www_l10n")
    assert (english.language, chinese.language) == ("en", "zh") and english.family == chinese.family
    assert english.text.count("\n") == 1 and "\n" not in chinese.text


def test_a_string_file_is_split_by_the_section_of_its_keys(tmp_path: Path) -> None:
    assert read(tmp_path, "zh_en_parallel_ui")[0].family == "bagisto/bagisto/Shop/app.php#account.address"


def test_dialogues_are_one_turn_a_line(tmp_path: Path) -> None:
    (dialogue,) = read(tmp_path, "schema_guided_dialogue_quarter")
    assert dialogue.text == "I would like a table for two tonight.\nShall I book the one by the window?"


def test_tokenised_sentences_are_written_as_people_write(tmp_path: Path) -> None:
    joined, split = read(tmp_path, "wikisplit_small")
    assert joined.text == 'The band\'s song (1990), "Old Roads", was a hit in three countries.'
    assert split.text == "The song was a hit.\nIt stayed there for a year, as few songs do."
    assert joined.family == split.family


def test_chinese_sources_have_their_own_licences_and_an_unlisted_one_is_unknown(tmp_path: Path) -> None:
    rows = [*ROWS["zh_prose"], {"text": "一段话。", "source": "some/thing", "path": "a.json"}]
    write_set(tmp_path, "zh_prose", [*rows, rows[-1]])
    documents = list(read_set("zh_prose", tmp_path))
    assert [document.licence for document in documents] == ["Unlicense", "CC-BY-NC-SA-4.0", "unknown", "unknown"]
    assert documents[2].family != documents[3].family, "many articles lie in one .json"


def test_names_are_ordered_known_and_taken_once() -> None:
    assert set_names(["zh_prose", "digitalgov", "zh-prose"]) == ["digitalgov", "zh-prose"]
    with pytest.raises(MktError, match="unknown set: zh-pros") as caught:
        set_names(["zh-pros"])
    assert "did you mean zh-prose?" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MktError, match=r"missing: 18f_gsa_gov\.jsonl\.xz"):
        list(read_set("gsa-18f", tmp_path))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('{"path": "a", "text": "b"}\n{"path": "a",\n', 2, "not JSON"),
        ('{"path": "a"}\n\n[1]\n', 3, "not an object"),
        ("", None, "holds no rows"),
        ("\n \n", None, "holds no rows"),
    ],
)
def test_a_wrong_line_is_told_by_file_and_line(tmp_path: Path, text: str, line: int | None, what: str) -> None:
    path = write_raw(tmp_path, "digitalgov", text)
    with pytest.raises(MktError, match=what) as caught:
        list(read_set("digitalgov", tmp_path))
    assert str(caught.value.where) == (f"{path}: line {line}" if line else str(path))


def test_a_damaged_file_is_no_traceback(tmp_path: Path) -> None:
    path = write_set(tmp_path, "digitalgov", [{"path": str(n), "text": "Some words here."} for n in range(2000)])
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"not xz at all", whole[:60] + b"\0\0\0\0" + whole[64:]):
        path.write_bytes(damaged)
        with pytest.raises(MktError, match="is damaged") as caught:
            list(read_set("digitalgov", tmp_path))
        assert path.name in str(caught.value.where)


def test_a_line_separator_inside_a_text_is_no_line_end(tmp_path: Path) -> None:
    write_set(tmp_path, "zh_prose", [{"text": "一行\u2028两行\x85三行", "source": "a/b", "path": "c"}])
    (document,) = read_set("zh_prose", tmp_path)
    assert document.text == "一行\u2028两行\x85三行"
