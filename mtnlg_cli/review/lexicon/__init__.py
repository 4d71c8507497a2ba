"""Word lists the checks look things up in; each file says where its words come from."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text between spaces."""
    return frozenset(text.split())
