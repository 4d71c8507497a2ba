"""References of a corpus: which text stands beside an output, and what training text there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.evaluation.human import (
    human_text,
    output_text,
    row_texts,
    split_rows,
    toned_texts,
    training_texts,
)
from mtnlg_cli.lm.evaluation.needs import need_library
from tests.lm.evaluation.small_corpus import corpus_row, product_ids, write_small_corpus


def row_with(*copies: tuple[str, str, str]) -> dict:
    return {"copies": [{"channel": channel, "tone": tone, "text": text} for channel, tone, text in copies]}


def test_the_plain_text_comes_first_then_expert_then_minimal_then_any_if_allowed():
    row = row_with(("sms", "bold", "B"), ("sms", "minimal", "M"), ("sms", "expert", "E"))
    assert human_text(row, "sms") == "E"
    bold = row_with(("sms", "bold", "B"))
    assert human_text(bold, "sms") == ""
    assert human_text(bold, "sms", any_tone=True) == "B"
    assert human_text(bold, "google-rsa", any_tone=True) == ""


def test_tones_of_a_channel_and_of_all_running_text():
    row = row_with(("bullets", "plain", "- A"), ("sms", "bold", "B"), ("slogan", "witty", "S"))
    assert toned_texts(row, "bullets") == [("- A", "plain")]
    assert toned_texts(row, "bullets", with_prose=True) == [("- A", "plain"), ("B", "bold")]


def test_an_output_is_written_as_the_reference_is():
    assert output_text({"bullets": ["Black", "2 kg"]}, "bullets") == "- Black\n- 2 kg"
    assert output_text({"subject": ["Hi"], "body": ["The pan."]}, "email") == "The pan."
    assert output_text({}, "sms") == ""


def test_training_text_is_rows_copies_and_sentences_of_the_training_part_alone(tmp_path: Path):
    training, held_out = split_rows(write_small_corpus(tmp_path, held_out=1, training=1))
    assert [row["id"] for row in held_out] == [
        *product_ids("en", held_out=True, number=1),
        *product_ids("zh", held_out=True, number=1),
    ]
    texts = list(training_texts(tmp_path, training, language="en"))
    assert "carbon steel" in texts
    assert "- Carbon steel\n- 1.7 kg" in texts
    assert {"It has ", "."} <= set(texts)
    assert not any("炖锅" in text for text in texts)


def test_cells_of_a_list_are_texts_of_their_own():
    assert {"pre-seasoned", "works on induction"} <= set(row_texts(corpus_row("en-1", "en")))


def test_a_library_that_is_not_there_is_named():
    need_library("json", package="json")
    with pytest.raises(MktError, match="no-such-thing is missing") as raised:
        need_library("no_such_thing", package="no-such-thing")
    assert raised.value.fix == "pip install 'mtnlg-cli[train]'"
