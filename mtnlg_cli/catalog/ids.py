"""Ids of a whole file: every one alone, in 8 bytes each; only suspects are looked up again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from mtnlg_cli.catalog.layout import Layout
from mtnlg_cli.catalog.problems import NUM_SHOWN, Problem
from mtnlg_cli.errors import Location, MktError

_MAX_SUSPECTS = 1000


def id_key(id: str) -> int:
    """Hash of an id without the differences people do not see: outer spaces, composed letters, case."""
    return hash((id if id.isascii() else unicodedata.normalize("NFC", id)).strip().casefold())


class IdLedger:
    """The keys of all ids seen; `suspects` are those seen twice."""

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self.suspects: dict[int, dict[str, Sighting]] = {}
        self.num_repeats = 0

    def add(self, id: str) -> None:
        """Note an id of the first pass."""
        key = id_key(id)
        if key not in self._keys:
            self._keys.add(key)
            return
        self.num_repeats += 1
        if len(self.suspects) < _MAX_SUSPECTS:
            self.suspects.setdefault(key, {})

    def look_again(self, id: str, line: int) -> None:
        """Note an id of the second pass, with its line."""
        sightings = self.suspects.get(id_key(id))
        if sightings is not None:
            sightings.setdefault(id, Sighting()).add(line)

    def judge(self, layout: Layout) -> list[Problem]:
        """Warnings for ids that look alike. Raises MktError when an id stands on several rows."""
        doubled = [(id, seen) for ids in self.suspects.values() for id, seen in ids.items() if seen.count > 1]
        if doubled:
            raise _duplicate_error(doubled, layout, self.num_repeats)
        return [_lookalike(ids, layout) for ids in self.suspects.values() if len(ids) > 1]


@dataclass(slots=True)
class Sighting:
    """How often an id stands in the file, and on which lines first."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < NUM_SHOWN:
            self.lines.append(line)

    def __str__(self) -> str:
        more = f" and {self.count - len(self.lines)} more" if self.count > len(self.lines) else ""
        return f"lines {', '.join(map(str, self.lines))}{more}"


def _duplicate_error(doubled: list[tuple[str, Sighting]], layout: Layout, num_repeats: int) -> MktError:
    doubled.sort(key=lambda pair: pair[1].lines[0])
    first, seen = doubled[0]
    shown = "; ".join(f'"{id}" on {sighting}' for id, sighting in doubled[:NUM_SHOWN])
    more = f"; {num_repeats} rows repeat an id in all" if len(doubled) > NUM_SHOWN else ""
    where = Location(layout.path, line=seen.lines[1], column=layout.id_column, product_id=first)
    if layout.group_column is not None:
        return MktError(
            f"the rows of one product do not stand together: {shown}{more}",
            where=where,
            fix=f'sort the file by "{layout.group_column}"',
        )
    return MktError(
        f"the same id stands on several rows: {shown}{more}",
        where=where,
        fix="give every product its own id, or name another column with --id-column",
    )


def _lookalike(ids: dict[str, Sighting], layout: Layout) -> Problem:
    shown = " and ".join(f'"{id}" (line {seen.lines[0]})' for id, seen in ids.items())
    line = max(seen.lines[0] for seen in ids.values())
    return Problem(
        "lookalike-ids",
        f"ids differ only in case, spaces or encoding: {shown}",
        Location(layout.path, line=line, column=layout.id_column),
        "they stay different products; make them equal or clearly different if that is not meant",
        "warning",
    )
