"""The products of a catalog by id, on disk: a record of a copy file finds its row, whatever the order and size."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path
from types import TracebackType

from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.catalog.facts import product_facts, product_from_facts
from mtnlg_cli.catalog.read import read_products
from mtnlg_cli.catalog.scan import scan_catalog
from mtnlg_cli.domain import Product


class ProductStore:
    """A temporary table of products; a context manager that removes it. `num_skipped` rows were unusable."""

    def __init__(self, config: CatalogConfig) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mkt-")
        self._table = sqlite3.connect(Path(self._folder.name) / "products.sqlite")
        try:
            self.num_skipped = self._fill(config)
        except BaseException:
            self.close()
            raise

    def find(self, product_id: str) -> Product | None:
        """The product of that id, None when the catalog has none."""
        row = self._table.execute("SELECT content FROM products WHERE id = ?", (product_id,)).fetchone()
        if row is None:
            return None
        language, columns, facts = json.loads(row[0])
        return product_from_facts(facts, id=product_id, language=language, columns=columns)

    def close(self) -> None:
        """Remove the table."""
        self._table.close()
        self._folder.cleanup()

    def __enter__(self) -> ProductStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fill(self, config: CatalogConfig) -> int:
        scan = scan_catalog(config)
        self._table.execute("PRAGMA synchronous = OFF")
        self._table.execute("CREATE TABLE products (id TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID")
        rows = (
            (product.id, json.dumps([product.language, dict(product.columns), product_facts(product)]))
            for product in read_products(config, scan=scan)
        )
        with self._table:
            self._table.executemany("INSERT OR REPLACE INTO products VALUES (?, ?)", rows)
        return scan.num_skipped
