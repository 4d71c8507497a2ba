"""The tokenizer loses nothing and lets no product text become a control token."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS_FOLDER
from mtnlg_cli.lm.task import EOS, SPECIAL_TOKENS, Fact, SentenceTask
from mtnlg_cli.lm.tokenizer import Vocabulary
from tests.lm.tiny import KIND, RECORD_EN, RECORD_ZH


@cache
def shipped_vocabulary() -> Vocabulary:
    return Vocabulary.load(WEIGHTS_FOLDER / TOKENIZER)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return shipped_vocabulary()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back_exactly(text: str) -> None:
    vocabulary = shipped_vocabulary()
    assert vocabulary.decode(vocabulary.encode(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "€25.50, was €40.00",
        "ß 龘 𠮷 👩‍👩‍👧",
        "600D 牛津布，承重 120kg",
        "  two  spaces\tand\ttabs\n",
        "a\u2028b\u00a0c\u200bd",
        json.dumps(RECORD_EN),
        json.dumps(RECORD_ZH, ensure_ascii=False),
        json.dumps(KIND),
    ],
)
def test_hard_texts_come_back_exactly(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.decode(vocabulary.encode(text)) == text


@pytest.mark.parametrize("token", SPECIAL_TOKENS)
def test_a_special_token_in_product_text_stays_text(vocabulary: Vocabulary, token: str) -> None:
    ids = vocabulary.encode(f"before {token} after")
    assert not set(ids) & set(vocabulary.special_id.values())
    assert vocabulary.decode(ids) == f"before {token} after"


def test_digits_are_single_tokens(vocabulary: Vocabulary) -> None:
    assert [vocabulary.decode([number]) for number in vocabulary.encode("260")] == ["2", "6", "0"]


def test_a_source_is_cut_to_its_limit_and_keeps_its_control_tokens(vocabulary: Vocabulary) -> None:
    task = SentenceTask(
        language="en",
        unit="description",
        role="open",
        tone="plain",
        name="lamp",
        uses_name=True,
        facts=(Fact("feature", "very " * 400),),
    )
    ids = vocabulary.encode_source(task, max_length=64)
    assert len(ids) == 64
    assert vocabulary.special_id["<feature1>"] in ids


def test_a_target_holds_slots_as_single_ids_and_an_end(vocabulary: Vocabulary) -> None:
    ids = vocabulary.encode_target("This <name> is <v1>.")
    assert ids.count(vocabulary.special_id["<name>"]) == 1
    assert ids.count(vocabulary.special_id["<v1>"]) == 1
    assert ids[-1] == vocabulary.special_id[EOS]
    assert vocabulary.decode(ids[:-1]) == "This <name> is <v1>."
