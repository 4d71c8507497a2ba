"""Lines that belong to the page and not to its text: menus, notices, calls to click, lines on many pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

MIN_PAGES = 4
_MIN_REPEATED_LENGTH = 20
_MAX_CALL_LENGTH = 140
_STARTS = re.compile(
    r"(?:read|learn|see|view|find out) more\b|(?:click|tap) here\b|skip to\b|back to (?:the )?(?:top|table|home)\b"
    r"|share (?:this|on)\b|(?:follow|like) us\b|follow @|subscribe\b|sign up for\b|join our (?:mailing|news)"
    r"|(?:this|our) (?:web)?site uses cookies|we use cookies|accept (?:all )?cookies|all rights reserved|copyright\b|©"
    r"|(?:privacy|cookie) (?:policy|notice|statement)|terms of (?:use|service)|home\s*[>»|/]"
    r"|(?:related|previous|next|more) (?:posts?|articles?|pages?|links?|resources?)\b|disclaimer\b"
    r"|(?:posted|published|filed|tagged) (?:by|in|on|under)\b"
    r"|photo(?:graph)? (?:by|credit)|image (?:by|credit|courtesy)"
    r"|阅读更多|阅读原文|查看更多|了解更多|点击(?:这里|此处|查看)|返回顶部|上一篇|下一篇|目录|相关(?:文章|阅读|链接)"
    r"|版权所有|转载|本文(?:作者|首发|来源|转自)|欢迎关注|关注我们|扫码|微信搜|本站使用",
    re.IGNORECASE,
)
_MENU = re.compile(r"(?:[^|›»·]{1,30}[|›»·]){3,}")


def is_boilerplate(line: str) -> bool:
    """Whether a line is a menu, a cookie or copyright notice, a link to click or the like."""
    return (len(line) <= _MAX_CALL_LENGTH and _STARTS.match(line) is not None) or _MENU.match(line) is not None


def repeated_lines(texts: Iterable[str], *, min_pages: int = MIN_PAGES) -> frozenset[str]:
    """Lines of at least 20 characters that stand on `min_pages` pages or more of a site, as `line_key` gives them."""
    pages: Counter[str] = Counter()
    for text in texts:
        pages.update({line_key(line) for line in text.split("\n") if len(line) >= _MIN_REPEATED_LENGTH})
    return frozenset(key for key, count in pages.items() if count >= min_pages)


def line_key(line: str) -> str:
    """What two lines share that differ in numbers, case and marks only."""
    return re.sub(r"[\W\d_]+", " ", line).strip().casefold()
