"""Damage is mended, page furniture goes, and only whole sentences of the right language stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.lm.corpora.boilerplate import is_boilerplate, line_key, repeated_lines
from mtnlg_cli.lm.corpora.clean import clean_text
from mtnlg_cli.lm.corpora.detokenize import detokenize, is_unsure
from mtnlg_cli.lm.corpora.document import Language
from mtnlg_cli.lm.corpora.language import is_in_language, is_traditional
from mtnlg_cli.lm.corpora.markdown import markdown_to_text
from mtnlg_cli.lm.corpora.openings import OpeningCap, families_within
from mtnlg_cli.lm.corpora.sentence_filter import reject_reason
from mtnlg_cli.lm.corpora.sentences import sentences_of


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The cafÃ© is open.", "The café is open."),
        ("We donâ€™t mind.", "We don’t mind."),
        ("R&amp;D and caf&eacute; &lt;b&gt;now&lt;/b&gt;", "R&D and café now"),
        ("<p>One.</p><p>&bull; Two.</p><!-- three -->", "One.\nTwo."),
        ("First line with <b>a tag</b>.\nSecond line.", "First line with a tag.\nSecond line."),
        ("  many\u00a0 \t spaces \r\n\r\n\u200bhidden\ufeff  ", "many spaces\nhidden"),
        ("- item\n• item\n3. item\n（1）项目", "item\nitem\nitem\n项目"),
        ("The words , as printed .", "The words, as printed."),
        ("价格：￥５０，全场包邮！", "价格：￥５０，全场包邮！"),
        ("2.5 mm stays, and 3.0 too.", "2.5 mm stays, and 3.0 too."),
    ],
)
def test_clean_text(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text(max_size=60))
def test_clean_text_leaves_no_empty_line_and_no_outer_space(text: str) -> None:
    lines = clean_text(text).split("\n")
    assert lines == [""] or all(line and line == line.strip() for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "This site uses cookies to improve your visit.",
        "Home > Shop > Bags",
        "Home | Shop | About us | Contact",
        "Follow @mailroom",
        "© 2024 Somebody",
        "阅读更多",
        "版权所有，未经许可不得转载。",
    ],
)
def test_page_furniture(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", ["Homes need warm light.", "Reading more helps.", "我们的目录册很厚。", "A | B"])
def test_ordinary_lines_are_no_furniture(line: str) -> None:
    assert not is_boilerplate(line)


def test_lines_on_many_pages_count_once_a_page_and_without_their_numbers() -> None:
    notice = "Each week, issue {} brings you the latest news."
    pages = [f"{notice.format(n)}\n{notice.format(n)}\nText {n}." for n in range(4)]
    assert repeated_lines(pages) == {line_key(notice.format(0))}
    assert not repeated_lines(pages[:3])


def test_markdown_headings_underlined_or_not_go_and_wrapped_lines_join() -> None:
    text = (
        "Title\n=====\n\nThe first\nparagraph.\n\n## Next\nSecond __one__.\n* item (see 3) here\n> quoted\n\n| a | b |"
    )
    assert markdown_to_text(text).split("\n") == ["The first paragraph.", "Second one.", "item (see 3) here quoted"]


def test_detokenize_keeps_what_it_cannot_know() -> None:
    assert detokenize("It 's $ 5 , 10 % off - or not .") == "It's $5, 10% off - or not."
    assert detokenize("The boys ' song ' Old Roads ' .") == "The boys' song 'Old Roads'."
    assert is_unsure(detokenize("A film - maker plays ' Hamlet '.")) and not is_unsure("The boys' well-known song.")
    assert detokenize("The `` old '' road , isn 't it ?") == 'The "old" road, isn\'t it?'


def test_sentences_end_where_they_end() -> None:
    text = (
        "Built for the U.S. Navy by J. Smith in 1990. “We won. It was hard.” Dr. Lee agrees.\n第一句。zoom 是第二句。"
    )
    assert sentences_of(text) == [
        "Built for the U.S. Navy by J. Smith in 1990.",
        "We won.",
        "It was hard.",
        "Dr. Lee agrees.",
        "第一句。",
        "zoom 是第二句。",
    ]


@pytest.mark.parametrize(
    ("sentence", "language", "reason"),
    [
        ("This sentence is long enough to stay.", "en", ""),
        ('A 12" pan and a "small" lid belong together.', "en", ""),
        ("It runs on macOS and on JavaScript engines.", "en", ""),
        ("这句话长度正好可以留下。", "zh", ""),
        ("服务器通过 API 返回结果。", "zh", ""),
        ("Too short a text.", "en", "too short"),
        ("太短了。", "zh", "too short"),
        ("So " + "very " * 70 + "long.", "en", "too long"),
        ("这" * 151 + "。", "zh", "too long"),
        ("A headline without an end", "en", "not whole"),
        ("and this is the rest of a sentence.", "en", "not whole"),
        ("Find it all on shop.example.com today.", "en", "web address"),
        ("Call the function getUserName before you go.", "en", "code"),
        ("Set the value of max_size to something else.", "en", "code"),
        ("Your order {number} has been sent to you.", "en", "code"),
        ("1990-91: 12, 1992-93: 14, 1994-95: 15.", "en", "few words"),
        ("THIS IS SHOUTED FROM THE ROOF TODAY.", "en", "few words"),
        ("No no no no no, that will not do at all.", "en", "few words"),
        ("哈哈哈哈哈哈这个真好笑。", "zh", "few words"),
        ("He said (and meant it that it was fine.", "en", "open quote"),
    ],
)
def test_reject_reason(sentence: str, language: Language, reason: str) -> None:
    assert reject_reason(sentence, language) == reason


@pytest.mark.parametrize(
    ("sentence", "language", "fits"),
    [
        ("The lid is easy to clean.", "en", True),
        ("Sturdy walnut frame!", "en", True),
        ("El diccionario de la lengua es muy completo.", "en", False),
        ("The word 茶 means tea.", "en", False),
        ("这款应用支持 iOS 和 Android。", "zh", True),
        ("RAG & Tools 也算。", "zh", False),
        ("秋刀魚の味是一家店。", "zh", False),
    ],
)
def test_language(sentence: str, language: Language, fits: bool) -> None:
    assert is_in_language(sentence, language) is fits


def test_traditional_characters() -> None:
    assert is_traditional("這個產品很好用。") and not is_traditional("这个产品很好用，皇后也喜欢。")


def test_an_opening_is_admitted_so_often_whatever_its_case() -> None:
    cap = OpeningCap(2)
    texts = ["Elevate your style now.", "Elevate your Style here.", "Elevate your style there.", "Elevate your home."]
    assert [cap.admits(text, "en") for text in texts] == [True, True, False, True]


def test_families_are_drawn_whole_the_same_ones_each_time() -> None:
    sizes = {f"f{n}": 3 for n in range(10)}
    chosen = families_within(sizes, 10)
    assert len(chosen) == 3 and chosen == families_within(dict(reversed(sizes.items())), 10)
