"""Near-duplicates are found exactly: as many as comparing every pair finds."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mtnlg_cli.lm.corpora.document import Language
from mtnlg_cli.lm.corpora.duplicates import SIMILARITY, jaccard, near_duplicates, sentence_key, shingles

Sentences = list[tuple[str, Language]]


def compare_all(sentences: Sentences) -> list[bool]:
    """The plain way: each sentence against every one kept before it."""
    kept: list[frozenset[int]] = []
    flags = []
    for sentence, language in sentences:
        members = shingles(sentence, language)
        flags.append(any(jaccard(members, other) >= SIMILARITY for other in kept))
        kept += [] if flags[-1] else [members]
    return flags


def variants(rng: random.Random) -> Sentences:
    base = [rng.choice("abcdefgh") for _ in range(rng.randint(1, 40))]
    found: Sentences = []
    for _ in range(rng.randint(1, 5)):
        words = list(base)
        for _ in range(rng.randint(0, 2)):
            words[rng.randrange(len(words))] = rng.choice("xyz")
        found.append((" ".join(words), "en"))
    return found


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_as_comparing_every_pair(seed: int) -> None:
    rng = random.Random(seed)
    sentences = [variant for _ in range(rng.randint(1, 12)) for variant in variants(rng)]
    assert near_duplicates(sentences) == compare_all(sentences)


def test_one_word_more_in_a_long_sentence_is_a_near_duplicate_in_a_short_one_it_is_not() -> None:
    words = [f"word{n}" for n in range(30)]
    long, short = " ".join(words), " ".join(words[:8])
    assert near_duplicates([(long, "en"), (f"{long} more", "en")]) == [False, True]
    assert near_duplicates([(short, "en"), (f"Not {short} more", "en")]) == [False, False]


def test_chinese_is_compared_by_four_characters() -> None:
    text = "这款保温杯采用双层不锈钢制成可以长时间保持温度适合通勤和户外使用"
    assert near_duplicates([(text, "zh"), (text + "哦", "zh"), ("完全不同的一句话在这里。", "zh")]) == [
        False,
        True,
        False,
    ]


def test_exact_keys_ignore_case_spaces_and_marks() -> None:
    assert sentence_key("Hello, World!") == sentence_key("hello world") != sentence_key("hello words")
    assert sentence_key("你好，世界。") == sentence_key("你好世界")


def test_nothing_is_nothing() -> None:
    assert near_duplicates([]) == []
