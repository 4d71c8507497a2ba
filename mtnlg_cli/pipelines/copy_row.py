"""One object of a file of copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CopyRow:
    """The object, and the physical line it starts on."""

    line: int
    data: dict[str, Any]
