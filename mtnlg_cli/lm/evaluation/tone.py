"""A judge of tone: a linear classifier over words and letters, trained on human copy with the names masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from mtnlg_cli.lm.names import name_in_copy, short_name
from mtnlg_cli.text.words import split_words

NAME_MARK, BRAND_MARK = "\ue000", "\ue001"
"""Stand for the product's name and brand; characters no copy holds."""
_STRENGTH = 3.0
"""Inverse regularisation; 3 to 30 gave the same accuracy on human copy of other products within two points."""
_MANY_TEXTS = 500
"""From so many texts on, words in fewer than 3 and runs in fewer than 5 of them are left out: faster, no worse."""


@dataclass(frozen=True, slots=True)
class ToneAccuracy:
    """How often the tone asked for was found: all texts, and (right, all) by tone."""

    right: int
    texts: int
    by_tone: dict[str, tuple[int, int]]

    @property
    def share(self) -> float | None:
        """0 to 1; None without texts."""
        return self.right / self.texts if self.texts else None


class ToneClassifier:
    """Tells the tone of a text of one language: TF-IDF of words and their pairs (a Han character is a word) and of runs
    of 2 to 4 characters, logistic regression, rare tones weighted up."""

    def __init__(self, texts: Sequence[str], tones: Sequence[str]) -> None:
        """Learns from texts and their tones. Raises ValueError when there are fewer than two tones."""
        if len(set(tones)) < 2:
            raise ValueError("a tone classifier needs texts in two tones at the least")
        self._model = _untrained(rare=len(texts) < _MANY_TEXTS)
        self._model.fit(list(texts), list(tones))

    def tones_of(self, texts: Sequence[str]) -> list[str]:
        """The likeliest tone of each text."""
        return [str(tone) for tone in self._model.predict(list(texts))] if texts else []


def _untrained(*, rare: bool) -> Pipeline:
    fewest_words, fewest_runs = (1, 1) if rare else (3, 5)
    words = TfidfVectorizer(
        tokenizer=split_words, token_pattern=None, ngram_range=(1, 2), min_df=fewest_words, sublinear_tf=True
    )
    letters = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=fewest_runs, sublinear_tf=True)
    judge = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=300, tol=1e-3)
    return make_pipeline(make_union(words, letters), judge)


def mask_names(text: str, *, title: str, brand: str, language: str) -> str:
    """The text with the product's title or short name and its brand replaced by marks: a tone is not told by them."""
    for name, mark in ((title, NAME_MARK), (brand, BRAND_MARK)):
        if name.strip():
            text = re.sub(re.escape(name.strip()), mark, text, flags=re.IGNORECASE)
    span = name_in_copy(text, short_name(title, brand=brand, language=language), language=language)
    return text[: span[0]] + NAME_MARK + text[span[1] :] if span else text


def tone_accuracy(wanted: Sequence[str], found: Sequence[str]) -> ToneAccuracy:
    """Compares the tones asked for with those found, text by text."""
    by_tone: dict[str, tuple[int, int]] = {}
    for tone, guess in zip(wanted, found, strict=True):
        right, texts = by_tone.get(tone, (0, 0))
        by_tone[tone] = (right + (tone == guess), texts + 1)
    return ToneAccuracy(sum(right for right, _ in by_tone.values()), len(wanted), dict(sorted(by_tone.items())))
