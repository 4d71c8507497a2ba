"""What a catalog is understood to be, before anything is generated from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mtnlg_cli.catalog import CatalogConfig, CatalogScan, Problem, product_facts, read_products, scan_catalog
from mtnlg_cli.domain import Product

__all__ = ["CatalogConfig", "CatalogReport", "describe_catalog", "inspect_catalog"]


@dataclass(frozen=True, slots=True)
class CatalogReport:
    """The scan of a catalog, and its first usable product."""

    scan: CatalogScan
    sample: Product | None


def inspect_catalog(config: CatalogConfig) -> CatalogReport:
    """Read the whole catalog and its first product. Raises MktError for faults of the file as a whole."""
    scan = scan_catalog(config)
    return CatalogReport(scan, next(read_products(config, scan=scan), None))


def describe_catalog(report: CatalogReport) -> dict[str, Any]:
    """The report as plain data for JSON."""
    scan = report.scan
    return {
        "file": str(scan.layout.path),
        "sha256": scan.sha256,
        "dialect": scan.dialect,
        "encoding": scan.encoding,
        "separator": scan.separator,
        "id_column": scan.id_column,
        "records": scan.num_records,
        "products": scan.num_products,
        "unusable_rows": scan.num_skipped,
        "languages": scan.languages,
        "columns": [asdict(role) for role in scan.roles],
        "sample": describe_product(report.sample) if report.sample is not None else None,
        "problems": [
            {
                "id": group.id,
                "severity": group.severity,
                "count": group.count,
                "first": [describe_problem(problem) for problem in group.first],
            }
            for group in scan.problems
        ],
        "skipped": [asdict(row) for row in scan.skipped],
        "notes": list(scan.notes),
    }


def describe_product(product: Product) -> dict[str, Any]:
    """A product as plain data: its fields, its attributes, and the facts a record would keep."""
    fields = ("id", "language", "title", "brand", "product_type", "price", "sale_price", "description")
    return {
        **{field: getattr(product, field) for field in fields},
        "attributes": [{"name": a.name, "value": a.value, "column": a.column} for a in product.attributes],
        "facts": product_facts(product),
        "line": product.line,
    }


def describe_problem(problem: Problem) -> dict[str, Any]:
    """A problem as plain data: what, where and what to do about it."""
    where = problem.where
    return {
        "what": problem.what,
        "where": str(where),
        "line": where.line,
        "record": where.record,
        "column": where.column,
        "product_id": where.product_id,
        "fix": problem.fix,
    }
