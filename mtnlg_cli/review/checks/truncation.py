"""The copy stops in the middle, or there is none.

Finds: empty texts; candidates that ran into the token limit; texts that end on a comma, an open bracket or a word that
cannot end a sentence ("and", "with the", 以及).
Why: half a sentence on a product page reads as a fault of the shop.
Example: "A skillet for the stove and the".
Fix: ask for another candidate, or raise --max-new-tokens.
"""

from __future__ import annotations

import re

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, texts_of

NAME = "truncation"
GOOD = (
    Example(copy="Something to stir with. Something to lean on"),
    Example(copy="Soup, stew, whatever you're into. #pots"),
    Example(copy="铸铁锅，慢慢炖，汤一直都在"),
    Example(copy="(Yes, it floats.)"),
)
BAD = (
    Example(copy="A skillet for the stove and the", severity="block", found="the"),
    Example(copy="Holds heat, sears meat,", severity="block", found=","),
    Example(copy="铸铁锅，明火、电磁炉以及", severity="block", found="以及"),
    Example(copy="A skillet (26 cm", severity="block", found="("),
    Example(copy="", severity="block"),
    Example(copy="A skillet for every", finish_reason="length", severity="block"),
)

_DANGLING = re.compile(
    r"(?<![A-Za-z'’-])(?:and|or|but|the|an|a|its|your|their|our|my|which|because|than|plus|every|very)$"
    r"|(?:以及|或者|并且|而且|(?<![暖温平饱柔缓])和|与|(?<![以普])及|或|(?<![握手拖车门火扶一])把|由于|因为|如果"
    r"|[、，：；])$"
    r"|[,;:(\[\-–—&]$"
)
# These may well end a line ("something to lean on"), but not a longer text.
_STRANDED = re.compile(r"(?<![A-Za-z'’-])(?:with|of|to|from|by|at|is|are|into|onto|as|for)$")
_ALLOWED_DANGLE = re.compile(
    r"(?:\b(?:what|where|who|how|there|it|that|this|they|you|we|she|he)\b[^.!?]*\b(?:is|are|to|at|from|with|of|by|as"
    r"|into)"
    r"|\b(?:used|want|wants|able|going|love|like|need|needs|where|look forward) to|\w+ (?:with|from|at|by|into|of|to)"
    r" (?:is|are))$",
    re.I,
)
_BRACKETS = {")": "(", "]": "[", "”": "“", "」": "「", "』": "『", "）": "（", "】": "【", "》": "《"}
_BRACKET = re.compile("[" + re.escape("".join(_BRACKETS) + "".join(_BRACKETS.values())) + "]")


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Blocking findings at the end of the cut text."""
    found: list[Finding] = []
    places = list(texts_of(candidate))
    for place in places:
        if not place.text.strip():
            found.append(place.finding(NAME, "block", "the text is empty"))
        else:
            found.extend(_cut_off(place))
    if candidate.finish_reason == "length" and places and not any(f.index == places[-1].index for f in found):
        end = len(places[-1].text)
        message = "the model ran into its token limit"
        found.append(places[-1].finding(NAME, "block", message, span=(max(0, end - 1), end)))
    return found


def _cut_off(place: Text) -> list[Finding]:
    text = place.text.rstrip()
    words = len(text.split()) if text.isascii() else len(text)
    match = _DANGLING.search(text) or (_STRANDED.search(text) if words > 12 else None)
    if match is not None and words > 3 and not _ALLOWED_DANGLE.search(text):
        return [place.finding(NAME, "block", f'ends on "{match.group()}"', span=match.span())]
    if (opened := _left_open(text)) is not None:
        message = f'"{text[opened]}" is never closed'
        return [place.finding(NAME, "block", message, span=(opened, opened + 1))]
    if text.endswith(("...", "…")) and words > 30:
        return [place.finding(NAME, "info", "ends in an ellipsis", span=(len(text) - 1, len(text)))]
    return []


def _left_open(text: str) -> int | None:
    """Position of a bracket or quotation mark that is opened and not closed; None when all are (smileys aside)."""
    stack: list[int] = []
    for match in _BRACKET.finditer(text):
        position, char = match.start(), match.group()
        if char in _BRACKETS.values() and text[max(0, position - 1) : position] not in (":", ";"):
            stack.append(position)
        elif char in _BRACKETS and stack and text[stack[-1]] == _BRACKETS[char]:
            stack.pop()
    return stack[-1] if stack else None
