"""The copy breaks a limit or an editorial rule of its channel.

Finds: texts longer than the field allows, counted as the platform counts; too few or too many texts; line breaks
where the field takes one line; fields the channel does not have; patterns the platform forbids.
Why: the platform cuts or refuses such copy, mostly after upload.
Example: a 34-character headline in a search ad that takes 30.
Fix: shorten the text, or ask for another candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel, ChannelField, EditorialRule
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding, Severity
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text
from mtnlg_cli.text.counters import count_length

NAME = "channel-limit"
_SHOUT = EditorialRule(
    id="no-exclamation-runs",
    pattern=r"[!?]{2,}",
    message="repeated punctuation is refused",
    fix="use one mark",
    severity="block",
    source="https://support.google.com/adspolicy/answer/14847994",
    verified_on="2026-08-01",
)
_HEADLINE = Channel(
    id="example",
    name="Example",
    fields=(
        ChannelField(name="text", counter="cp", source="", verified_on="", max_length=30, max_texts=2, rules=(_SHOUT,)),
    ),
)
GOOD = (Example(copy="Carbon Steel Skillet, 26 cm", channel=_HEADLINE),)
BAD = (
    Example(copy="The Carbon Steel Skillet for You", channel=_HEADLINE, severity="block", found="ou"),
    Example(copy=("One", "Two", "Three"), channel=_HEADLINE, severity="block"),
    Example(copy="Hot\npan", channel=_HEADLINE, severity="block", found="\n"),
    Example(copy="Hot pan!!", channel=_HEADLINE, severity="block", found="!!"),
    Example(copy="Hot pan", name="headline", channel=_HEADLINE, severity="block"),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Findings of every text against its field: blocks, advisory lengths (info), rules with their own severity."""
    known = {field.name: field for field in channel.fields}
    found = [
        Text(name, 0, "").finding(NAME, "block", f'{channel.id} has no field "{name}"')
        for name in candidate.fields
        if name not in known
    ]
    for field in channel.fields:
        texts = candidate.fields.get(field.name, ())
        found.extend(_number_of_texts(field, len(texts)))
        for index, text in enumerate(texts):
            found.extend(_text_findings(field, Text(field.name, index, text)))
    return found


def _number_of_texts(field: ChannelField, num_texts: int) -> Iterator[Finding]:
    place = Text(field.name, 0, "")
    if num_texts < field.min_texts:
        yield place.finding(NAME, "block", f"{field.name} needs {field.min_texts} texts, has {num_texts}")
    if num_texts > field.max_texts:
        yield place.finding(NAME, "block", f"{field.name} takes {field.max_texts} texts, has {num_texts}")


def _text_findings(field: ChannelField, place: Text) -> Iterator[Finding]:
    text = place.text
    length = count_length(text, field.counter)
    if field.max_length is not None and length > field.max_length:
        message = f"{length} long, the limit of {field.name} is {field.max_length} (counted as {field.counter})"
        yield place.finding(NAME, "block", message, span=(_cut(text, field), len(text)))
    if not field.multiline and (lines := re.search(r"[\r\n]+", text)) is not None:
        yield place.finding(NAME, "block", f"{field.name} takes one line", span=lines.span())
    if field.advisory_length is not None:
        low, high = field.advisory_length
        if not low <= length <= high and (field.max_length is None or length <= field.max_length):
            yield place.finding(NAME, "info", f"{length} long, {low} to {high} reads best in {field.name}")
    for rule in field.rules:
        if (match := _compiled(rule.pattern).search(text)) is not None and match.group():
            severity = cast(Severity, rule.severity)
            yield place.finding(NAME, severity, f"{rule.id}: {rule.message}; {rule.fix}", span=match.span())


def _cut(text: str, field: ChannelField) -> int:
    """The code point after which the text no longer fits, by bisection over its prefixes."""
    limit = field.max_length or 0
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_length(text[:middle], field.counter) <= limit:
            low = middle
        else:
            high = middle - 1
    return min(low, max(0, len(text) - 1))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
