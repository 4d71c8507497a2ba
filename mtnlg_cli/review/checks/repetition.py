"""The copy repeats itself.

Finds: the same word three times in a row or a small word doubled ("the the"); phrases that follow on themselves; the
same sentence twice; two texts of a field that say nearly the same.
Why: small models loop, and a field that wants fifteen headlines wants fifteen different ones.
Example: "Sears well. Cooks evenly. Sears well."
Fix: ask for another candidate.
"""

from __future__ import annotations

import re
from itertools import pairwise

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding, Severity
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text
from mtnlg_cli.text.sentences import sentence_spans
from mtnlg_cli.text.words import word_spans

NAME = "repetition"
GOOD = (
    Example(copy="Knock, knock. That that is, is. Very, very quiet."),
    Example(copy="Light on the wrist. Light on the wallet."),
    Example(copy="慢慢炖，一口一口喝，高高兴兴过节。"),
    Example(copy=("Skillet, 26 cm", "Skillet, 28 cm lid")),
)
BAD = (
    Example(copy="The the skillet sears.", severity="block", found="The the"),
    Example(copy="It sears sears sears sears.", severity="block", found="sears sears sears sears"),
    Example(copy="Sears well. Cooks evenly. Sears well.", severity="block", found="Sears well."),
    Example(copy="Sears well? Just wait. Sears well.", severity="warn", found="Sears well."),
    Example(
        copy="Ready for the oven. Cooks evenly. Ready for the oven.", severity="block", found="Ready for the oven."
    ),
    Example(copy="for the stove for the stove for the stove", severity="block"),
    Example(copy="铸铁锅铸铁锅铸铁锅，炖汤。", severity="block", found="铸铁锅铸铁锅铸铁锅"),
    Example(copy="内壁白珐琅。锅盖有凸点。内壁白珐琅。", severity="block", found="内壁白珐琅。"),
    Example(copy=("The best way to sear a steak", "The best way to sear a steak!"), severity="block"),
)

_DOUBLED = re.compile(
    r"(?<![A-Za-z'’-])(the|a|an|and|of|to|with|for|on|your|at|by|from|as|are|this|or|its) \1(?![A-Za-z'’-])", re.I
)
_TRIPLED = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,}) \1 \1( \1)*(?![A-Za-z])", re.I)
_WORD = r"[A-Za-z'’-]+"
_LATIN_LOOP = re.compile(
    rf"(?<![A-Za-z0-9])(?:((?:{_WORD}[ ,]+){{3,9}}?{_WORD})(?:[ ,;]+\1)+|({_WORD}(?:[ ,]+{_WORD}){{1,3}})(?:[ ,;]+\2)"
    rf"{{2,}})(?![A-Za-z0-9])",
    re.I,
)
_HAN_LOOP = re.compile(r"([一-鿿，、]{3,16}?)\1{2,}|([一-鿿]{4,16})\2")


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Blocking findings for loops, repeated sentences and near-equal texts."""
    found: list[Finding] = []
    for field, texts in candidate.fields.items():
        for index, text in enumerate(texts):
            place = Text(field, index, text)
            found.extend(_loops(place) or _same_sentences(place))
        found.extend(_near_equal(field, texts))
    return found


def _loops(place: Text) -> list[Finding]:
    for pattern in (_DOUBLED, _TRIPLED, _HAN_LOOP, _LATIN_LOOP):
        match = pattern.search(place.text)
        if match is not None and len(match.group()) <= 400:
            # Three in a row may be a knock on the door; a loop does not stop there.
            is_knock = pattern is _TRIPLED and match[2] is None
            message = f'"{match.group()[:60]}" repeats'
            return [place.finding(NAME, "warn" if is_knock else "block", message, span=match.span())]
    return []


def _same_sentences(place: Text) -> list[Finding]:
    seen: dict[tuple[str, ...], str] = {}
    for start, end in sentence_spans(place.text):
        words = _words(place.text[start:end])
        if sum(map(len, words)) < 5 or (len(words) < 2 and words[0].isascii()):
            continue
        if words in seen:
            # "Foam cannon? Foam cannon." is a joke; the very same short sentence is a loop.
            is_same = seen[words] == place.text[start:end]
            severity: Severity = "block" if is_same or len(words) >= 4 else "warn"
            return [place.finding(NAME, severity, "the sentence stands there twice", span=(start, end))]
        seen[words] = place.text[start:end]
    return []


def _near_equal(field: str, texts: tuple[str, ...]) -> list[Finding]:
    found: list[Finding] = []
    bags = [_words(text) for text in texts]
    for later in range(1, len(texts)):
        twin = next((i for i in range(later) if _alike(bags[i], bags[later])), None)
        if twin is not None and texts[later].strip():
            message = f"says nearly the same as text {twin + 1} of {field}"
            found.append(Text(field, later, texts[later]).finding(NAME, "block", message, span=(0, len(texts[later]))))
    return found


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Equal but for case and punctuation, or nine tenths of the word pairs in common (Jaccard) in longer texts."""
    if a == b:
        return bool(a)
    pairs_a, pairs_b = set(pairwise(a)), set(pairwise(b))
    if min(len(pairs_a), len(pairs_b)) < 5:
        return False
    return len(pairs_a & pairs_b) >= 0.8 * len(pairs_a | pairs_b)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[start:end].lower() for start, end in word_spans(text))
