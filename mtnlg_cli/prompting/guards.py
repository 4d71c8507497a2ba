"""Refuses what a template may not hold; in the rest every loop step, call and joined text is made to be paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from jinja2 import nodes


_NO_NAMES = frozenset(("self", "super"))


def add_guards(tree: nodes.Template, *, name: str | None) -> nodes.Template:
    """The same template with calls into the budget; see sandbox.py for the filters they name.

    Raises TemplateAssertionError, with the line, for a statement or name that is not allowed.
    """
    from jinja2 import TemplateAssertionError, nodes
    from jinja2.visitor import NodeTransformer

    class Guards(NodeTransformer):
        def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  (the visitor's naming)
            self.generic_visit(node)
            node.iter = _filter(
                cast("nodes.Expr", node.iter), "_each", [nodes.Const(_fixed_chars(node.body), lineno=node.lineno)]
            )
            return node

        def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802
            return self._paid_body(node)

        def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:  # noqa: N802
            return self._paid_body(node)

        def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:  # noqa: N802
            return [_step(0, node.lineno), node]

        def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
            self.generic_visit(node)
            return _filter(nodes.List(list(node.nodes), lineno=node.lineno), "_concat", [])

        def _paid_body(self, node: Any) -> nodes.Node:
            self.generic_visit(node)
            node.body.insert(0, _step(_fixed_chars(node.body), node.lineno))
            result: nodes.Node = node
            return result

    for node in tree.find_all(nodes.Node):
        reason = _not_allowed(node)
        if reason:
            raise TemplateAssertionError(f"not allowed: {reason}", node.lineno, name)
    guarded: nodes.Template = Guards().visit(tree)
    if tree.environment is not None:
        guarded.set_environment(tree.environment)
    return guarded


def _not_allowed(node: nodes.Node) -> str | None:  # noqa: PLR0911  (one line a kind of node)
    from jinja2 import nodes

    match node:
        case nodes.Extends() | nodes.Import() | nodes.FromImport():
            return "extends and import; use include"
        case nodes.Include(template=nodes.Const(value=str())):
            return None
        case nodes.Include():
            return "an include whose file is not written out"
        case nodes.For(recursive=True):
            return "a recursive loop"
        case nodes.Filter(name=str(name)) | nodes.Test(name=str(name)) if name.startswith("_"):
            return f"the filter {name}"
        case nodes.Name(name=name) | nodes.Macro(name=name) if name.startswith("_") or name in _NO_NAMES:
            return f"the name {name}"
        case nodes.Getattr(attr=attr) if attr.startswith("_"):
            return f"the attribute {attr}"
        case nodes.Getitem(arg=nodes.Const(value=str(key))) if key.startswith("__"):
            return f"the key {key}"
    return None


def _fixed_chars(body: list[nodes.Node]) -> int:
    """Characters of fixed text in a body, loops inside it counted once."""
    from jinja2 import nodes

    return sum(len(data.data) for node in body for data in _with_self(node, nodes.TemplateData))


def _with_self(node: nodes.Node, kind: type[nodes.TemplateData]) -> list[nodes.TemplateData]:
    return [node] if isinstance(node, kind) else list(node.find_all(kind))


def _filter(node: nodes.Expr, name: str, arguments: list[nodes.Expr]) -> nodes.Filter:
    from jinja2 import nodes

    return nodes.Filter(node, name, arguments, [], None, None, lineno=node.lineno)


def _step(chars: int, line: int) -> nodes.ExprStmt:
    from jinja2 import nodes

    return nodes.ExprStmt(_filter(nodes.Const(chars, lineno=line), "_step", []), lineno=line)
