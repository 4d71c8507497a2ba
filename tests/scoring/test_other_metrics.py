"""Faithfulness, channel fit, readability, overall and score_candidate."""

import pytest

from mtnlg_cli.domain import Attribute, Brief, Candidate, Channel, ChannelField, EditorialRule, Finding, Product, Score
from mtnlg_cli.scoring import score_candidate
from mtnlg_cli.scoring.metrics import channel_fit, faithfulness, overall, readability

OPEN = Channel(id="open", name="Open", fields=())
ROW = Product(
    id="1",
    language="en",
    attributes=(Attribute("color", "black", "color"), Attribute("weight", "1.7 kg", "weight")),
    facts=(("title", "Pan"), ("color", "black"), ("weight", "1.7 kg"), ("price", "49.00 EUR")),
)


def candidate(*texts, language="en", name="text"):
    return Candidate(fields={name: texts}, language=language)


def finding(check, severity="block", *, span=None, text=""):
    return Finding(check=check, severity=severity, field="text", index=0, span=span, text=text, message="m")


def faith(text, *, product=ROW, brief=None, findings=()):
    return faithfulness.score(candidate(text), product=product, brief=brief or Brief(), channel=OPEN, findings=findings)


def test_supported_claims_give_one():
    assert faith("A black pan of 1700 g for €49.").value == 1


def test_the_brief_supports_its_offer():
    brief = Brief(offer="15% off until 14 March")
    assert faith("Now 15 % off.", brief=brief).value == 1


def test_copy_without_a_claim_is_null_with_reason():
    result = faith("A pan for good days.")
    assert (result.value, result.reason) == (None, "the copy makes no claim that can be checked")


def test_without_a_row_it_is_null_with_reason():
    result = faith("A 2 kg pan.", product=Product(id="1", language="en"))
    assert result.value is None
    assert "no row" in result.reason


def test_scene_number_that_the_review_lets_pass_counts_on_neither_side():
    assert faith("Black, for the 7 a.m. train.").value == 1


@pytest.mark.parametrize(("severity", "value"), [("block", 0.5), ("warn", 0.6667), ("info", 1.0)])
def test_unsupported_claims_count_by_severity(severity, value):
    findings = [finding("unsupported-number", severity, span=(8, 12), text="3 kg")]
    assert faith("A black 3 kg pan.", findings=findings).value == value


def test_a_number_under_a_finding_is_not_counted_as_supported():
    text = "A 1.7 kg pan."
    assert faith(text, findings=[finding("unsupported-number", span=(2, 8), text="1.7 kg")]).value == 0


def test_findings_of_other_checks_do_not_count():
    assert faith("A black pan.", findings=[finding("banned-word")]).value == 1


def rule(severity):
    return EditorialRule(
        id="r", pattern=r"!!", message="m", fix="f", severity=severity, source="s", verified_on="2026-01-01"
    )


def place(*fields):
    return Channel(id="c", name="c", fields=fields)


def make_field(name="text", **given):
    return ChannelField(**{"name": name, "counter": "cp", "source": "", "verified_on": ""} | given)


def fit(channel, cand):
    return channel_fit.score(cand, product=ROW, brief=Brief(), channel=channel, findings=()).value


@pytest.mark.parametrize(
    ("given", "texts", "value"),
    [
        ({"max_length": 10}, ("short",), 1.0),
        ({"max_length": 10}, ("much too long",), 0.0),
        ({"counter": "width2", "max_length": 6}, ("三个字",), 1.0),
        ({"counter": "width2", "max_length": 5}, ("三个字",), 0.0),
        ({"advisory_length": (10, 20)}, ("12345678",), 0.8),
        ({"advisory_length": (10, 20)}, ("1",), 0.5),
        ({"advisory_length": (1, 20)}, ("x" * 25,), 0.8),
        ({"max_texts": 3, "min_texts": 3}, ("a", "b"), 0.6667),
        ({"max_texts": 1}, ("a", "b"), 0.5),
        ({}, ("a\nb",), 0.7),
        ({"multiline": True}, ("a\nb",), 1.0),
        ({}, ("  ",), 0.0),
        ({"rules": (rule("warn"),)}, ("wow!!",), 0.7),
        ({"rules": (rule("block"),)}, ("wow!!",), 0.3),
    ],
)
def test_fit_of_one_field(given, texts, value):
    assert fit(place(make_field(**given)), candidate(*texts)) == value


def test_missing_and_unknown_fields_lower_the_fit():
    assert fit(place(make_field(), make_field("body")), candidate("x")) == 0.5
    assert fit(place(make_field()), Candidate(fields={"text": ("x",), "other": ("y",)}, language="en")) == 0.5
    assert fit(place(make_field(), make_field("pre", min_texts=0)), candidate("x")) == 1


def test_unknown_channel_is_null_with_reason():
    result = channel_fit.score(candidate("x"), product=ROW, brief=Brief(), channel=OPEN, findings=())
    assert result.value is None
    assert "open" in result.reason


def read(text, language="en"):
    cand = candidate(text, language=language)
    return readability.score(cand, product=ROW, brief=Brief(), channel=OPEN, findings=()).value


def test_readability_of_hard_english_is_lower_than_of_plain_english():
    hard = "Multifunctional interoperability considerations necessitate organisational reconfiguration capabilities."
    assert read(hard) == 0
    assert read("Fry an egg. Wipe the pan. Hang it up.") == 1


def test_readability_of_short_text_is_null():
    assert read("Oak desk") is None


def test_readability_of_chinese_goes_by_sentences_and_clauses():
    assert read("锅身是铸铁，内壁是白珐琅。22cm 口径，够一家人用。", "zh") == 1
    assert read("很" * 60 + "。", "zh") == 0.25
    assert read("很" * 120 + "。", "zh") == 0


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("table", 2),
        ("stainless", 2),
        ("material", 4),
        ("washed", 1),
        ("rated", 2),
        ("boxes", 2),
        ("create", 2),
        ("26", 1),
    ],
)
def test_syllables(word, syllables):
    assert readability.count_syllables(word) == syllables


def test_overall_is_the_weighted_mean_of_what_could_be_computed():
    parts = [
        Score("faithfulness", 1.0),
        Score("attribute-coverage", 0.5),
        Score("channel-fit", 1.0),
        Score("fluency", 0.9),
        Score("readability", None, "short"),
        Score("made-up", 0.0),
    ]
    assert overall.combine(parts, findings=()).value == 0.8737
    assert overall.combine(parts, findings=[finding("x")]).value == 0.5
    assert overall.combine(parts, findings=[finding("x", "warn")]).value == 0.8737


def test_overall_weights_sum_to_one_and_none_is_null_with_reason():
    assert sum(overall.WEIGHTS.values()) == pytest.approx(1)
    result = overall.combine([Score("fluency", None, "r")], findings=())
    assert (result.value, result.reason) == (None, "no metric could be computed")


def test_score_candidate_gives_every_metric_once_overall_last_and_is_deterministic():
    given = {"product": ROW, "brief": Brief(), "channel": place(make_field(max_length=100)), "findings": ()}
    scores = score_candidate(candidate("A black pan of 1.7 kg."), **given)
    names = [score.metric for score in scores]
    assert names[-1] == "overall"
    assert len(set(names)) == len(names) == 6
    assert all(score.value is not None or score.reason for score in scores)
    assert scores == score_candidate(candidate("A black pan of 1.7 kg."), **given)
