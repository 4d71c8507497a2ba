"""What is in the open text and what was thrown away, set by set, as data and as a page to read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class SetSheet:
    """Counts of one set, filled while it is cleaned.

    `found` is the number of sentences before any was dropped. `sentences`, `held_out` (sentences too) and `characters`
    are by language and count what was kept; the three `dropped` are by reason; `origins` counts documents by (source,
    licence).
    """

    name: str
    documents: int = 0
    lines: int = 0
    found: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    held_out: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    dropped_documents: Counter[str] = field(default_factory=Counter)
    dropped_lines: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    origins: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain values for JSON, names sorted."""
        counters = ("sentences", "held_out", "characters", "dropped_documents", "dropped_lines", "dropped")
        origins = [{"source": s, "licence": li, "documents": n} for (s, li), n in sorted(self.origins.items())]
        return {
            "set": self.name,
            "documents": self.documents,
            "lines": self.lines,
            "sentences_found": self.found,
            **{name: dict(sorted(getattr(self, name).items())) for name in counters},
            "origins": origins,
        }


@dataclass(frozen=True, slots=True)
class CopySheet:
    """Counts of a copy corpus: products and copies, (channel, language) -> copies, held-out products and copies."""

    folder: str
    products: Counter[str]
    held_out_products: Counter[str]
    copies: Counter[tuple[str, str]]
    held_out_copies: Counter[tuple[str, str]]

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain values for JSON."""
        channels = [
            {"channel": c, "language": la, "copies": n, "held_out": self.held_out_copies[c, la]}
            for (c, la), n in sorted(self.copies.items())
        ]
        return {
            "folder": self.folder,
            "products": dict(sorted(self.products.items())),
            "held_out_products": dict(sorted(self.held_out_products.items())),
            "copies": channels,
        }


@dataclass(frozen=True, slots=True)
class Datasheet:
    """All sets of an open text, and the copy corpus it is used with, if any."""

    sets: tuple[SetSheet, ...]
    copy: CopySheet | None = None

    def as_dict(self) -> dict[str, Any]:
        """The whole sheet for JSON: totals, sets, copy corpus or None."""
        by_language: dict[str, Counter[str]] = {
            name: sum((getattr(sheet, name) for sheet in self.sets), Counter())
            for name in ("sentences", "held_out", "characters")
        }
        totals = {name: dict(sorted(counts.items())) for name, counts in by_language.items()}
        return {
            "totals": {"documents": sum(sheet.documents for sheet in self.sets), **totals},
            "sets": [sheet.as_dict() for sheet in self.sets],
            "copy": self.copy.as_dict() if self.copy else None,
        }

    def as_markdown(self) -> str:
        """The whole sheet as a page: a table of the sets, their origins, what was dropped, the copy corpus."""
        rows = [_kept_row(sheet) for sheet in self.sets]
        head = ("set", "documents", "sentences en", "sentences zh", "characters en", "characters zh", "held out")
        parts = ["# Datasheet of the open text", *_table(head, rows), "## Origins"]
        origins = [(s.name, *origin, count) for s in self.sets for origin, count in sorted(s.origins.items())]
        parts += [*_table(("set", "source", "licence", "documents"), origins), "## Dropped"]
        parts += _table(("set", "of", "reason", "number"), [row for sheet in self.sets for row in _dropped_rows(sheet)])
        if self.copy:
            parts += ["## Copy corpus", *_copy_lines(self.copy)]
        return "\n\n".join(parts) + "\n"

    def write(self, out: Path) -> None:
        """Write datasheet.json and datasheet.md into the folder `out`. Raises OSError."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, indent=2)
        (out / "datasheet.json").write_text(text + "\n", encoding="utf-8")
        (out / "datasheet.md").write_text(self.as_markdown(), encoding="utf-8")


def _kept_row(sheet: SetSheet) -> tuple[object, ...]:
    counts = (*(sheet.sentences[la] for la in ("en", "zh")), *(sheet.characters[la] for la in ("en", "zh")))
    return (sheet.name, sheet.documents, *counts, sheet.held_out.total())


def _dropped_rows(sheet: SetSheet) -> list[tuple[object, ...]]:
    stages = (("documents", sheet.dropped_documents), ("lines", sheet.dropped_lines), ("sentences", sheet.dropped))
    return [(sheet.name, of, reason, count) for of, counts in stages for reason, count in counts.most_common() if count]


def _copy_lines(copy: CopySheet) -> list[str]:
    products = [(la, n, copy.held_out_products[la]) for la, n in sorted(copy.products.items())]
    copies = [(*key, n, copy.held_out_copies[key]) for key, n in sorted(copy.copies.items())]
    return [
        *_table(("language", "products", "held out"), products),
        *_table(("channel", "language", "copies", "held out"), copies),
    ]


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A Markdown table as one block; a bar inside a cell is escaped."""
    names = list(head)
    cells = [[str(value).replace("|", "\\|") for value in row] for row in rows]
    lines = [names, ["---"] * len(names), *cells]
    return ["\n".join(f"| {' | '.join(line)} |" for line in lines)]
