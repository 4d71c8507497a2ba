"""Tables of names, one text file each; a new synonym is one word in a file."""

from __future__ import annotations

from pathlib import Path


def read_synonyms(table: str) -> dict[str, tuple[str, int]]:
    """{name: (meaning, rank)} of one table; the first name listed for a meaning has rank 0.

    The files hold `meaning:` lines, each followed by indented lines of names separated by "|"; "#" starts a comment.
    A name listed twice keeps its first meaning.
    """
    names: dict[str, tuple[str, int]] = {}
    meaning, rank = "", 0
    for line in (Path(__file__).parent / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            for name in line.split("|"):
                names.setdefault(name.strip(), (meaning, rank))
                rank += 1
        elif line and not line.startswith("#"):
            meaning, rank = line.removesuffix(":"), 0
    return names
