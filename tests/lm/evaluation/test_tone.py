"""The tone classifier on tones that are plain to see, and the masks."""

from __future__ import annotations

import pytest

from mtnlg_cli.lm.evaluation.tone import BRAND_MARK, NAME_MARK, ToneClassifier, mask_names, tone_accuracy

URGENT = ["Hurry, ends tonight!", "Last call, ends Sunday!", "Order now, ends soon!"]
PLAIN = ["The pan is black.", "The pan weighs 2 kg.", "The lid is made of glass."]


def test_it_learns_tones_it_can_tell_apart():
    judge = ToneClassifier([*URGENT, *PLAIN], ["urgent"] * 3 + ["plain"] * 3)
    assert judge.tones_of(["Now or never, ends tonight!", "The handle is made of wood."]) == ["urgent", "plain"]
    assert judge.tones_of([]) == []


def test_chinese_is_told_by_characters():
    judge = ToneClassifier(
        ["快来抢，今晚截止！", "限时抢购，快！", "锅身为铸铁。", "重量为4.5kg。"], ["u", "u", "p", "p"]
    )
    assert judge.tones_of(["快抢！", "锅盖为玻璃。"]) == ["u", "p"]


def test_one_tone_is_nothing_to_learn_from():
    with pytest.raises(ValueError, match="two tones"):
        ToneClassifier(PLAIN, ["plain"] * 3)


def test_names_and_brands_are_masked():
    masked = mask_names(
        "Ferrow's steel skillet: the skillet to keep.", title="Ferrow Steel Skillet", brand="Ferrow", language="en"
    )
    assert masked == f"{BRAND_MARK}'s {NAME_MARK}: the skillet to keep."
    assert mask_names("禾灶炖锅来了", title="禾灶炖锅", brand="禾灶", language="zh") == f"{NAME_MARK}来了"


def test_accuracy_is_counted_by_the_tone_asked_for():
    found = tone_accuracy(["bold", "bold", "warm"], ["bold", "warm", "warm"])
    assert (found.right, found.texts, found.share) == (2, 3, pytest.approx(2 / 3))
    assert found.by_tone == {"bold": (1, 2), "warm": (1, 1)}
    assert tone_accuracy([], []).share is None
