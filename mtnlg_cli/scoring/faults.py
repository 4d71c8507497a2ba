"""Faults of wording that need no understanding: punctuation, brackets, doublings, repeats, endings; both languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from mtnlg_cli.scoring import faults_en, faults_zh
from mtnlg_cli.text.sentences import split_sentences
from mtnlg_cli.text.words import word_spans

_BROKEN = re.compile(r"[�\x00-\x08\x0b\x0c\x0e-\x1f]|â€|Ã[©¨¤¼¶]|ï¼")
_ENGLISH_MARKS = re.compile(
    r"(?<=\w) +[,;:!?](?=\s|$)|(?<=\w) +\.(?=\s|$)|,{2,}|(?<!\.)\.\.(?!\.)|[,;:]\s*[.!?,;:](?!\))|[.!?]\s*[,;](?=\s)"
    r"|\(\s*\)|[a-z],[a-z]{2}|[!?]{4,}|\s-\s*$"
)
_CHINESE_MARKS = re.compile(
    r"[，、；：]\s*[，、；：。！？]|。\s*[，、；：。！？]|[！？]\s*[，、；：。]|(?<=[一-鿿]),(?=[一-鿿])|[一-鿿][;!?](?=[一-鿿])"
    r"|（\s*）|「\s*」|[！？]{4,}|^[，、；：。！？]|\n[，、；：。！？]"
)
_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
    ("【", "】"),
    ("（", "）"),
)
_EMOTICON = re.compile(r"[:;=8][-'^]?[)(]|^\s*\w{1,2}\)", re.M)
_TAIL = re.compile(r"(?:\s*(?:#[^\s#]+#?|https?://\S+|@\S+|\[[^\]\n]+\]))+\s*$")
_CLOSERS = "\"'”’」』》）)】] "
_TERMINAL = frozenset(".!?…。！？~～→>")
_DANGLING = frozenset(",;，、；：-–—&/(（“「《")
_REPEAT_LENGTH = {"en": 4, "zh": 7}
_LONG_SENTENCE = {"en": 45, "zh": 110}
_PROSE_WORDS = {"en": 12, "zh": 24}
_HASHTAGS = re.compile(r"#[^\s#]+(?:\s*#[^\s#]+)*#?")


def find_faults(text: str, *, language: str, prose: bool) -> dict[str, int]:
    """How often each kind of fault occurs in one text; kinds that do not occur are left out.

    `prose` says that the text is running sentences (a description, a message), whose last sentence must be finished,
    and not a headline or a bullet.
    """
    marks = _CHINESE_MARKS if language == "zh" else _ENGLISH_MARKS
    words = [text[start:end].lower() for start, end in word_spans(_HASHTAGS.sub(" ", text))]
    counts = {
        "broken-character": len(_BROKEN.findall(text)),
        "punctuation": len(marks.findall(text)),
        "unbalanced": _count_unbalanced(text),
        "doubled-word": _count_doubled(text, language=language),
        "repeated-phrase": _count_repeats(words, length=_REPEAT_LENGTH[language]),
        "repeated-sentence": _count_repeated_sentences(text),
        "long-sentence": _count_long(text, language=language),
        "unfinished": int(_is_unfinished(text, language=language, prose=prose, num_words=len(words))),
    }
    counts |= (faults_zh if language == "zh" else faults_en).find_faults(text, prose=prose)
    return {kind: count for kind, count in counts.items() if count}


def _count_unbalanced(text: str) -> int:
    plain = _EMOTICON.sub("", text)
    straight = len(re.findall(r'(?<![\d])"', plain))
    return sum(plain.count(a) != plain.count(b) for a, b in _PAIRS) + straight % 2


def _count_doubled(text: str, *, language: str) -> int:
    return faults_zh.count_doubled(text) if language == "zh" else faults_en.count_doubled(text)


def _count_repeats(words: list[str], *, length: int) -> int:
    """Word sequences of that length beyond their first occurrence, overlapping ones counted as one run."""
    seen: Counter[tuple[str, ...]] = Counter()
    repeats, inside = 0, False
    for start in range(len(words) - length + 1):
        gram = tuple(words[start : start + length])
        seen[gram] += 1
        again = seen[gram] > 1
        repeats += again and not inside
        inside = again
    return repeats


def _count_repeated_sentences(text: str) -> int:
    sentences = Counter(s.strip(" .!?。！？").lower() for s in split_sentences(text) if len(s) > 6)
    return sum(count - 1 for count in sentences.values())


def _count_long(text: str, *, language: str) -> int:
    limit = _LONG_SENTENCE[language]
    return sum(len(word_spans(sentence)) > limit for sentence in split_sentences(text))


def _is_unfinished(text: str, *, language: str, prose: bool, num_words: int) -> bool:
    body = _TAIL.sub("", text).rstrip()
    if not body:
        return False
    last = body.rstrip(_CLOSERS)[-1:]
    if last in _DANGLING:
        return True
    if last in _TERMINAL or unicodedata.category(last or " ") in ("So", "Sk", "Mn", "Cf", "Sm"):
        return False
    if prose and num_words >= _PROSE_WORDS[language]:
        return True
    last_words = [body[start:end].lower() for start, end in word_spans(body)[-1:]]
    ends_badly = faults_zh.ENDS_NO_TEXT if language == "zh" else faults_en.ENDS_NO_TEXT
    return bool(last_words) and last_words[0] in ends_badly
