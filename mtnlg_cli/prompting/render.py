"""A template with a product, a brief and a channel in it: the prompt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar

from mtnlg_cli.domain import Brief, Channel, ChannelField, Product, Prompt
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.prompting.sandbox import BUDGET, Budget, TemplateLimitError, Values, make_environment
from mtnlg_cli.prompting.templates import Template
from mtnlg_cli.prompting.variables import match_column

if TYPE_CHECKING:
    import jinja2

MAX_PROMPT = 200_000
"""Characters of one prompt; a longer one is refused, never cut."""
_HAN_WIDTH = {"width2": 2, "gbk": 2, "utf8": 3, "gsm7": 160 / 70}


@dataclass(frozen=True, slots=True)
class Limits:
    """A field's limits as a template sees them; `max_han` is how many Chinese characters `max_length` holds.

    Lengths are 0 where the channel sets none.
    """

    TEMPLATE_NAMES: ClassVar = frozenset(
        ("counter", "max_length", "max_han", "min_advised", "max_advised", "max_advised_han", "min_texts", "max_texts")
    )
    counter: str
    max_length: int
    max_han: int
    min_advised: int
    max_advised: int
    max_advised_han: int
    min_texts: int
    max_texts: int


def render_prompt(template: Template, *, product: Product, brief: Brief, channel: Channel) -> Prompt:
    """The prompt for one product. Equal rows give equal prompts and equal `row_key`s, whatever their id and file.

    Values of the row are put in as they are and never read as a template. Raises MktError, with template and line,
    when the template fails on this row or its text outgrows the limits.
    """
    compiled = _compile(template)
    names = _names(template, product, brief, channel)
    system = _render(compiled, "system", names, template) if "system" in template.blocks else ""
    user = _render(compiled, "user" if template.blocks else None, names, template)
    if len(system) + len(user) > MAX_PROMPT:
        what = f"the prompt is longer than {MAX_PROMPT:,} characters"
        raise MktError(what, where=template.path, fix="shorten the row's longest value or leave it out of the template")
    return Prompt(
        product=product,
        brief=brief,
        channel=channel,
        language=template.language,
        template=template.name,
        system=system,
        user=user,
        sha256=_sha256([system, user]),
        row_key=_sha256([product.facts, channel.id, template.language, template.sha256, _brief_json(brief)]),
    )


@lru_cache(maxsize=64)
def _compile(template: Template) -> jinja2.Template:
    return make_environment(dict(template.parts)).get_template(template.parts[0][0])


def _render(compiled: jinja2.Template, block: str | None, names: Mapping[str, Any], template: Template) -> str:
    from jinja2 import TemplateError

    context = compiled.new_context({**names, BUDGET: Budget()})
    write = compiled.root_render_func if block is None else compiled.blocks[block]
    try:
        return "".join(write(context)).strip()
    except TemplateLimitError as error:
        raise _failure(f"the template is stopped: {error}", error, template) from error
    except RecursionError as error:
        raise _failure("the template is stopped: it calls itself without end", error, template) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        raise _failure(f"the template fails on this row: {error}", error, template) from error


def _failure(what: str, error: BaseException, template: Template) -> MktError:
    part, line = _place(error.__traceback__, template)
    where = template.path if part == template.parts[0][0] else part
    return MktError(what, where=Location(where, line=line), fix="mend that line of the template")


def _place(trace: TracebackType | None, template: Template) -> tuple[str, int | None]:
    """The template and line of the innermost frame of the traceback that is one."""
    found: tuple[str, int | None] = (template.parts[0][0], None)
    while trace is not None:
        frame = trace.tb_frame.f_globals
        if "blocks" in frame and "debug_info" in frame:
            pairs = [pair.split("=") for pair in frame["debug_info"].split("&") if pair]
            lines = [int(line) for line, code in pairs if int(code) <= trace.tb_lineno]
            found = (str(frame["name"]), lines[-1] if lines else 1)
        trace = trace.tb_next
    return found


def _names(template: Template, product: Product, brief: Brief, channel: Channel) -> dict[str, Any]:
    cells = {header: value if isinstance(value, str) else "; ".join(value) for header, value in product.facts}
    row = {needed.name: "" for needed in template.variables if needed.exact} | cells
    columns = {
        needed.name: cells.get(match_column(needed, cells) or "", "")
        for needed in template.variables
        if not needed.exact
    }
    return columns | {
        "title": product.title,
        "brand": product.brand,
        "description": product.description,
        "product_type": product.product_type,
        "price": product.price,
        "sale_price": product.sale_price,
        "attributes": product.attributes,
        "language": template.language,
        "tone": brief.tone,
        "audience": brief.audience,
        "offer": brief.offer,
        "deadline": brief.deadline,
        "keywords": brief.keywords,
        "banned_words": brief.banned_words,
        "examples": brief.examples,
        "channel": channel.name,
        "limits": _limits(channel),
        "row": Values("row", row),
    }


@lru_cache(maxsize=64)
def _limits(channel: Channel) -> Values:
    return Values("limits", {field.name: _field_limits(field) for field in channel.fields})


def _field_limits(field: ChannelField) -> Limits:
    low, high = field.advisory_length or (0, 0)
    width = _HAN_WIDTH.get(field.counter, 1)
    longest = field.max_length or 0
    return Limits(
        counter=field.counter,
        max_length=longest,
        max_han=int(longest / width + 1e-9),
        min_advised=low,
        max_advised=high,
        max_advised_han=int(high / width + 1e-9),
        min_texts=field.min_texts,
        max_texts=field.max_texts,
    )


@lru_cache(maxsize=64)
def _brief_json(brief: Brief) -> str:
    return json.dumps(asdict(brief), ensure_ascii=False, sort_keys=True)


def _sha256(value: Any) -> str:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()
