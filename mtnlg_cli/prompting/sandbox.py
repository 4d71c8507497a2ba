"""The sandbox templates run in: no Python behind the values, and a budget no loop, macro or string can outgrow.

Jinja's own sandbox keeps templates away from Python's internals but lets them fill the machine. Here the attributes and
filters a template may use are listed, and every loop step, macro call and built string is paid for from a budget
counted in steps and characters, not in seconds, so that a template renders or fails alike on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mtnlg_cli.domain import Attribute

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

MAX_STEPS = 20_000
"""Loop steps, macro calls and includes of one rendering."""
MAX_BUILT = 1_000_000
"""Characters that one rendering may write or build on the way."""
MAX_RANGE = 1_000
"""Numbers `range` may give."""
MAX_INT_BITS = 128

BUDGET = "_budget"

_FILTERS = (  # noqa: SIM905  (a long list of words reads best as words)
    "abs capitalize count d default first float int last length list lower map max min reject rejectattr reverse round "
    "select selectattr sort string title trim truncate unique upper wordcount"
).split()
_STR_NAMES = (  # noqa: SIM905
    "capitalize casefold count endswith find isalnum isalpha isdigit islower isspace isupper lower lstrip removeprefix "
    "removesuffix rstrip split splitlines startswith strip swapcase title upper"
).split()
_STR = frozenset(_STR_NAMES)
_LOOP = frozenset(
    "changed cycle depth depth0 first index index0 last length nextitem previtem revindex revindex0".split()  # noqa: SIM905
)


class TemplateLimitError(Exception):
    """A rendering has outgrown its budget; the text says which one."""


class Budget:
    """What is left for one rendering."""

    __slots__ = ("chars", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.chars = MAX_BUILT

    def step(self, chars: int = 0) -> None:
        """Pay for one step and the fixed text it writes."""
        self.steps -= 1
        if self.steps < 0:
            raise TemplateLimitError(f"more than {MAX_STEPS:,} loop steps and calls")
        self.build(chars)

    def build(self, chars: int) -> None:
        """Pay for characters, before they are made."""
        self.chars -= chars
        if self.chars < 0:
            raise TemplateLimitError(f"more than {MAX_BUILT:,} characters written or built")


class Values:
    """Read-only texts by name: `row['Battery life']`, also `row.items`; no method of its own can hide a name."""

    __slots__ = ("_label", "_values")

    def __init__(self, label: str, values: Mapping[str, Any]) -> None:
        self._label = label
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __str__(self) -> str:
        return f"{self._label} (it has: {', '.join(self._values)})"


def make_environment(sources: Mapping[str, str]) -> Environment:
    """A sandboxed environment that knows these templates by name and can reach no file."""
    from jinja2 import FunctionLoader

    environment: Environment = _environment_class()(
        loader=FunctionLoader(sources.get),
        undefined=_undefined_class(),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_finalize(),
    )
    environment.globals = {"range": _range}
    filters = {name: environment.filters[name] for name in _FILTERS}
    environment.filters = {**filters, **_own_filters()}
    return environment


@cache
def _environment_class() -> Any:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from mtnlg_cli.prompting.guards import add_guards

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("+", "*", "**", "%"))

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            return add_guards(super()._parse(source, name, filename), name=name)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return is_allowed(obj, attr)

        def wrap_str_format(self, value: Any) -> None:
            return None  # str.format can build a text of any width: it is refused like any attribute not listed

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
            _check_operation(_budget(context), operator, left, right)
            return super().call_binop(context, operator, left, right)

    return Sandbox


@cache
def _undefined_class() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.utils import missing

    class Missing(StrictUndefined):
        """A strict undefined whose message speaks of row and limits, not of Python's classes."""

        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint or self._undefined_obj is missing:
                return super()._undefined_message
            return f"no '{self._undefined_name}' in {_kind(self._undefined_obj)}"

    return Missing


def is_allowed(obj: Any, attr: str) -> bool:
    """Whether a template may read this attribute: only what is listed here, by the type of the object."""
    kind: Any = type(obj)
    return attr in _allowed_names(kind)


@lru_cache(maxsize=256)
def _allowed_names(kind: type) -> frozenset[str]:
    from jinja2.runtime import LoopContext

    if issubclass(kind, str):
        return _STR
    if issubclass(kind, LoopContext):
        return _LOOP
    if issubclass(kind, dict):
        return frozenset(("get", "items", "keys", "values"))
    if issubclass(kind, Attribute):
        return frozenset(("name", "value", "column"))
    return frozenset(getattr(kind, "TEMPLATE_NAMES", ()))


def _check_operation(budget: Budget, operator: str, left: Any, right: Any) -> None:
    sized = [value for value in (left, right) if isinstance(value, str | list | tuple)]
    if operator == "%" and isinstance(left, str):
        raise TemplateLimitError("text % values is not allowed; write the values into the text")
    if operator == "+":
        budget.build(sum(len(value) for value in sized))
    elif operator == "*" and sized:
        times = right if sized[0] is left else left
        budget.build(len(sized[0]) * max(times, 0) if isinstance(times, int) else 0)
    elif operator in ("*", "**") and isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        if bits > MAX_INT_BITS:
            raise TemplateLimitError("a number grows too large")


def _budget(context: Context) -> Budget:
    budget: Budget = context.parent[BUDGET]
    return budget


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise TemplateLimitError(f"range gives more than {MAX_RANGE:,} numbers")
    return numbers


@cache
def _finalize() -> Any:
    from jinja2 import Undefined, pass_context

    @pass_context
    def finalize(context: Context, value: Any) -> str:
        """Only text and numbers are written; a list printed by mistake would show Python's form of it."""
        if not isinstance(value, str | int | float | Undefined):
            raise TypeError(f"no text but {_kind(value)}; use a loop, a filter such as join, or one of its parts")
        text = str(value)  # of an undefined name: its error
        _budget(context).build(len(text))
        return text

    return finalize


@cache
def _own_filters() -> Mapping[str, Any]:
    from jinja2 import pass_context

    @pass_context
    def each(context: Context, items: Iterable[Any], chars: int) -> Iterator[Any]:
        budget = _budget(context)
        for item in items:
            budget.step(chars)
            yield item

    @pass_context
    def step(context: Context, chars: int) -> str:
        _budget(context).step(chars)
        return ""

    @pass_context
    def join(context: Context, items: Iterable[Any], separator: str = "") -> str:
        texts = [str(item) for item in items]
        _budget(context).build(sum(map(len, texts)) + len(separator) * len(texts))
        return separator.join(texts)

    @pass_context
    def replace(context: Context, text: str, old: str, new: str) -> str:
        text = str(text)
        _budget(context).build(len(text) + text.count(old) * len(new))
        return text.replace(old, new)

    return {"_each": each, "_step": step, "_concat": join, "join": join, "replace": replace, "oneline": _oneline}


def _oneline(text: str) -> str:
    """The text on one line: every run of white space is one space."""
    return " ".join(str(text).split())


def _kind(value: Any) -> str:
    if isinstance(value, Values):
        return str(value)
    kinds = {type(None): "none", list: "a list", tuple: "a list", str: "a text", Attribute: "an attribute"}
    return kinds.get(type(value), "a thing without parts" if callable(value) else "a group of values")
