"""One registry for all that is found by its file name: checks, metrics, channels, dialects, engines, commands."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import ModuleType

from mtnlg_cli.errors import MktError


def suggest(name: str, known: Iterable[str]) -> str:
    """The fix line for an unknown name: the closest known name, then all of them."""
    import difflib

    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{hint}known: {', '.join(names)}"


class Registry:
    """A package folder whose modules are the entries; `price_mismatch.py` is the entry `price-mismatch`.

    Listing and summaries read file names and docstrings only; `get` imports one module.
    """

    def __init__(self, package: str, kind: str, *, exclude: Iterable[str] = ()) -> None:
        self.package = package
        self.kind = kind
        self._exclude = frozenset(exclude)

    @cached_property
    def _folder(self) -> Path:
        parent = importlib.import_module(self.package)
        return Path(next(iter(parent.__path__)))

    @cached_property
    def _files(self) -> dict[str, str]:
        stems = [m.name for m in pkgutil.iter_modules([str(self._folder)]) if not m.name.startswith("_")]
        return {stem.replace("_", "-"): stem for stem in sorted(stems) if stem not in self._exclude}

    def names(self) -> list[str]:
        """All entry ids, sorted, without importing any."""
        return list(self._files)

    def summary(self, name: str, *, function: str | None = None) -> str:
        """First line of the entry's docstring, without importing it: its `function`'s if it has one, else its own."""
        import ast

        tree = ast.parse((self._folder / f"{self._stem(name)}.py").read_text(encoding="utf-8"))
        defs = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
        doc = ast.get_docstring(defs[0] if defs else tree) or ""
        return doc.split("\n", 1)[0]

    def get(self, name: str) -> ModuleType:
        """The entry's module. Raises MktError with a suggestion when the name is unknown."""
        return importlib.import_module(f"{self.package}.{self._stem(name)}")

    def _stem(self, name: str) -> str:
        stem = self._files.get(name.replace("_", "-"))
        if stem is None:
            raise MktError(f"unknown {self.kind}: {name}", fix=suggest(name, self._files))
        return stem
