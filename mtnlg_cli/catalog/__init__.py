"""CSV in any dialect -> Product, and the problems found on the way."""

from mtnlg_cli.catalog.config import CatalogConfig
from mtnlg_cli.catalog.facts import product_facts, product_from_facts, product_sha256
from mtnlg_cli.catalog.problems import Problem, ProblemGroup, SkippedRow
from mtnlg_cli.catalog.read import read_products
from mtnlg_cli.catalog.scan import CatalogScan, scan_catalog

__all__ = [
    "CatalogConfig",
    "CatalogScan",
    "Problem",
    "ProblemGroup",
    "SkippedRow",
    "product_facts",
    "product_from_facts",
    "product_sha256",
    "read_products",
    "scan_catalog",
]
