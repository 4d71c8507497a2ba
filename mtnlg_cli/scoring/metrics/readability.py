"""Readability: how easily the copy reads, 0 to 1.

Formula, English: Flesch reading ease 206.835 - 1.015 x words/sentences - 84.6 x syllables/words, divided by 60 and held
within 0 and 1: plain English (60 and above) is 1. Syllables are counted by vowel groups, silent e and common endings
taken into account. Chinese: the mean of two slopes, characters a sentence (30 or fewer is 1, 90 or more 0) and
characters a clause (15 or fewer is 1, 40 or more 0).
Range: 0 (hard) to 1 (plain). None for texts of fewer than three words: one short headline says nothing.
Source: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3), 1948. The Chinese slopes are
ours: they begin above what edited retail copy has in the median (about 20 characters a sentence, 8 a clause).
Example: "The cat sat on the mat." has 6 words, 1 sentence, 6 syllables: 206.835 - 6.09 - 84.6 = 116.1, so 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, Finding, Product, Score
from mtnlg_cli.scoring.example import Example
from mtnlg_cli.text.sentences import split_sentences
from mtnlg_cli.text.words import split_words

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EXAMPLE = Example(texts={"text": ("The cat sat on the mat.",)}, value=1.0)

PLAIN_ENGLISH = 60.0
"""Flesch reading ease from which on a text is "standard" or easier."""
SENTENCE_SLOPE = (30, 90)
CLAUSE_SLOPE = (15, 40)
_FEWEST_WORDS = 3

_VOWELS = re.compile(r"[aeiouy]+")
_CLAUSE_END = re.compile(r"[，、；：。！？…,;:!?\n]+")
_SPLIT_VOWELS = re.compile(
    r"i(?:a|o(?!u)|u)|(?:[^q]|^)u(?:a|o)|e(?:o(?!u)|ing)|(?:^|[^g])ying|crea|area|idea|real|[^o]cean$|quiet|scien|diet|lye|[^cgtsx]iou"
)
_SILENT_E = re.compile(
    r"(?:(?<![aeiouy])(?<![^aeiouy]l)e|(?<![aeiouytd])ed|(?<![aeioucgsxz])(?<!sh|ch)(?<![^aeiouy]l)es)$"
)
_ONE_SOUND = re.compile(r"[cst]i(?:a|on)|gi(?:on|a)|peo|^every")


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Readability of all texts of the candidate, each text its own sentence at least."""
    texts = [text for texts in candidate.fields.values() for text in texts]
    num_words = sum(len(split_words(text)) for text in texts)
    if num_words < _FEWEST_WORDS:
        return Score("readability", None, f"the copy has fewer than {_FEWEST_WORDS} words")
    sentences = [sentence for text in texts for sentence in split_sentences(text)]
    value = _chinese(sentences) if candidate.language == "zh" else _english(sentences)
    return Score("readability", round(value, 4))


def _english(sentences: list[str]) -> float:
    words = [word for sentence in sentences for word in split_words(sentence)]
    num_sentences = sum(1 for sentence in sentences if split_words(sentence))
    ease = 206.835 - 1.015 * len(words) / num_sentences - 84.6 * sum(map(count_syllables, words)) / len(words)
    return min(1.0, max(0.0, ease / PLAIN_ENGLISH))


def _chinese(sentences: list[str]) -> float:
    lengths = [n for sentence in sentences if (n := len(split_words(sentence)))]
    clauses = [n for sentence in sentences for c in _CLAUSE_END.split(sentence) if (n := len(split_words(c)))]
    by_sentence = _slope(sum(lengths) / len(lengths), between=SENTENCE_SLOPE)
    return (by_sentence + _slope(sum(clauses) / len(clauses), between=CLAUSE_SLOPE)) / 2


def _slope(mean: float, *, between: tuple[int, int]) -> float:
    best, worst = between
    return min(1.0, max(0.0, (worst - mean) / (worst - best)))


def count_syllables(word: str) -> int:
    """Syllables of an English word, at least 1; a number counts 1, so that figures are not called hard."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if not word:
        return 1
    count = len(_VOWELS.findall(word))
    count -= _SILENT_E.search(word) is not None
    count += len(_SPLIT_VOWELS.findall(word)) - len(_ONE_SOUND.findall(word))
    return max(1, count)
