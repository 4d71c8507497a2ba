"""Shopify product exports, old header ("Handle", "Body (HTML)") and new ("URL handle", "Description").

Source: help.shopify.com/en/manual/products/import-export/using-csv, seen 2026-11. The rows of one product follow each
other and share a handle; the first carries the product, the others its variants and images. Option values, prices and
metafields of all its rows are collected into one product.
"""

from __future__ import annotations

from mtnlg_cli.catalog.names import normal_name

_HANDLES = ("url handle", "handle")
_TELLING = frozenset(
    (
        "body (html)",
        "variant sku",
        "variant price",
        "variant inventory qty",
        "variant grams",
        "image src",
        "option1 name",
        "option1 value",
        "published on online store",
        "continue selling when out of stock",
        "product image url",
        "compare at price",
        "vendor",
        "gift card",
    )
)
_FIELDS = {"title": "title", "brand": "vendor"}


def claims(headers: tuple[str, ...]) -> int:
    """How many headers only Shopify writes, 0 without a handle and a title."""
    names = {normal_name(header) for header in headers}
    if not names.intersection(_HANDLES) or "title" not in names:
        return 0
    return len(names & _TELLING)


def columns(headers: tuple[str, ...]) -> dict[str, str]:
    """The handle is the id; "Type" is the merchant's product type, and the standard category where there is no type."""
    by_name = {normal_name(header): header for header in headers}
    found = {field: by_name[name] for field, name in _FIELDS.items() if name in by_name}
    product_type = by_name.get("type") or by_name.get("product category")
    if product_type:
        found["product_type"] = product_type
    handle = _handle(by_name)
    return {"id": handle, **found} if handle else found


def group_column(headers: tuple[str, ...]) -> str | None:
    """The handle."""
    return _handle({normal_name(header): header for header in headers})


def _handle(by_name: dict[str, str]) -> str | None:
    return next((by_name[name] for name in _HANDLES if name in by_name), None)
