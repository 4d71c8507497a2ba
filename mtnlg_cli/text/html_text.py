"""HTML in a cell to plain text, line by line; text without HTML comes back unchanged."""

from __future__ import annotations

import html
import re
from html.entities import html5

_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt"
    "|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main"
    "|mark|meta|nav|noscript|object|ol|option|p|picture|pre|s|samp|script|section|select|small|source|span|strike"
    "|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|video|wbr"
)
_BREAKS = re.compile(
    "article|aside|blockquote|br|caption|center|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav"
    "|ol|p|pre|section|table|tbody|tfoot|thead|title|tr|ul"
)
_TAG = re.compile(rf"</?({_TAGS})(?:\s(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*|\s[^<>]*)?/?>", re.IGNORECASE)
_HIDDEN_OPENS = re.compile(r"<!--|<(script|style|noscript|template)(?:\s[^<>]*)?>", re.IGNORECASE)
_MAX_PASSES = 8
_REPEATED_AMP = re.compile(r"&(?:(?:amp|#38|#x26);)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def html_to_text(value: str) -> str:
    """The text a browser would show: tags gone, blocks and list items on lines of their own, entities resolved.

    Only known HTML tags and entities that end in ";" count, so "5 < 6", "<XL>" and "R&D" stay. Text that was escaped
    twice is resolved fully, so a second call never changes anything.
    """
    if "<" not in value and "&" not in value:
        return value
    for _ in range(_MAX_PASSES):
        text = _one_pass(value)
        if text == value:
            return text
        value = text
    # Only text made to keep a parser busy gets here.
    return value.replace("<", " ").replace("&", " ")


def _one_pass(value: str) -> str:
    text = _drop_hidden(_REPEATED_AMP.sub("&", value))
    if _TAG.search(text):
        # Line breaks of the source mean nothing in HTML; the tags alone make lines.
        text = _TAG.sub(_replace_tag, re.sub(r"\s+", " ", text))
        text = _resolve(text).replace("\xa0", " ")
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)
    return _resolve(text)


def _drop_hidden(text: str) -> str:
    """Comments, scripts and styles cut out; one that never ends is left as it is."""
    kept, position, unclosed = [], 0, set()
    for opening in _HIDDEN_OPENS.finditer(text):
        closer = f"</{opening.group(1).lower()}" if opening.group(1) else "-->"
        if opening.start() < position or closer in unclosed:
            continue
        closing = re.compile(rf"{closer}\s*>" if closer != "-->" else closer, re.IGNORECASE).search(text, opening.end())
        if closing is None:
            unclosed.add(closer)
            continue
        kept.append(text[position : opening.start()])
        position = closing.end()
    return "".join((*kept, text[position:]))


def _resolve(text: str) -> str:
    return _ENTITY.sub(_replace_entity, text)


def _replace_entity(match: re.Match[str]) -> str:
    # html.unescape alone would turn "&notit;" into "¬it;".
    entity = match.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _replace_tag(match: re.Match[str]) -> str:
    tag = match.group(1).lower()
    if _BREAKS.fullmatch(tag):
        return "\n"
    return " " if tag in ("td", "th") else ""
