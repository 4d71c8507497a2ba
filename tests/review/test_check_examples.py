"""Every check carries examples, and they hold."""

from __future__ import annotations

import pytest

from mtnlg_cli.review import CHECKS

_ORDER = {"block": 3, "warn": 2, "info": 1}


def examples(kind: str) -> list[object]:
    return [
        pytest.param(name, example, id=f"{name}-{number}")
        for name in CHECKS.names()
        for number, example in enumerate(getattr(CHECKS.get(name), kind))
    ]


def findings_of(name, example):
    return CHECKS.get(name).check(
        example.candidate(), product=example.product(), brief=example.brief, channel=example.place()
    )


@pytest.mark.parametrize(("name", "example"), examples("GOOD"))
def test_good_copy_passes(name, example):
    assert [f for f in findings_of(name, example) if f.severity != "info"] == []


@pytest.mark.parametrize(("name", "example"), examples("BAD"))
def test_bad_copy_is_found(name, example):
    found = sorted(findings_of(name, example), key=lambda f: (-_ORDER[f.severity], f.span or (-1, -1)))
    assert found, "nothing found"
    assert found[0].severity == example.severity
    if example.found is not None:
        assert found[0].text == example.found


@pytest.mark.parametrize(("name", "example"), examples("BAD"))
def test_findings_point_into_the_text(name, example):
    for finding in findings_of(name, example):
        assert finding.check == name
        if finding.span is not None:
            text = example.candidate().fields[finding.field][finding.index]
            assert text[slice(*finding.span)] == finding.text
        else:
            assert finding.text == ""


@pytest.mark.parametrize("name", CHECKS.names())
def test_both_languages_have_examples(name):
    module = CHECKS.get(name)
    assert module.GOOD, name
    assert module.BAD, name
    if name not in ("channel-limit",):
        texts = "".join("".join(example.texts) for example in (*module.GOOD, *module.BAD))
        assert any("一" <= char <= "鿿" for char in texts), f"{name} has no Chinese example"
        assert any(char.isascii() and char.isalpha() for char in texts), f"{name} has no English example"
