"""Faults of English wording: impossible neighbours, a for an, wrong agreement, sentence starts, keyword salad."""

from __future__ import annotations

import re
from itertools import pairwise

from mtnlg_cli.scoring.pairs_en import FORBIDDEN_AFTER
from mtnlg_cli.text.sentences import split_sentences
from mtnlg_cli.text.words import word_spans

_DOUBLE = "that had so very no bye ha knock tick tock clink clack beep wait hush yes now night choo pom tut there more"
MAY_DOUBLE = frozenset(_DOUBLE.split())
"""Words that stand twice in a row in good English."""
_OPEN_ENDS = (
    "a an the of to from with for at by and or but nor than as into your our my its their every because while if that"
    " which whose is are was were be has have will can"
)
ENDS_NO_TEXT = frozenset(_OPEN_ENDS.split())
"""Words no headline or bullet ends on when it has no closing mark."""

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['’.,&/+-][A-Za-z0-9]+)*|[.!?;:,]|\n|\S")
_BOUNDARY = {"!": ".", "?": ".", "\n": ".", ";": ",", ":": ","}
_DOUBLED_WITH_MARK = re.compile(r"\b(?:([A-Za-z][\w'’-]{2,})([,;:]) \1\2|([a-z][\w'’-]{2,})([.!?]) \3\4)")
_ARTICLE = re.compile(r"\b(an?|(?<![A-Za-z,] )An?) ([A-Za-z][A-Za-z'-]*)")
_AN_DESPITE_CONSONANT = re.compile(r"(?:hour|heir|honest|honou?r|herb)", re.I)
_A_DESPITE_VOWEL = re.compile(r"(?:uni(?!n|m[^o])|us(?:e|u|age|b)|eu|ewe|one\b|one-|once|u-|ut[ei]|ubi|ura)", re.I)
_DISAGREEMENT = re.compile(
    r"\b(?:it|he|she|this) (?:are|were|have|do)\b(?! n)|\b(?:they|we|you) (?:is|was|has|does)\b"
    r"|\bI (?:is|are|has|does)\b|\bthese (?:is|was|has)\b|\b(?:must|should|could|would) (?:is|are|was|has|to|of)\b",
    re.I,
)
_QUESTION_BEFORE = re.compile(r"\b(?:if|of|and|or|whether|what|how|made|makes?|let|lets?|see|like)\s*$", re.I)
_MORE_FUNCTION_WORDS = "one out up off over under after before all more just"
_FUNCTION_WORDS = frozenset((*FORBIDDEN_AFTER, *_MORE_FUNCTION_WORDS.split()))
_SALAD_LENGTH = 12
_SALAD_SHARE = 0.12


def find_faults(text: str, *, prose: bool) -> dict[str, int]:
    """Counts of the faults that only English has, by kind."""
    return {
        "impossible-pair": _count_impossible_pairs(text),
        "article": sum(_is_wrong_article(m[1], m[2]) for m in _ARTICLE.finditer(text)),
        "agreement": _count_disagreements(text),
        "sentence-start": _count_lower_starts(text) if prose else 0,
        "stray-capital": _count_stray_capitals(text) if prose else 0,
        "same-start": _count_same_starts(text),
        "keyword-salad": _count_salad(text),
    }


def count_doubled(text: str) -> int:
    """Words written twice in a row, with only a space or twice the same mark between and after them."""
    return len(_DOUBLED_WITH_MARK.findall(text)) + sum(
        text[a[0] : a[1]].lower() == text[b[0] : b[1]].lower()
        and text[a[1] : b[0]].isspace()
        and "\n" not in text[a[1] : b[0]]
        and not text[a[0]].isdigit()
        and text[a[0] : a[1]].lower() not in MAY_DOUBLE
        for a, b in pairwise(word_spans(text))
    )


def _tokens(text: str) -> list[str]:
    """Lower-case words and marks; capitals that are names or letters ("vitamin A", "US") are kept as they stand."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(text.replace("’", "'")):
        word = match.group()
        word = _BOUNDARY.get(word, word)
        at_start = not tokens or tokens[-1] == "."
        is_name = word.isupper() and word != "I" and (len(word) > 1 or not at_start)
        tokens.append(word if is_name else word.lower())
    return [*tokens, "."]


def _count_impossible_pairs(text: str) -> int:
    return sum(b in FORBIDDEN_AFTER.get(a, ()) for a, b in pairwise(_tokens(text)))


def _is_wrong_article(article: str, word: str) -> bool:
    """Letter names and acronyms ("an LED", "a UK plug") are not judged."""
    if len(word) < 3 or not word[1:].islower():
        return False
    vowel_sound = bool(_AN_DESPITE_CONSONANT.match(word)) or (
        word[0].lower() in "aeiou" and not _A_DESPITE_VOWEL.match(word)
    )
    if word.lower().startswith("herb") or (article == "A" and word[0].isupper()):
        return False
    return vowel_sound != (article.lower() == "an")


def _count_disagreements(text: str) -> int:
    return sum(not _QUESTION_BEFORE.search(text[: m.start()]) for m in _DISAGREEMENT.finditer(text))


def _count_lower_starts(text: str) -> int:
    count = 0
    for line in text.split("\n"):
        sentences = split_sentences(line.lstrip("-•*· "))
        for before, sentence in pairwise(["", *sentences]):
            is_word = re.match(r"[a-z]+\b(?![.-])", sentence) is not None
            count += is_word and before[-1:] not in ('"', "”", "’", "'", "…")
    return count


def _count_stray_capitals(text: str) -> int:
    """Function words with a capital inside a sentence, unless the text is in title case."""
    words = re.findall(r"[A-Za-z']+", text)
    if not words or sum(w[0].isupper() for w in words) > 0.4 * len(words):
        return 0
    stray = re.finditer(
        r"(?<=[a-z,] )(?:The|An|And|Or|Of|To|From|With|For|Is|Are|It|Its|Your|You|This|They|When)\b", text
    )
    return sum(1 for m in stray if not re.match(r" [A-Z]", text[m.end() :]))


def _count_same_starts(text: str) -> int:
    """Runs of three sentences that begin with the same word."""
    starts = [m.group().lower() for s in split_sentences(text) if (m := re.match(r"[A-Za-z]+", s))]
    return sum(len(set(starts[i : i + 3])) == 1 for i in range(len(starts) - 2))


def _count_salad(text: str) -> int:
    """Sentences of twelve words or more with hardly a function word in them; lists with commas are spared."""
    count = 0
    for sentence in split_sentences(text):
        words = re.findall(r"[A-Za-z']+", sentence.lower())
        if len(words) >= _SALAD_LENGTH and not re.search(r"[,;·|/]", sentence):
            count += sum(w in _FUNCTION_WORDS for w in words) < _SALAD_SHARE * len(words)
    return count
