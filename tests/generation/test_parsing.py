"""Answers become fields; packaging goes, words stay, and what is missing is said."""

from __future__ import annotations

import pytest

from mtnlg_cli.domain import Channel, ChannelField
from mtnlg_cli.generation.parsing import parse_answer


def make_channel(*fields: tuple[str, int, bool]) -> Channel:
    return Channel(
        id="c",
        name="C",
        fields=tuple(
            ChannelField(
                name=name, counter="cp", source="s", verified_on="2026-01-01", max_texts=many, multiline=multiline
            )
            for name, many, multiline in fields
        ),
    )


TEXT = make_channel(("text", 1, False))
LIST = make_channel(("bullets", 5, False))
EMAIL = make_channel(("subject", 1, False), ("preheader", 1, False), ("body", 1, True))
RSA = make_channel(("headline", 15, False), ("description", 4, False))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("A steel pan.", "A steel pan."),
        ("  A steel pan.\n", "A steel pan."),
        ("```\nA steel pan.\n```", "A steel pan."),
        ("```text\nA steel pan.\n```", "A steel pan."),
        ('"A steel pan."', "A steel pan."),
        ("“牛仔夹克。”", "牛仔夹克。"),
        ("「牛仔夹克」", "牛仔夹克"),
        ("**A steel pan.**", "A steel pan."),
        ("[text] A steel pan.", "A steel pan."),
        ("A steel\npan.", "A steel pan."),
        ("牛仔\n夹克", "牛仔夹克"),
        ('"Bold" and "light"', '"Bold" and "light"'),
        ("Here is the copy: A pan.", "Here is the copy: A pan."),
        ("Text: a pan.", "Text: a pan."),
        ('24" pan', '24" pan'),
    ],
)
def test_one_text(answer, text):
    parsed = parse_answer(answer, channel=TEXT)
    assert parsed.fields == {"text": (text,)}
    assert parsed.missing == ()


@pytest.mark.parametrize("answer", ["", "  \n ", "``` \n```", '""'])
def test_an_empty_answer_is_missing_not_invented(answer):
    assert parse_answer(answer, channel=TEXT).fields == {}
    assert parse_answer(answer, channel=TEXT).missing == ("text",)


@pytest.mark.parametrize(
    "answer",
    ["- One\n- Two", "* One\n* Two", "• One\n•Two", "1. One\n2. Two", "1) One\n\n2) Two", "1、One\n2、Two", "One\nTwo"],
)
def test_list_marks(answer):
    assert parse_answer(answer, channel=LIST).fields == {"bullets": ("One", "Two")}


def test_a_number_that_starts_a_text_is_no_list_mark():
    texts = parse_answer("- 2.5 mm steel\n- 750 ml\n3.5 kg only", channel=LIST).fields["bullets"]
    assert texts == ("2.5 mm steel", "750 ml", "3.5 kg only")


def test_a_lead_in_of_a_list_is_left_for_review():
    assert parse_answer("Here are two:\n- One\n- Two", channel=LIST).fields["bullets"][0] == "Here are two:"


def test_an_indented_line_goes_on_with_its_bullet():
    assert parse_answer("- One\n  and more\n- Two", channel=LIST).fields["bullets"] == ("One and more", "Two")


@pytest.mark.parametrize(
    "answer",
    [
        "[subject] Hot\n[preheader]\nTea\n[body]\nDear all,\n\nbuy tea.",
        "Subject: Hot\nPreheader: Tea\nBody: Dear all,\n\nbuy tea.",
        "**Subject:** Hot\n**Preheader**: Tea\n## Body:\nDear all,\n\nbuy tea.",
        "SUBJECT： Hot\nPREHEADER： Tea\nBODY：Dear all,\n\nbuy tea.",
        '[Body]\nDear all,\n\nbuy tea.\n\n[Preheader]\nTea\n[Subject]\n"Hot"',
        "```\n[subject] Hot\n[preheader] Tea\n[body] Dear all,\n\nbuy tea.\n```",
    ],
)
def test_labelled_blocks(answer):
    parsed = parse_answer(answer, channel=EMAIL)
    assert parsed.fields == {"subject": ("Hot",), "preheader": ("Tea",), "body": ("Dear all,\n\nbuy tea.",)}
    assert list(parsed.fields) == ["subject", "preheader", "body"]


def test_a_missing_block_is_named():
    parsed = parse_answer("[subject] Hot\n[body]\nTea.", channel=EMAIL)
    assert parsed.missing == ("preheader",)
    assert parse_answer("Just words.", channel=EMAIL).missing == ("subject", "preheader", "body")


def test_numbered_heads_and_lists_add_up():
    answer = "Headline 1: Steel Pan\nHeadline 2: Made Of Steel\nDescriptions:\n- A pan.\n- A steel pan."
    assert parse_answer(answer, channel=RSA).fields == {
        "headline": ("Steel Pan", "Made Of Steel"),
        "description": ("A pan.", "A steel pan."),
    }


def test_a_field_name_inside_a_sentence_is_no_head():
    parsed = parse_answer("[subject] Hot\n[preheader] Tea\n[body]\nThe body of this subject.", channel=EMAIL)
    assert parsed.fields["body"] == ("The body of this subject.",)
