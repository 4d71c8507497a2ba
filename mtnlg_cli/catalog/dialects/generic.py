"""Any CSV with a header: one row a product, columns known by their names."""

from __future__ import annotations


def claims(headers: tuple[str, ...]) -> int:
    """1: takes every file that no other dialect claims."""
    return 1


def columns(headers: tuple[str, ...]) -> dict[str, str]:
    """Nothing beyond the synonym table."""
    return {}


def group_column(headers: tuple[str, ...]) -> str | None:
    """None: every row is a product."""
    return None
