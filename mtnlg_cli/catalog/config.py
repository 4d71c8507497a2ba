"""How a catalog is to be read, and the limits of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtnlg_cli.errors import MktError

MAX_FIELD_CHARS = 1_000_000
"""One cell; a longer one is a missing quote or an embedded file."""
MAX_LINE_CHARS = 16_000_000
"""One physical line; keeps the memory flat whatever the file holds."""
MAX_COLUMNS = 2_000
MAX_HEADER_CHARS = 500
_LANGUAGES = ("auto", "en", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogConfig:
    """What the user said about a catalog; everything left out is found in the file."""

    path: Path | str
    encoding: str | None = None
    """Text encoding; None means by the byte order mark, else UTF-8 and nothing else."""
    sep: str | None = None
    """Separator, one character or "tab"; None means found in the header line."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """{field or attribute name: header}, stronger than the synonym table."""
    id_column: str | None = None
    language: str = "auto"
    """ "auto" decides row by row from the script."""
    limit: int | None = None
    """Products to read, from the top; the whole file is checked all the same."""
    strict: bool = False
    """Identifiers a spreadsheet has rounded make their row unusable instead of giving a warning."""

    def __post_init__(self) -> None:
        if self.language not in _LANGUAGES:
            raise MktError(f'--language must be one of {", ".join(_LANGUAGES)}, got "{self.language}"')
        if self.limit is not None and self.limit < 0:
            raise MktError(f"--limit must be 0 or more, got {self.limit}")
