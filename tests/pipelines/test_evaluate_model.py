"""Measuring a model: the fake engine, a tiny random embedded model, real tiny transformers models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mtnlg_cli.domain import CopyRecord, Finding
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import EngineOptions
from mtnlg_cli.generation.engines.fake import FakeEngine
from mtnlg_cli.lm.decode import SentenceDecoder
from mtnlg_cli.lm.writer import CopyWriter
from mtnlg_cli.pipelines.evaluate_bits import held_out_bits
from mtnlg_cli.pipelines.evaluate_control import keyword_use, limits_kept
from mtnlg_cli.pipelines.evaluate_copy import acceptance, copying, fact_use, num_facts, num_stated, reasons
from mtnlg_cli.pipelines.evaluate_model import EvaluateConfig, Evaluation, SamplingConfig, evaluate_model
from mtnlg_cli.pipelines.evaluate_session import choose_rows, open_session, read_parts, write_catalog
from tests.generation.tiny_models import make_prompt, save_model
from tests.lm.evaluation.small_corpus import corpus_row, write_small_corpus
from tests.lm.tiny import tiny_lexicon, tiny_model, tiny_vocabulary

CHANNELS = ("product-description", "bullets", "email")
SAMPLING = SamplingConfig(candidates=2)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_corpus(tmp_path_factory.mktemp("corpus"))


def evaluate(corpus: Path, **changes: Any) -> Evaluation:
    given = {"engine": "fake", "channels": CHANNELS, "tones": ("plain", "warm"), "sampling": SAMPLING, **changes}
    return evaluate_model(EvaluateConfig(corpus=corpus, **given))


def record(**changes: Any) -> CopyRecord:
    given: dict[str, Any] = {
        "id": "p/product-description/en",
        "product_id": "p",
        "channel": "product-description",
        "language": "en",
        "tone": "plain",
        "template": "product-description/en",
        "status": "accepted",
        "copy": {"description": ["A black skillet of carbon steel."]},
        "product": {},
        "brief": {},
        "source": {},
        "scores": {},
        "score_notes": {},
        "findings": (),
        "attempts": 1,
        "provenance": {"attempt": 0},
        **changes,
    }
    return CopyRecord(**given)


def block(check: str) -> Finding:
    return Finding(check=check, severity="block", field="description", index=0, span=None, text="", message="")


@pytest.fixture(scope="module")
def evaluation(corpus: Path) -> Evaluation:
    return evaluate(corpus)


def test_every_figure_is_there_for_both_languages(evaluation: Evaluation):
    tables = evaluation.tables
    wanted = {"acceptance", "facts", "copying", "variety", "limits", "keywords", "tones"}
    assert wanted <= set(tables)
    assert (tables["acceptance"][-1]["records"], tables["acceptance"][-1]["share accepted"]) == (12, 1)
    assert [row["language"] for row in tables["facts"]] == ["en", "zh"]
    assert [(row["candidates"], row["share"]) for row in tables["limits"]] == [(8, 1), (8, 1), (8, 1), (24, 1)]
    assert {(row["channel"], row["language"]) for row in tables["variety"]} == {
        (channel, language) for channel in CHANNELS for language in ("en", "zh")
    }


def test_tones_are_measured_on_human_and_on_generated_texts(evaluation: Evaluation):
    rows = {(row["language"], row["texts of"], row["tone"]): row for row in evaluation.tables["tones"]}
    assert (rows["en", "human", "all"]["texts"], rows["en", "human", "all"]["share"]) == (4, 1)
    assert rows["zh", "model", "warm"]["texts"] == 2


def test_the_report_is_json_and_the_same_for_the_same_seed(evaluation: Evaluation, corpus: Path):
    again = evaluate(corpus).as_json()
    first = evaluation.as_json()
    assert {**again, "seconds": 0} == {**first, "seconds": 0}
    assert json.loads(json.dumps(first))["model"]["engine"] == "fake"


def test_the_folder_holds_report_records_texts_and_blind_pairs_apart_from_their_key(corpus: Path, tmp_path: Path):
    evaluate(corpus, output=tmp_path / "out", tones=("plain",))
    pairs = [json.loads(line) for line in (tmp_path / "out" / "pairs.jsonl").read_text().splitlines()]
    key = json.loads((tmp_path / "out" / "pairs_key.json").read_text())
    texts = [json.loads(line) for line in (tmp_path / "out" / "texts.jsonl").read_text().splitlines()]
    assert [pair["id"] for pair in pairs] == list(key)
    assert not any("human" in name for pair in pairs for name in pair)
    assert {pair["language"] for pair in pairs} == {"en", "zh"}
    references = {copy["text"] for language in ("en", "zh") for copy in corpus_row("1", language)["copies"]}
    assert all(pair[key[pair["id"]]["human"]] in references for pair in pairs)
    assert len(texts) == 12
    assert (tmp_path / "out" / "records.jsonl").read_text().count("\n") == 12 + 4
    assert json.loads((tmp_path / "out" / "report.json").read_text())["acceptance"]


def test_a_row_reads_the_same_from_the_catalog_as_from_the_corpus(corpus: Path):
    _, held_out = read_parts(corpus)
    session = open_session(
        EvaluateConfig(corpus=corpus, engine="fake", channels=CHANNELS), held_out, report=lambda _: None
    )
    chinese = next(task.product for task in session.tasks if task.product.language == "zh")
    assert (chinese.title, chinese.brand, chinese.product_type) == ("珐琅铸铁炖锅", "禾灶", "厨房 > 炖锅")
    assert ("feature", "可入烤箱") in {(attribute.name, attribute.value) for attribute in chinese.attributes}


def test_lists_become_one_cell(tmp_path: Path):
    text = write_catalog([corpus_row("en-1", "en")], tmp_path / "c.csv").read_text()
    assert "pre-seasoned; works on induction" in text


def test_products_are_chosen_from_the_languages_in_turn(corpus: Path):
    _, held_out = read_parts(corpus)
    assert [row["language"] for row in choose_rows(held_out, number=2, seed=0)] == ["en", "zh"]
    assert choose_rows(held_out, number=None, seed=0) == held_out


def test_a_tiny_random_model_goes_all_the_way(corpus: Path, monkeypatch: pytest.MonkeyPatch):
    vocabulary = tiny_vocabulary()
    writer = CopyWriter(SentenceDecoder(tiny_model(vocabulary), vocabulary), tiny_lexicon())
    monkeypatch.setattr("mtnlg_cli.lm.embedded.load_writer", lambda: writer)
    one = SamplingConfig(candidates=1)
    found = evaluate(corpus, engine="embedded", channels=("sms",), tones=(), products=1, sampling=one)
    total = found.tables["acceptance"][-1]
    assert total["records"] == 1 == total["accepted"] + total["flagged"] + total["failed"]
    assert "tones" not in found.tables
    assert found.model["model"] == "mkt-embedded"


def test_a_transformers_model_tells_its_bits_a_character(tmp_path: Path):
    options = EngineOptions(model=str(save_model(tmp_path)), device="cpu")
    found = held_out_bits(
        "transformers", options, [(make_prompt("Write."), "A black pan."), (make_prompt("W"), "x" * 900)]
    )
    alone = held_out_bits("transformers", options, [(make_prompt("Write."), "A black pan.")])
    assert found == alone, "a reference longer than the context is left out"
    assert found is not None
    assert found > 1
    assert held_out_bits("fake", EngineOptions(), []) is None


def test_bits_are_asked_by_language_of_channels_with_one_text(corpus: Path):
    asked = []

    def hook(engine, options, references):
        asked.append([(prompt.language, prompt.channel.id) for prompt, _ in references])
        return 1.25

    config = EvaluateConfig(corpus=corpus, engine="fake", channels=CHANNELS, tones=(), sampling=SAMPLING)
    rows = evaluate_model(config, bits=hook).tables["bits"]
    assert [(row["language"], row["references"], row["bits a character"]) for row in rows] == [
        ("en", 4, 1.25),
        ("zh", 4, 1.25),
    ]
    assert {channel for pairs in asked for _, channel in pairs} == {"product-description", "bullets"}


def test_statuses_and_reasons_are_counted():
    records = [
        record(),
        record(status="flagged", findings=(block("absolute-claim"),)),
        record(status="failed", copy={}, error={"what": "no facts", "where": "", "fix": ""}, language="zh"),
    ]
    rows = acceptance(records)
    assert [(row["language"], row["records"], row["share accepted"]) for row in rows] == [
        ("en", 2, 0.5),
        ("zh", 1, 0),
        ("all", 3, pytest.approx(1 / 3)),
    ]
    assert reasons(records) == [
        {"status": "flagged", "reason": "absolute-claim", "records": 1},
        {"status": "failed", "reason": "no facts", "records": 1},
    ]


def test_facts_are_counted_without_title_and_brand():
    row = corpus_row("p", "en")
    rows = {"p": row}
    # material, color, weight and two features; the text states material and color, the plain reference three.
    found = fact_use([record()], rows)
    assert [line["facts a text"] for line in found] == [2]
    assert (found[0]["share stating 3"], found[0]["human share stating 3"], found[0]["human facts a text"]) == (0, 1, 3)
    assert fact_use([record(copy={}, status="failed")], rows) == []


def test_a_fact_is_stated_when_enough_of_it_is_mentioned(product):
    assert num_facts(product) == 5
    assert num_stated(product, ["A Trailmate bottle of stainless steel in forest green, 750 ml."]) == 3
    assert num_stated(product, ["A bottle."]) == 0


def test_copied_words_are_held_against_row_and_training_text(tmp_path: Path):
    training, held_out = read_parts(write_small_corpus(tmp_path))
    row = next(row for row in held_out if row["language"] == "en")
    sentence = "made of carbon steel, weighs 1.7 kg"
    made = record(product_id=row["id"], copy={"description": [f"Pan {sentence} and more."]})
    found = copying([made], {row["id"]: row}, folder=tmp_path, training=training)
    # Seven of ten words stand in a training text one after another; "and" follows there as well.
    assert (found[0]["words"], found[0]["from the row"], found[0]["from training text"]) == (10, 0, 0.8)
    assert found[0]["human from training text"] == 1


def test_limits_are_counted_on_the_candidates_of_the_first_attempt():
    limit, copy = {"check": "channel-limit", "severity": "block"}, {"description": ["A pan."]}
    too_long = {"attempt": 0, "findings": [limit], "copy": copy}
    empty = {"attempt": 0, "findings": [limit], "copy": {}}
    warned = {"attempt": 0, "findings": [{**limit, "severity": "warn"}], "copy": copy}
    later = {"attempt": 1, "findings": [], "copy": copy}
    rows = limits_kept([record(candidates=(too_long, empty, warned, later)), record(provenance={"attempt": 1})])
    assert [(row["channel"], row["candidates"], row["kept"], row["too few texts"]) for row in rows] == [
        ("product-description", 4, 2, 1),
        ("all", 4, 2, 1),
    ]


def test_keyword_use_counts_a_failed_record_as_not(corpus: Path):
    _, held_out = read_parts(corpus)
    config = EvaluateConfig(corpus=corpus, engine="fake", channels=("product-description",))
    session = open_session(config, held_out[:2], report=lambda _: None)
    first, second = session.tasks
    made = [record(copy={"description": ["A carbon steel pan."]}), record(copy={}, status="failed")]
    unasked = [record(product_id=first.product.id), record(product_id=second.product.id, copy={})]
    rows = keyword_use(made, [(first, "carbon steel"), (second, "black")], unasked=unasked)
    assert [(row["language"], row["records"], row["share"], row["share unasked"]) for row in rows] == [
        ("en", 2, 0.5, 0.5),
        ("all", 2, 0.5, 0.5),
    ]


def test_the_engine_is_asked_for_the_keyword_and_the_tone(corpus: Path, monkeypatch: pytest.MonkeyPatch):
    asked = []
    generate = FakeEngine.generate

    def watched(self, prompts, *, sampling, attempt=0):
        asked.extend((prompt.brief.tone, prompt.brief.keywords) for prompt in prompts)
        return generate(self, prompts, sampling=sampling, attempt=attempt)

    monkeypatch.setattr(FakeEngine, "generate", watched)
    evaluate(corpus, channels=("product-description",), products=2)
    assert {tone for tone, _ in asked} == {"plain", "warm"}
    keywords = [words for _, words in asked if words]
    assert len(keywords) == 2
    assert all(len(words) == 1 for words in keywords)


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "no held-out product"), ("{}\n", "not a copy corpus"), ("{", "not a copy corpus")],
)
def test_a_folder_that_is_no_corpus_is_said_so(tmp_path: Path, content: str, message: str):
    (tmp_path / "en_a.jsonl").write_text(content)
    with pytest.raises(MktError, match=message):
        evaluate(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"tones": ("loud",)}, "unknown tone: loud"), ({"products": 0}, "--products"), ({"channels": ()}, "--channels")],
)
def test_settings_are_checked(changes: dict[str, Any], message: str):
    with pytest.raises(MktError, match=message):
        EvaluateConfig(corpus=Path(), **changes)
