from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.domain import CopyRecord, Evidence, Finding
from mtnlg_cli.errors import MktError
from mtnlg_cli.records.codec import decode_json, decode_record, encode_json, encode_record, schema_problems


def make_record(product_id: str = "A-1", *, text: str = "A steel bottle.", line: int = 2) -> CopyRecord:
    return CopyRecord(
        id=f"{product_id}/product-description/en",
        product_id=product_id,
        channel="product-description",
        language="en",
        tone="plain",
        template="product-description/en",
        status="accepted",
        copy={"description": [text]},
        product={"title": "Bottle", "features": ["steel", "750 ml"]},
        brief={"tone": "plain"},
        source={"file": "products.csv", "line": line},
        scores={"faithfulness": 1.0, "readability": None, "overall": 0.8123},
        score_notes={"readability": "too short"},
        findings=(
            Finding(
                check="demo",
                severity="warn",
                field="description",
                index=0,
                span=(2, 7),
                text=text[2:7],
                message="a word",
                evidence=Evidence("features", "steel"),
            ),
        ),
        attempts=1,
        provenance={"model": "fake", "ai_generated": True},
    )


def test_record_survives_encoding_and_decoding() -> None:
    record = make_record(text="A  bottle, 不锈钢 \U0001f600 é")
    assert decode_record(encode_record(record)) == record


def test_schema_stands_first_and_candidates_only_when_kept() -> None:
    line = encode_record(make_record())
    assert line.startswith(b'{"schema":"mkt.copy/1","id":"A-1/product-description/en"')
    assert b'"candidates"' not in line
    assert b'"candidates"' in encode_record(replace(make_record(), candidates=({"index": 1},)))


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_one_valid_utf8_line(text: str) -> None:
    line = encode_json({"text": text, text: [text]})
    assert b"\n" not in line
    assert set(json.loads(line)) == {"text", *json.loads(line).keys()}


def test_line_separators_stay_inside_one_line() -> None:
    line = encode_record(make_record(text="A b\u2028c\u0085d\x0be\r\nf."))
    assert line.count(b"\n") == 0
    assert decode_record(line).copy["description"] == ["A b\u2028c\u0085d\x0be\r\nf."]


def test_lone_surrogates_are_replaced() -> None:
    assert decode_json(encode_json({"a\ud800": ["x\udfffy"]})) == {"a�": ["x�y"]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_is_refused_both_ways(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode_json({"score": value})
    with pytest.raises(ValueError, match="no JSON number"):
        decode_json(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("schema", "mkt.copy/9", "schema is mkt.copy/9"),
        ("status", "fine", "status is fine"),
        ("id", "B/product-description/en", "id is not product_id/channel/language"),
        ("attempts", True, "attempts is bool"),
        ("error", {"what": "x"}, "a failed record, and no other, has an error"),
        ("copy", {"description": "text"}, "copy is not {field: [texts]}"),
        ("scores", {"overall": 1.5}, "score overall is not a number from 0 to 1"),
        ("findings", [{"check": "x"}], "a finding lacks a field"),
    ],
)
def test_schema_problems_name_the_field(field: str, value: object, problem: str) -> None:
    data = decode_json(encode_record(make_record()))
    assert schema_problems(data) == []
    assert problem in schema_problems({**data, field: value})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"span": [2, 99]}, "lies outside its text"),
        ({"span": [7, 2]}, "lies outside its text"),
        ({"span": [3, 8]}, "holds another text"),
        ({"index": 4}, "names a text the copy does not have"),
        ({"field": "headline"}, "names a text the copy does not have"),
        ({"severity": "bad"}, "severity is bad"),
    ],
)
def test_span_must_lie_in_its_text(change: dict[str, object], problem: str) -> None:
    data = decode_json(encode_record(make_record()))
    data["findings"][0].update(change)
    assert problem in schema_problems(data)[0]


def test_missing_field_is_an_error_with_a_fix() -> None:
    data = decode_json(encode_record(make_record()))
    del data["scores"]
    with pytest.raises(MktError, match="scores is missing"):
        decode_record(encode_json(data))
