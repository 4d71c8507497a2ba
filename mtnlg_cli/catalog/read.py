"""The second pass: one Product after the other, in file order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from mtnlg_cli.catalog.attributes import Facts
from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.catalog.facts import build_product, facts_sha256, keep_facts
from mtnlg_cli.catalog.reader import Record, RecordReader
from mtnlg_cli.catalog.roles import plan_columns
from mtnlg_cli.catalog.rows import RowChecks, plain_cell
from mtnlg_cli.catalog.scan import CatalogScan
from mtnlg_cli.domain.product import Product
from mtnlg_cli.errors import EnvironmentStop

_ID_LENGTH = 16
"""Hex digits of a made id: 64 bits of the content's SHA-256."""


def read_products(config: CatalogConfig, *, scan: CatalogScan) -> Iterator[Product]:
    """The products of a scanned catalog, unusable rows left out, at most `config.limit`.

    Raises EnvironmentStop when the file is no longer the one that was scanned.
    """
    _check_unchanged(config, scan)
    occurrences = _Occurrences()
    for number, (id, records) in enumerate(_groups(config, scan)):
        if config.limit is not None and number >= config.limit:
            return
        facts = _facts(records, scan)
        yield build_product(
            facts,
            forced=scan.layout.forced,
            id=id if id is not None else occurrences.name(facts_sha256(facts)[:_ID_LENGTH]),
            language=config.language,
            file=str(config.path),
            line=records[0].line,
        )
    _check_unchanged(config, scan)


class _Occurrences:
    """Numbers equal contents: the first is "<hash>-1", the next "<hash>-2"."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._repeats: Counter[str] = Counter()

    def name(self, digest: str) -> str:
        key = int(digest, 16)
        if key in self._seen:
            self._repeats[digest] += 1
        self._seen.add(key)
        return f"{digest}-{self._repeats[digest] + 1 if digest in self._repeats else 1}"


def _groups(config: CatalogConfig, scan: CatalogScan) -> Iterator[tuple[str | None, list[Record]]]:
    checks = RowChecks(scan.layout, strict=config.strict)
    usable = (record for record in RecordReader(scan.layout) if checks.error(record) is None)
    if scan.layout.id_column is None:
        yield from ((None, [record]) for record in usable)
    elif scan.layout.group_column is None:
        yield from ((checks.product_id(record), [record]) for record in usable)
    else:
        yield from ((id, list(records)) for id, records in groupby(usable, key=checks.product_id))


def _facts(records: list[Record], scan: CatalogScan) -> Facts:
    layout = scan.layout
    cells = [
        (header, values[0] if len(values) == 1 else tuple(values))
        for header, role, *column in zip(
            layout.headers, layout.plan.roles, *(record.cells for record in records), strict=True
        )
        if role.kind != "none" and (values := _distinct(column))
    ]
    return keep_facts(tuple(cells), plan_columns(tuple(header for header, _ in cells), layout.forced))


def _distinct(column: list[str]) -> list[str]:
    if len(column) == 1:
        return [plain_cell(column[0])] if column[0].strip() else []
    return list(dict.fromkeys(plain_cell(cell) for cell in column if cell.strip()))


def _check_unchanged(config: CatalogConfig, scan: CatalogScan) -> None:
    stat = Path(config.path).stat()
    if (stat.st_size, stat.st_mtime_ns) != (scan.size, scan.mtime_ns):
        raise EnvironmentStop(
            f"the catalog changed while it was being read: {scan.size:,} bytes when checked, {stat.st_size:,} now",
            where=str(config.path),
            fix="run the same command again",
        )
