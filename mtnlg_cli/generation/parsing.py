"""A model's answer -> the texts of the channel's fields. Nothing is invented: what is not there is reported missing.

Only packaging is taken off: code fences around the whole answer, quotation marks around a whole text, list marks. A
lead-in such as "Here is ..." stays, because a reviewer must see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtnlg_cli.domain.channel import Channel, ChannelField

_FENCE = re.compile(r"\A\s*```[^\n`]*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•·‣–—]\s+|[•·‣]|\(?\d{1,2}[.)、．）](?!\d)\s*)")
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("«", "»"))
_WIDE = re.compile(r"[　-〿㐀-䶿一-鿿！-｠]")
_EMPHASIS = re.compile(r"\A(\*\*|__)(.+)\1\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """`fields` holds the fields that have a text, in channel order; `missing` names the others."""

    fields: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]


def parse_answer(answer: str, *, channel: Channel) -> ParsedAnswer:
    """Read an answer the way the channel's prompt asks for it.

    A channel of one field takes the whole answer (a list of texts: one a line). A channel of several takes blocks
    headed `[subject]`, `Subject:`, `**Subject:**` or `Headline 3:`, in any case and order; words before the first
    head belong to no field, and without any head every field is missing.
    """
    body = _without_fence(answer)
    blocks = {channel.fields[0].name: body} if len(channel.fields) == 1 else _blocks(body, channel)
    if len(channel.fields) == 1:
        blocks = _without_own_head(blocks, channel)
    texts = {field.name: _texts(blocks.get(field.name, ""), field) for field in channel.fields}
    found = {name: values for name, values in texts.items() if values}
    return ParsedAnswer(fields=found, missing=tuple(name for name in texts if name not in found))


def _without_fence(answer: str) -> str:
    match = _FENCE.match(answer)
    return match.group(1) if match else answer


def _head_pattern(channel: Channel) -> re.Pattern[str]:
    names = "|".join(re.escape(field.name).replace("_", "[ _-]") for field in channel.fields)
    return re.compile(
        rf"^[ \t]*(?:\[(?P<a>{names})\][ \t]*:?|(?:\#+[ \t]*)?(?:\*\*)?(?P<b>{names})s?(?:[ \t]?\d{{1,2}})?"
        r"(?:\*\*)?[:：](?:\*\*)?)[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )


def _blocks(body: str, channel: Channel) -> dict[str, str]:
    """{field: text up to the next head}; a head that comes twice adds to its block."""
    heads = list(_head_pattern(channel).finditer(body))
    ends = [*(head.start() for head in heads[1:]), len(body)][: len(heads)]
    by_key = {_key(field.name): field.name for field in channel.fields}
    blocks: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=True):
        name = by_key[_key(head["a"] or head["b"])]
        text = body[head.end() : end].strip("\n")
        blocks[name] = f"{blocks[name]}\n{text}" if name in blocks else text
    return blocks


def _without_own_head(blocks: dict[str, str], channel: Channel) -> dict[str, str]:
    """A one-field answer may start with its own `[field]` line; prose that happens to hold the word is left alone."""
    name = channel.fields[0].name
    head = re.match(rf"\s*\[{re.escape(name)}\][ \t]*:?\s*", blocks[name], re.IGNORECASE)
    return {name: blocks[name][head.end() :]} if head else blocks


def _key(name: str) -> str:
    return re.sub(r"[ _-]", "", name).lower()


def _texts(block: str, field: ChannelField) -> tuple[str, ...]:
    single = block if field.multiline else _joined(block.splitlines())
    lines = _list_lines(block) if field.max_texts > 1 else [single]
    return tuple(text for text in map(_unwrapped, lines) if text)


def _list_lines(block: str) -> list[str]:
    """One text a line, its list mark taken off; an indented line without a mark goes on with the text before it."""
    texts: list[str] = []
    for line in filter(str.strip, block.splitlines()):
        if texts and line[:1].isspace() and not _BULLET.match(line):
            texts[-1] = _joined([texts[-1], line])
        else:
            texts.append(_BULLET.sub("", line, count=1))
    return texts


def _joined(lines: list[str]) -> str:
    """Lines as one line: a space between Latin words, nothing where either side is Chinese."""
    text = ""
    for line in filter(None, map(str.strip, lines)):
        space = " " if text and not (_WIDE.match(text[-1]) or _WIDE.match(line[0])) else ""
        text += space + line
    return text


def _unwrapped(text: str) -> str:
    """The text without outer spaces, one pair of bold marks and one pair of quotation marks around the whole of it."""
    text = text.strip()
    if match := _EMPHASIS.match(text):
        text = match.group(2).strip()
    for left, right in _QUOTES:
        inner = text[1:-1]
        if len(text) > 1 and text[0] == left and text[-1] == right and left not in inner and right not in inner:
            return inner.strip()
    return text
