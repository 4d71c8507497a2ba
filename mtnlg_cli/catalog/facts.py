"""Product <-> its facts, {column: text or list}: what a record stores, and what foreign files bring."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from mtnlg_cli.catalog.attribute_strings import parse_coded_string
from mtnlg_cli.catalog.attributes import Facts, attributes_of, coded_field, first_of
from mtnlg_cli.catalog.names import normal_name
from mtnlg_cli.catalog.roles import Columns, Plan, Role, plan_columns
from mtnlg_cli.catalog.values import is_stock_state, why_no_fact
from mtnlg_cli.domain.product import Product
from mtnlg_cli.text.html_text import html_to_text
from mtnlg_cli.text.scripts import language_of

_MAX_NAME_LENGTH = 100
_NUMBER = re.compile(r"\d[\d.,]*")
_HAS_CURRENCY = re.compile(r"[A-Za-z$€£¥￥₩₹元]")
_SHOP_TYPES = frozenset(("simple", "variable", "variation", "grouped", "external", "simple, virtual"))
"""What WooCommerce calls its kinds of catalog entry; no fact about the product."""
_OFFER_NAMES = frozenset(("offer_ends", "date", "order_by", "valid_until"))


def product_facts(product: Product) -> dict[str, str | list[str]]:
    """The facts of a product as a JSON object: original headers, values text or list, in file order."""
    return {header: value if isinstance(value, str) else list(value) for header, value in product.facts}


def product_from_facts(
    facts: Mapping[str, object],
    *,
    id: str,
    language: str = "auto",
    columns: Mapping[str, str] | None = None,
    file: str = "",
    line: int | None = None,
) -> Product:
    """The product these facts describe; `product_from_facts(product_facts(p), ..., columns=dict(p.columns)) == p`.

    `columns` are (field, header) pairs as in `Product.columns`; without them the synonym table finds the fields.
    Numbers are taken as text, nulls and what is no fact (URLs, ids, flags, ...) are left out. `language` "auto" is
    decided by the script of title and description.
    """
    forced = tuple(columns.items()) if columns else ()
    texts = tuple((header, value) for header, raw in facts.items() if (value := _as_text(raw)))
    kept = keep_facts(texts, plan_columns(tuple(header for header, _ in texts), forced))
    return build_product(kept, forced=forced, id=id, language=language, file=file, line=line)


def keep_facts(cells: Facts, plan: Plan) -> Facts:
    """The cells that say something about the product, HTML made text; everything else left out."""
    values = dict(cells)
    kept = []
    for (header, value), role in zip(cells, plan.roles, strict=True):
        if role.kind == "none" or (role.kind in ("pair-name", "pair-value") and not _is_pair(value, role, values)):
            continue
        clean = _clean(value, role)
        if clean:
            kept.append((header, clean))
    return tuple(kept)


def build_product(
    facts: Facts, *, forced: Columns, id: str, language: str = "auto", file: str = "", line: int | None = None
) -> Product:
    """The product of facts that `keep_facts` has sifted."""
    plan = plan_columns(tuple(header for header, _ in facts), forced)
    fields, columns = _fields(facts, plan)
    for field in ("title", "product_type"):
        fields[field] = fields.get(field) or coded_field(field, facts, plan)
    return Product(
        id=id,
        language=_language(fields, facts) if language == "auto" else language,
        title=fields["title"],
        brand=fields.get("brand", ""),
        description=fields.get("description", ""),
        product_type=fields["product_type"],
        price=fields.get("price", ""),
        sale_price=fields.get("sale_price", ""),
        attributes=attributes_of(facts, plan),
        facts=facts,
        columns=columns,
        file=file,
        line=line,
    )


def product_sha256(product: Product) -> str:
    """Hash of what the copy may depend on: facts, the columns that gave the fields, language; not file or line."""
    return _sha256([product.language, product.facts, product.columns])


def facts_sha256(facts: Facts) -> str:
    """Hash of the facts alone; ids of catalogs without an id column are made from it."""
    return _sha256(facts)


def _sha256(content: object) -> str:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


def _as_text(raw: object) -> str | tuple[str, ...]:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, Mapping):
        return tuple(f"{name}: {value}" for name, value in raw.items() if _as_text(value))
    if isinstance(raw, Sequence):
        return tuple(text for item in raw if isinstance(text := _as_text(item), str) and text.strip())
    return "" if raw is None else json.dumps(raw) if isinstance(raw, bool) else str(raw)


def _is_pair(value: str | tuple[str, ...], role: Role, values: Mapping[str, str | tuple[str, ...]]) -> bool:
    # A Shopify product without options carries the option "Title" with the value "Default Title".
    name = first_of(value if role.kind == "pair-name" else values.get(role.partner, ""))
    return 0 < len(name.strip()) <= _MAX_NAME_LENGTH and normal_name(name) != "title"


def _clean(value: str | tuple[str, ...], role: Role) -> str | tuple[str, ...]:
    if isinstance(value, str):
        text = html_to_text(value)
        return text if text.strip() and not _left_out(text, role) else ""
    texts = tuple(text for item in value if (text := html_to_text(item)).strip() and not _left_out(text, role))
    return texts[0] if len(texts) == 1 and len(value) > 1 else texts


def _left_out(text: str, role: Role) -> bool:
    if role.kind == "stock":
        return is_stock_state(text) or bool(why_no_fact(text, known=True))
    if role.kind != "attribute":
        return False
    if role.name == "type" and text.strip().casefold() in _SHOP_TYPES:
        return True
    reason = why_no_fact(text, known=role.known)
    return bool(reason) and not (reason == "a timestamp" and role.name in _OFFER_NAMES)


def _fields(facts: Facts, plan: Plan) -> tuple[dict[str, str], Columns]:
    columns = dict(plan.columns)
    headers = dict(facts)
    _settle_prices(headers, columns)
    fields = {field: _field_text(field, headers[header]) for field, header in columns.items() if header in headers}
    currency = fields.get("currency", "")
    for field in ("price", "sale_price"):
        if currency and fields.get(field) and not _HAS_CURRENCY.search(fields[field]):
            fields[field] += f" {currency}"
    if parse_coded_string(fields.get("description", "")):
        fields["description"] = ""
    return fields, tuple(columns.items())


def _settle_prices(values: Mapping[str, str | tuple[str, ...]], columns: dict[str, str]) -> None:
    """A "compare at" price above all prices makes the price a sale price; without another price it is the price."""
    compare = columns.pop("compare_at_price", "")
    if not compare:
        return
    if "price" not in columns:
        columns["price"] = compare
    elif "sale_price" not in columns and max(_numbers(values[columns["price"]])) < min(_numbers(values[compare])):
        columns["sale_price"], columns["price"] = columns["price"], compare
    else:
        columns["compare_at_price"] = compare


def _numbers(value: str | tuple[str, ...]) -> list[float]:
    return [_number(item) for item in ((value,) if isinstance(value, str) else value)]


def _number(text: str) -> float:
    """The first number, with the comma as a thousands mark; prices are compared with it, never rewritten."""
    match = _NUMBER.search(text)
    try:
        return float(match.group().replace(",", "")) if match else 0.0
    except ValueError:
        return 0.0


def _field_text(field: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value.strip()
    if field == "description":
        return "\n".join(item.strip() for item in value)
    if field in ("price", "sale_price", "compare_at_price"):
        ordered = sorted(value, key=_number)
        return f"{ordered[0].strip()} - {ordered[-1].strip()}" if len(ordered) > 1 else first_of(value).strip()
    return first_of(value).strip()


def _language(fields: Mapping[str, str], facts: Facts) -> str:
    prose = f"{fields.get('title', '')}\n{fields.get('description', '')}"
    if not prose.strip():
        prose = "\n".join(value if isinstance(value, str) else "\n".join(value) for _, value in facts)
    return "en" if prose.isascii() else language_of(prose)
