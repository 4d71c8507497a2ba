"""What the checks are and what they find, as plain data for the terminal and for programs."""

from __future__ import annotations

import inspect
from typing import Any

from mtnlg_cli.review import CHECKS
from mtnlg_cli.review.example import Example


def list_checks() -> list[dict[str, str]]:
    """Name and one-line summary of every check, sorted by name, without importing any."""
    return [{"name": name, "summary": CHECKS.summary(name)} for name in CHECKS.names()]


def show_check(name: str) -> dict[str, str]:
    """One check with its whole explanation (Finds, Why, Example, Fix). Raises MktError for an unknown name."""
    module = CHECKS.get(name)
    return {"name": name.replace("_", "-"), "explanation": inspect.cleandoc(module.__doc__ or "")}


def explain_check(name: str) -> dict[str, Any]:
    """One check with its examples: copy that passes, and copy it finds fault with, with severity and message."""
    module = CHECKS.get(name)
    passes = [_example(example, module) for example in module.GOOD]
    fails = [_example(example, module) for example in module.BAD]
    return {**show_check(name), "passes": passes, "fails": fails}


def _example(example: Example, module: Any) -> dict[str, Any]:
    found = module.check(example.candidate(), product=example.product(), brief=example.brief, channel=example.place())
    return {
        "copy": list(example.texts),
        "row": dict(example.row),
        "findings": [
            {"severity": finding.severity, "text": finding.text, "message": finding.message} for finding in found
        ],
    }
