"""A small cache by identity: reading a row is dear, comparing it field by field for a cache key nearly as much."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def cached_by_identity(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keeps the last `size` results of a function of frozen objects, by the very objects, which it keeps alive."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        entries: dict[tuple[int, ...], tuple[tuple[object, ...], R]] = {}

        def lookup(*args: P.args, **kwargs: P.kwargs) -> R:
            key = tuple(map(id, args))
            entry = entries.get(key)
            if entry is None:
                entry = (args, function(*args, **kwargs))
                if len(entries) >= size:
                    entries.pop(next(iter(entries)), None)
                entries[key] = entry
            return entry[1]

        lookup.__doc__ = function.__doc__
        lookup.__name__ = function.__name__
        return lookup

    return decorate
