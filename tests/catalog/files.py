"""Small catalogs on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mtnlg_cli.catalog import CatalogConfig, CatalogScan, read_products, scan_catalog
from mtnlg_cli.domain import Product


def write(folder: Path, content: str | bytes, name: str = "catalog.csv") -> Path:
    """The file, byte for byte."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def scan(folder: Path, content: str | bytes, **settings: Any) -> CatalogScan:
    """The scan of a catalog with that content."""
    return scan_catalog(CatalogConfig(path=write(folder, content), **settings))


def products(folder: Path, content: str | bytes, **settings: Any) -> list[Product]:
    """The products of a catalog with that content."""
    config = CatalogConfig(path=write(folder, content), **settings)
    return list(read_products(config, scan=scan_catalog(config)))


def problem_ids(found: CatalogScan) -> dict[str, int]:
    """{problem id: count}."""
    return {group.id: group.count for group in found.problems}
