"""The layering table: who may import whom, no import circle, no file that has grown too long."""

from __future__ import annotations

import ast
import re
import tokenize
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "mtnlg_cli"
ROOT = Path(__file__).parent.parent / PACKAGE
MAX_LINES = 350

BOTTOM = {"domain", "errors", "registry"}
STAGES = {"catalog", "channels", "prompting", "generation", "review", "scoring", "records"}
ALLOWED: dict[str, set[str]] = {
    "domain": set(),
    "errors": set(),
    "registry": {"errors"},
    "text": {"domain"},
    "lm": BOTTOM | {"text"},
    **{stage: BOTTOM | {"text"} for stage in STAGES},
    "pipelines": BOTTOM | STAGES | {"text", "lm"},
    "cli": BOTTOM,
}
"""Part -> the parts it may import, besides itself and the version in the package's root."""

ALLOWED_MODULES = {"generation.engines.embedded": {"lm"}, "__main__": {"cli"}}
"""Single modules that may import more than their part."""

ALLOWED_IN_FUNCTIONS = {"cli": {"pipelines"}}
"""Parts that a part may import inside its functions only."""

CONFIGS = {"CatalogConfig", "EngineOptions", "SamplingConfig", "load_brief"}
"""What a command may take from a stage, inside its function: the typed settings it fills from its flags."""


@dataclass(frozen=True)
class Import:
    importer: str
    target: str
    names: tuple[str, ...]
    line: int
    inside_function: bool
    for_types: bool

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target} ({', '.join(self.names)})"


def part_of(module: str) -> str:
    return module.split(".", 1)[0]


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> list[Import]:
    return [found for module, path in modules().items() for found in _imports_of(module, path)]


def _imports_of(module: str, path: Path) -> list[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    in_functions = _nodes_under(tree, (ast.FunctionDef, ast.AsyncFunctionDef))
    for_types = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and "TYPE_CHECKING" in ast.unparse(test.test)
        for node in ast.walk(test)
    }
    found = []
    for node in ast.walk(tree):
        for target, names in _targets(node, module, is_package=path.name == "__init__.py"):
            place = {"inside_function": id(node) in in_functions, "for_types": id(node) in for_types}
            found.append(Import(module, target, names, node.lineno, **place))
    return found


def _nodes_under(tree: ast.AST, kinds: tuple[type[ast.AST], ...]) -> set[int]:
    return {id(inner) for outer in ast.walk(tree) if isinstance(outer, kinds) for inner in ast.walk(outer)}


def _targets(node: ast.AST, module: str, *, is_package: bool) -> list[tuple[str, tuple[str, ...]]]:
    """(module inside the package, names) of one import statement; a name that is a module is the target itself."""
    if isinstance(node, ast.Import):
        return [(a.name.removeprefix(PACKAGE).lstrip("."), ()) for a in node.names if _is_ours(a.name)]
    if not isinstance(node, ast.ImportFrom):
        return []
    assert node.level == 0, f"{module}:{node.lineno}: relative imports hide the layers"
    if not _is_ours(node.module or ""):
        return []
    base = (node.module or "").removeprefix(PACKAGE).lstrip(".")
    targets: dict[str, tuple[str, ...]] = {}
    for alias in node.names:
        inner = f"{base}.{alias.name}".lstrip(".")
        target = inner if inner in modules() else base
        targets[target] = (*targets.get(target, ()), alias.name)
    return list(targets.items())


def _is_ours(name: str) -> bool:
    return name == PACKAGE or name.startswith(PACKAGE + ".")


def is_allowed(found: Import) -> bool:
    mine, other = part_of(found.importer), part_of(found.target)
    if other in {"", mine} | ALLOWED.get(mine, set()) | ALLOWED_MODULES.get(found.importer, set()):
        return True
    if mine == "cli" and found.for_types:
        return other in {"pipelines", *STAGES}
    if not found.inside_function:
        return False
    takes_configs = mine == "cli" and other in STAGES and set(found.names) <= CONFIGS
    return other in ALLOWED_IN_FUNCTIONS.get(mine, set()) or takes_configs


@pytest.mark.parametrize(
    ("importer", "target", "inside_function", "allowed"),
    [
        ("review.checks.x", "review.findings", False, True),
        ("review.checks.x", "text.words", False, True),
        ("review.checks.x", "catalog.facts", True, False),
        ("text.words", "errors", False, False),
        ("domain.product", "errors", False, False),
        ("lm.model", "generation.draws", True, False),
        ("generation.engines.embedded", "lm.embedded", False, True),
        ("generation.engines.fake", "lm.embedded", True, False),
        ("pipelines.x", "review", False, True),
        ("pipelines.x", "cli.console", True, False),
        ("cli.x", "pipelines.x", True, True),
        ("cli.x", "pipelines.x", False, False),
        ("cli.x", "review", True, False),
        ("newcomer.x", "domain", False, False),
    ],
)
def test_the_table_itself(importer, target, inside_function, allowed):
    assert is_allowed(Import(importer, target, ("name",), 1, inside_function, False)) is allowed


def test_every_import_points_down():
    bad = [str(found) for found in imports() if not is_allowed(found)]
    assert not bad, "\n".join(bad)


def test_the_table_names_every_part():
    parts = {part_of(module) for module in modules()} - {"", "__main__"}
    assert parts == set(ALLOWED), f"parts without a rule or rules without a part: {sorted(parts ^ set(ALLOWED))}"


def test_the_test_sees_the_imports_it_is_about():
    pairs = {(part_of(found.importer), part_of(found.target)) for found in imports()}
    assert {("cli", "pipelines"), ("pipelines", "catalog"), ("prompting", "domain"), ("text", "domain")} <= pairs


def test_no_import_circle():
    """Imports at module level make no circle, so that any module can be imported first."""
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for found in imports():
        if not found.inside_function and not found.for_types and found.target != found.importer:
            graph[found.importer].add(found.target)
    while True:
        leaves = [module for module, targets in graph.items() if not targets & graph.keys()]
        if not leaves:
            break
        for module in leaves:
            del graph[module]
    ring = {module: sorted(targets & graph.keys()) for module, targets in graph.items()}
    assert not ring, f"import circle among {ring}"


def test_no_file_is_too_long():
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    long = {name: length for name, length in lengths.items() if length > MAX_LINES}
    assert not long, f"longer than {MAX_LINES} lines: {long}"


def test_no_placeholders():
    """Nothing half-built is shipped."""
    bad = [f"{name}: {found}" for name, path in modules().items() for found in _placeholders(path)]
    assert not bad, "\n".join(bad)


def _placeholders(path: Path) -> list[str]:
    with path.open("rb") as file:
        comments = [t.string for t in tokenize.tokenize(file.readline) if t.type == tokenize.COMMENT]
    marks = [comment for comment in comments if re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", comment)]
    names = [n.id for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, ast.Name)]
    return marks + [name for name in names if name == "NotImplementedError"]
