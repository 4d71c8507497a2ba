"""Fixtures every folder may use: two products, a brief, and the program itself run in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mtnlg_cli.cli.app import build_app
from mtnlg_cli.domain import Attribute, Brief, Product, Quantity

RunMkt = Callable[..., Result]


@pytest.fixture
def product() -> Product:
    """An English row: a steel water bottle with colour, material, capacity and two features."""
    return Product(
        id="B-17",
        language="en",
        title="Trailmate Water Bottle",
        brand="Trailmate",
        description="A reusable bottle with a leakproof lid.",
        product_type="water bottle",
        price="24.90 USD",
        attributes=(
            Attribute("color", "forest green", "Colour"),
            Attribute("material", "stainless steel", "Material"),
            Attribute("capacity", "750 ml", "Capacity", (Quantity(Decimal(750), "ml", "measure", 0, 6, "750 ml"),)),
            Attribute("feature", "leakproof lid", "Features"),
            Attribute("feature", "fits most cup holders", "Features"),
        ),
        facts=(
            ("title", "Trailmate Water Bottle"),
            ("brand", "Trailmate"),
            ("description", "A reusable bottle with a leakproof lid."),
            ("product_type", "water bottle"),
            ("price", "24.90 USD"),
            ("color", "forest green"),
            ("material", "stainless steel"),
            ("capacity", "750 ml"),
            ("features", ("leakproof lid", "fits most cup holders")),
        ),
        columns=(("title", "Title"), ("brand", "Brand"), ("description", "Description"), ("price", "Price")),
        file="products.csv",
        line=2,
    )


@pytest.fixture
def product_zh() -> Product:
    """A Chinese row: a denim jacket."""
    return Product(
        id="N-03",
        language="zh",
        title="牛仔夹克",
        brand="青禾",
        product_type="上衣",
        price="¥299",
        attributes=(
            Attribute("material", "牛仔布", "材质"),
            Attribute("color", "浅蓝色", "颜色"),
            Attribute("版型", "宽松", "版型"),
            Attribute("feature", "翻领", "卖点"),
        ),
        facts=(
            ("title", "牛仔夹克"),
            ("brand", "青禾"),
            ("product_type", "上衣"),
            ("price", "¥299"),
            ("material", "牛仔布"),
            ("color", "浅蓝色"),
            ("版型", "宽松"),
            ("features", ("翻领",)),
        ),
        columns=(("title", "标题"), ("brand", "品牌"), ("price", "价格")),
        file="商品.csv",
        line=2,
    )


@pytest.fixture
def brief() -> Brief:
    """A brief with every field filled."""
    return Brief(
        tone="warm",
        audience="weekend hikers",
        offer="free engraving",
        deadline="30 June",
        keywords=("reusable bottle", "hiking"),
        banned_words=("cheap", "guys"),
        examples=("Cold water at the summit, and nothing in the bin on the way down.",),
    )


@pytest.fixture
def run_mkt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[RunMkt]:
    """`run_mkt("channels", "list")` in this process, in an empty folder unless `cwd=` is given.

    The result has exit_code, stdout, stderr; an unexpected exception is raised, not swallowed.
    """

    def run(*args: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Result:
        monkeypatch.chdir(cwd or tmp_path)
        result = CliRunner().invoke(build_app(), list(args), env=env, prog_name="mkt")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield run
