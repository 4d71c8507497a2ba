"""Markdown to the prose in it: wrapped lines joined, headings, code, tables and marks gone."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_SHORTCODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{:.*?\}", re.DOTALL)
_NOT_PROSE = re.compile(r"\s*(?:#{1,6}\s|\||[-*_=]{3,}\s*$|(?:[-*_]\s){2,}[-*_]?\s*$|\[[^\]]+\]:|expirydate:|\[\^)")
_UNDERLINE = re.compile(r"\s*(?:-{2,}|={2,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]+\]"), ""),
    (re.compile(r"\[([^\]]+)\](?:\([^)\s]*(?:\s\"[^\"]*\")?\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^\n]+?)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)


def markdown_to_text(text: str) -> str:
    """The paragraphs and list items of a Markdown text, one a line, without marks; link texts stay, targets go."""
    text = _SHORTCODE.sub("", _FENCE.sub("", text.replace("\r\n", "\n")))
    blocks: list[str] = []
    is_open = False
    for raw in text.split("\n"):
        line = _QUOTE.sub("", raw)
        if not line.strip() or _NOT_PROSE.match(line) or _UNDERLINE.match(line):
            if is_open and _UNDERLINE.match(line):
                blocks.pop()
            is_open = False
        elif is_open and not _ITEM.match(line):
            blocks[-1] += " " + line.strip()
        else:
            blocks.append(_ITEM.sub("", line).strip())
            is_open = True
    return "\n".join(_inline(block) for block in blocks)


def _inline(block: str) -> str:
    for pattern, replacement in _INLINE:
        block = pattern.sub(replacement, block)
    return block
