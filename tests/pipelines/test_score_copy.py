"""mkt score's pipeline: own records reproduced, foreign ones understood, bad lines named, gates held."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from mtnlg_cli.catalog import CatalogConfig, product_facts, read_products, scan_catalog
from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief, Candidate, CopyRecord
from mtnlg_cli.errors import MktError
from mtnlg_cli.pipelines.copy_cases import ForeignFormat
from mtnlg_cli.pipelines.judge import CopyCase, judge_copy, unscored
from mtnlg_cli.pipelines.score_copy import ScoreConfig, score_copy
from mtnlg_cli.records.codec import encode_record

CATALOG = """sku,title,brand,colour,material,weight,price,features
A1,Carbon Steel Skillet,Ferrow,black,carbon steel,1.7 kg,49.00 EUR,riveted handle; oven safe to 260 °C
A2,Linen Tea Towel,Pellow,striped,linen,,12.00 EUR,hanging loop
Z1,砂褐珐琅铸铁炖锅 22cm,岩灶,砂褐,铸铁、珐琅,4.2kg,469.00 CNY,内壁白珐琅; 适用明火与电磁炉
"""
TEXTS = {
    "A1": "The black Ferrow skillet is carbon steel, weighs 1.7 kg and is oven safe to 260 °C. Now 49 EUR.",
    "A2": "The red Pellow towel weighs 3 kg and is the best in the world.",
    "Z1": "岩灶砂褐炖锅，铸铁锅身覆珐琅，22cm 口径，明火、电磁炉都能用。",
}


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(CATALOG, encoding="utf-8")
    return path


def own_records(catalog: Path, *, brief: Brief | None = None) -> list[CopyRecord]:
    """Records as generation writes them, one a product, from texts given by hand."""
    brief = brief or Brief(tone="warm", offer="free engraving", keywords=("pan",))
    config = CatalogConfig(path=catalog)
    records = []
    for product in read_products(config, scan=scan_catalog(config)):
        candidate = Candidate(fields={"description": (TEXTS[product.id],)}, language=product.language)
        channel = get_channel("product-description")
        verdict = judge_copy(CopyCase(candidate=candidate, product=product, brief=brief, channel=channel))
        records.append(
            CopyRecord(
                id=f"{product.id}/product-description/{product.language}",
                product_id=product.id,
                channel="product-description",
                language=product.language,
                tone=brief.tone,
                template="default",
                status=verdict.status,
                copy={name: list(texts) for name, texts in candidate.fields.items()},
                product=product_facts(product),
                brief={key: value for key, value in asdict(brief).items() if value and key != "tone"},
                source={"file": "products.csv", "line": product.line, "columns": dict(product.columns)},
                scores=verdict.scores,
                score_notes=verdict.score_notes,
                findings=verdict.findings,
                attempts=1,
                provenance={"engine": "fake", "seed": 0},
            )
        )
    return records


def write(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def scored(config: ScoreConfig) -> list[dict]:
    out = config.path.parent / "scored.jsonl"
    score_copy(ScoreConfig(path=config.path, out=out, form=config.form, catalog=config.catalog))
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def score_one(tmp_path: Path, row: object, *, catalog: Path | None = None, **form: object) -> dict:
    path = write(tmp_path / "copy.jsonl", row)
    return scored(ScoreConfig(path=path, form=ForeignFormat(**form), catalog=catalog))[0]


def test_own_records_come_out_byte_for_byte(tmp_path, catalog):
    path = tmp_path / "outputs.jsonl"
    path.write_bytes(b"".join(encode_record(record) + b"\n" for record in own_records(catalog)))
    out = tmp_path / "scored.jsonl"
    result = score_copy(ScoreConfig(path=path, out=out))
    assert out.read_bytes() == path.read_bytes()
    assert result.as_json()["statuses"] == {"accepted": 2, "flagged": 1}
    assert result.as_json()["findings"]["unsupported-number"] == 1


def test_own_record_with_edited_copy_gets_new_scores(tmp_path, catalog):
    record = json.loads(encode_record(own_records(catalog)[1]))
    record["copy"]["description"] = ["The striped Pellow towel is made of linen and has a hanging loop."]
    after = score_one(tmp_path, record)
    assert (record["status"], after["status"]) == ("flagged", "accepted")
    assert after["scores"]["overall"] > record["scores"]["overall"]
    assert after["findings"] == []


def test_a_persons_no_stays_and_a_failed_record_keeps_its_nulls(tmp_path, catalog):
    rejected = json.loads(encode_record(own_records(catalog)[0])) | {"status": "rejected"}
    scores, notes = unscored("no text")
    error = {"what": "no text", "where": "", "fix": ""}
    failed = rejected | {"status": "failed", "copy": {}, "scores": scores, "score_notes": notes, "error": error}
    path = write(tmp_path / "copy.jsonl", rejected, failed)
    rows = scored(ScoreConfig(path=path))
    assert rows[0] == rejected
    assert rows[1] == failed
    result = score_copy(ScoreConfig(path=path))
    assert result.gate.mean_overall == pytest.approx(rejected["scores"]["overall"] / 2, abs=1e-4)
    assert result.gate.null_overall == 1


def test_finding_that_only_generation_can_make_is_kept(tmp_path, catalog):
    record = json.loads(encode_record(own_records(catalog)[0]))
    finding = {"check": "lone-surrogate", "severity": "block", "field": "description", "index": 0, "span": None}
    record |= {"status": "flagged", "findings": [finding | {"text": "", "message": "m", "evidence": None}]}
    assert score_one(tmp_path, record) == record


def test_foreign_record_with_its_product(tmp_path):
    row = {"channel": "product_description", "text": TEXTS["A1"], "product": {"title": "Skillet", "weight": "1.7 kg"}}
    result = score_one(tmp_path, row)
    assert result["text"] == row["text"]
    assert result["scores"]["channel-fit"] == 1
    assert {f["text"] for f in result["findings"]} >= {"260 °C", "49 EUR"}
    assert result["status"] == "flagged"


def test_foreign_record_finds_its_row_in_the_catalog(tmp_path, catalog):
    row = {"sku": "A1", "channel": "product-description", "output": TEXTS["A1"]}
    result = score_one(tmp_path, row, catalog=catalog, id_field="sku")
    own = own_records(catalog, brief=Brief())[0]
    assert result["scores"] == own.scores
    assert result["status"] == "accepted"


def test_foreign_csv_with_catalog(tmp_path, catalog):
    path = tmp_path / "agency.csv"
    path.write_text(f'product_id,channel,copy\nA1,sms,"{TEXTS["A1"]}"\nZ1,sms,{TEXTS["Z1"]}\n', encoding="utf-8")
    rows = scored(ScoreConfig(path=path, catalog=catalog))
    assert [row["product_id"] for row in rows] == ["A1", "Z1"]
    assert all(row["scores"]["faithfulness"] == 1 for row in rows)


def test_csv_errors_name_the_line_and_the_rest_is_scored(tmp_path):
    path = tmp_path / "copy.csv"
    path.write_text("channel,text\nsms,An oak desk for your room\nsms,one,too many\n", encoding="utf-8")
    result = score_copy(ScoreConfig(path=path))
    assert result.tally.records == 1
    assert "copy.csv: line 3" in str(result.problems[0])


def test_csv_without_a_text_column_stops_and_names_the_columns(tmp_path):
    path = tmp_path / "copy.csv"
    path.write_text("channel,words\nsms,An oak desk\n", encoding="utf-8")
    with pytest.raises(MktError, match="no column holds the copy") as stop:
        score_copy(ScoreConfig(path=path))
    assert "channel, words" in str(stop.value)


def test_without_a_row_scores_of_evidence_are_null_with_reason(tmp_path):
    result = score_one(tmp_path, {"channel": "sms", "text": "An oak desk of 2 kg, the best in the world."})
    assert result["scores"]["faithfulness"] is None
    assert result["scores"]["attribute-coverage"] is None
    assert set(result["score_notes"]) == {"faithfulness", "attribute-coverage"}
    assert [f for f in result["findings"] if f["check"] in ("unsupported-number", "absolute-claim")] == []


def test_unknown_channel_is_one_counted_warning_and_null(tmp_path):
    rows = [{"channel": "carrier_pigeon", "text": f"Desk number {word}."} for word in ("one", "two")]
    path = write(tmp_path / "copy.jsonl", *rows)
    result = score_copy(ScoreConfig(path=path))
    named = [line for line in result.warnings if "carrier_pigeon" in line]
    assert len(named) == 1
    assert "(2 records)" in named[0]
    first = scored(ScoreConfig(path=path))[0]
    assert first["scores"]["channel-fit"] is None
    assert first["scores"]["fluency"] == 1
    assert not [f for f in first["findings"] if f["check"] == "channel-limit"]


@pytest.mark.parametrize("name", ["google-rsa", "google_rsa", "GOOGLE_RSA"])
def test_underscore_equals_hyphen_in_channel_names(tmp_path, name):
    assert score_one(tmp_path, {"channel": name, "text": "Solid oak desk"})["scores"]["channel-fit"] == 1


def test_channel_and_language_of_the_call_count_where_the_record_says_nothing(tmp_path):
    row = {"text": "An oak desk that is far too long for a headline and for a description of an ad as well, by much."}
    assert score_one(tmp_path, row, channel="google-rsa")["scores"]["channel-fit"] == 0
    findings = score_one(tmp_path, row, language="zh")["findings"]
    assert "wrong-language" in {f["check"] for f in findings}


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ({"channel": "bullets", "text": "- Solid oak\n- Oiled by hand\n- Made to last"}, 3),
        ({"channel": "bullets", "text": ["Solid oak", "Oiled by hand"]}, 2),
        ({"channel": "email", "text": {"subject": "Oak desks", "body": ["We made a desk of oak. " * 3]}}, 2),
    ],
)
def test_lists_and_objects_of_texts_are_understood(tmp_path, row, texts):
    result = score_one(tmp_path, row)
    assert result["scores"]["channel-fit"] == 1
    assert result["text"] == row["text"]


@pytest.mark.parametrize("name", ["text", "copy", "description", "output", "generated", "Text"])
def test_text_is_found_under_the_usual_names(tmp_path, name):
    assert score_one(tmp_path, {"channel": "sms", name: "A desk of oak for you"})["scores"]["fluency"] == 1


def test_named_text_field_alone_is_used(tmp_path):
    result = score_one(tmp_path, {"text": "The the the.", "ad": "A desk of oak."}, text_field="ad")
    assert result["scores"]["fluency"] == 1


@pytest.mark.parametrize("text", ["", "  \n", None])
def test_empty_text_is_a_failed_record_without_scores(tmp_path, text):
    result = score_one(tmp_path, {"channel": "sms", "text": text})
    assert result["status"] == "failed"
    assert set(result["scores"].values()) == {None}
    assert result["score_notes"]["overall"] == "the record has no text"


GOOD_ROW = {"channel": "sms", "text": "A desk of oak for your room."}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"text": "x"', "not a JSON line"),
        ('["text"]', "no object but list"),
        ('{"text": NaN}', "NaN is no JSON number"),
        ('{"nothing": 1}', "the record has no text"),
        ('{"text": 5}', '"text" holds int'),
        ('{"schema": "mkt.copy/1", "copy": {"text": [1]}}', "not a whole mkt.copy/1 record"),
        ("[" * 100_000, "not a JSON line"),
    ],
)
def test_bad_line_is_named_and_the_others_are_scored(tmp_path, bad, message):
    path = write(tmp_path / "copy.jsonl", GOOD_ROW, bad, GOOD_ROW)
    out = tmp_path / "scored.jsonl"
    result = score_copy(ScoreConfig(path=path, out=out))
    assert (result.num_problems, result.tally.records, result.is_met) == (1, 2, False)
    assert message in str(result.problems[0])
    assert "copy.jsonl: line 2" in str(result.problems[0])
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_torn_last_line_is_called_so(tmp_path):
    path = write(tmp_path / "copy.jsonl", GOOD_ROW)
    path.write_bytes(path.read_bytes() + b'{"channel": "sms", "te')
    result = score_copy(ScoreConfig(path=path))
    assert "the last line is torn" in str(result.problems[0])
    assert result.tally.records == 1


def test_a_lone_torn_line_stops_and_the_old_output_stays(tmp_path):
    path = tmp_path / "copy.jsonl"
    path.write_bytes(b'{"channel": "sms", "te')
    out = tmp_path / "scored.jsonl"
    out.write_text("old\n")
    with pytest.raises(MktError, match="nothing can be read: the last line is torn"):
        score_copy(ScoreConfig(path=path, out=out))
    assert out.read_text() == "old\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.jsonl", "scored.jsonl"]


def test_last_line_without_line_end_is_read_when_whole(tmp_path):
    path = tmp_path / "copy.jsonl"
    path.write_text(json.dumps(GOOD_ROW))
    assert score_copy(ScoreConfig(path=path)).tally.records == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "the file has no records"), (b"\n\n", "no records"), (b'[{"text": "x"}]', "one JSON list")],
)
def test_file_without_records_stops(tmp_path, content, message):
    path = tmp_path / "copy.jsonl"
    path.write_bytes(content)
    with pytest.raises(MktError, match=message):
        score_copy(ScoreConfig(path=path))


def test_missing_file_stops(tmp_path):
    with pytest.raises(MktError, match="cannot read the copy"):
        score_copy(ScoreConfig(path=tmp_path / "none.jsonl"))


def test_invalid_utf8_and_line_separators_keep_to_their_lines(tmp_path):
    path = tmp_path / "copy.jsonl"
    odd = json.dumps({"channel": "sms", "text": "A desk\u2028of oak.\u0085"}, ensure_ascii=False).encode()
    path.write_bytes(odd + b'\n{"text": "\xff"}\n')
    result = score_copy(ScoreConfig(path=path))
    assert result.tally.records == 1
    assert "byte 0xff at byte 11 is not UTF-8" in str(result.problems[0])
    assert "line 2" in str(result.problems[0])


def test_own_field_called_like_a_result_is_replaced_with_a_warning(tmp_path):
    path = write(tmp_path / "copy.jsonl", GOOD_ROW | {"status": "draft"})
    assert any('"status"' in line for line in score_copy(ScoreConfig(path=path)).warnings)


def test_gates(tmp_path):
    path = write(
        tmp_path / "copy.jsonl",
        GOOD_ROW,
        {"channel": "sms", "text": ""},
        {"channel": "sms", "text": "A desk made of oak and the"},
    )
    assert score_copy(ScoreConfig(path=path, fail_under=0)).is_met
    result = score_copy(ScoreConfig(path=path, fail_under=0.999))
    assert not result.is_met
    assert "(1 without a score counted as 0)" in result.gate.reasons[0]
    assert score_copy(ScoreConfig(path=path, max_flagged=0.4)).is_met
    assert not score_copy(ScoreConfig(path=path, max_flagged=0.3)).is_met


@pytest.mark.parametrize("bad", [{"fail_under": 1.5}, {"max_flagged": -0.1}])
def test_gate_out_of_range_names_the_flag(tmp_path, bad):
    with pytest.raises(MktError, match=r"--(fail-under|max-flagged) must be from 0 to 1"):
        ScoreConfig(path=tmp_path, **bad)


def test_as_json_has_the_agreed_keys(tmp_path):
    result = score_copy(ScoreConfig(path=write(tmp_path / "copy.jsonl", GOOD_ROW))).as_json()
    assert list(result) == ["records", "statuses", "metrics", "findings", "gate"]
    assert all(list(figures) == ["mean", "p10", "p50", "p90"] for figures in result["metrics"].values())
    assert list(result["metrics"])[-1] == "overall"


def test_scoring_twice_gives_the_same_bytes(tmp_path, catalog):
    path = write(
        tmp_path / "copy.jsonl", *({"sku": sku, "text": text, "channel": "sms"} for sku, text in TEXTS.items())
    )
    outs = []
    for name in ("one.jsonl", "two.jsonl"):
        out = tmp_path / name
        score_copy(ScoreConfig(path=path, out=out, catalog=catalog, form=ForeignFormat(id_field="sku")))
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]
