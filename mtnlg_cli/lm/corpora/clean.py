"""Text of unknown origin to plain lines: damage mended, HTML gone, one kind of space."""

from __future__ import annotations

import re
import unicodedata

from mtnlg_cli.text.html_text import html_to_text

_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ufeff\ufff9-\ufffd]"
)
_BULLET = re.compile(r"^\s*(?:[-•●▪◦‣*·]|\d{1,2}[.)、]|[（(]\d{1,2}[)）])\s*(?=\D)")
_SPACE_BEFORE_MARK = re.compile(r"(?<=[A-Za-z0-9)]) +([.,;!?])(?=\s|$)")


def clean_text(text: str) -> str:
    """The text as plain lines, none of them empty: encoding damage mended, HTML to text, bullets and spaces tidied.

    UTF-8 that was read as Latin-1 ("cafÃ©") becomes what it was ("café"); text that is right stays as it is, Chinese
    punctuation too. Needs the library ftfy.
    """
    text = _mended(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2011", "-")
    text = _without_html(text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _SPACE_BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text))
    lines = (_BULLET.sub("", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _without_html(text: str) -> str:
    # In a page of HTML line breaks mean nothing; in plain text with a tag in it they do.
    is_page = text.lstrip().startswith("<")
    return html_to_text(text) if is_page else "\n".join(html_to_text(line) for line in text.split("\n"))


def _mended(text: str) -> str:
    import ftfy
    from ftfy.badness import is_bad

    # ftfy tries many encodings; its own quick look tells where that is worth the time.
    return ftfy.fix_encoding(text) if is_bad(text) else text
