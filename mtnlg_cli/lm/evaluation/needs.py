"""Libraries that only training and measuring need: asked for before any work is done."""

from __future__ import annotations

from importlib.util import find_spec

from mtnlg_cli.errors import MktError


def need_library(module: str, *, package: str) -> None:
    """Raises MktError when a library of the extra `train` is not installed."""
    if find_spec(module) is None:
        raise MktError(f"the Python package {package} is missing", fix="pip install 'mtnlg-cli[train]'")
