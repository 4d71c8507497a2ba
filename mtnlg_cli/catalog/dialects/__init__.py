"""One file a dialect; the file name is the dialect's id, and the dialect is found by the headers."""

from __future__ import annotations

from typing import Protocol, cast

from mtnlg_cli.registry import Registry

DIALECTS = Registry("mtnlg_cli.catalog.dialects", "dialect")


class Dialect(Protocol):
    """What a dialect module offers: three functions of the headers."""

    def claims(self, headers: tuple[str, ...]) -> int:
        """How many telling headers the dialect knows; 0 when the file is none of its business."""
        ...

    def columns(self, headers: tuple[str, ...]) -> dict[str, str]:
        """{field: header} the dialect knows better than the synonym table."""
        ...

    def group_column(self, headers: tuple[str, ...]) -> str | None:
        """Consecutive rows with the same value in this column are one product; None when every row is a product."""
        ...


def find_dialect(headers: tuple[str, ...]) -> tuple[str, Dialect]:
    """(id, module) of the dialect with the strongest claim."""
    dialects = {name: cast(Dialect, DIALECTS.get(name)) for name in DIALECTS.names()}
    name = max(dialects, key=lambda name: dialects[name].claims(headers))
    return name, dialects[name]
