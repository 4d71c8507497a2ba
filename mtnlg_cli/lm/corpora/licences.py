"""Which licences let a text into weights that are given away."""

from __future__ import annotations

UNSEEN = "LicenseRef-unseen"
"""The data folder calls the text open, but the licence file of its source was not seen."""

UNKNOWN = "unknown"
"""A source that the reader does not list."""

OPEN = frozenset(
    [
        "Apache-2.0",
        "CC-BY-3.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC0-1.0",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "OSL-3.0 OR AFL-3.0",
        "Unlicense",
        UNSEEN,
    ]
)
"""SPDX expressions that allow commercial use and change."""


def is_open(licence: str) -> bool:
    """Whether texts under this SPDX expression may be trained on for weights that ship."""
    return licence in OPEN
