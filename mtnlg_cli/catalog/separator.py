"""The separator of a catalog, found in its header line alone."""

from __future__ import annotations

import re
from pathlib import Path

from mtnlg_cli.errors import Location, MktError

_CANDIDATES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SPELLED = {name: mark for mark, name in _CANDIDATES.items()} | {"\\t": "\t"}
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)


def count_separators(header_line: str) -> dict[str, int]:
    """How often each candidate stands outside quotes."""
    bare = _QUOTED.sub("", header_line)
    return {mark: bare.count(mark) for mark in _CANDIDATES}


def find_separator(header_line: str, *, path: Path | str, line: int) -> str:
    """The candidate that occurs most; "," when none does. Raises MktError when two fit equally well."""
    counts = count_separators(header_line)
    most = max(counts.values())
    if most == 0:
        return ","
    best = [mark for mark, count in counts.items() if count == most]
    if len(best) > 1:
        names = " and ".join(f"{_CANDIDATES[mark]} ({most} times)" for mark in best)
        raise MktError(
            f"two separators fit the header equally well: {names}",
            where=Location(path, line=line),
            fix=" or ".join(f"--sep {separator_name(mark)}" for mark in best),
        )
    return best[0]


def declared_separator(line: str) -> str | None:
    """The separator of a line like `sep=;`, which spreadsheets write above the header; None for any other line."""
    match = _DECLARED.fullmatch(line)
    return match.group(1) if match else None


def given_separator(asked: str) -> str:
    """The separator of --sep: one character, or its name. Raises MktError for anything else."""
    separator = _SPELLED.get(asked.strip().lower(), asked)
    if len(separator) != 1 or separator in '"\r\n':
        raise MktError(
            f'--sep must be one character, got "{asked}"', fix=f"or one of {', '.join(_CANDIDATES.values())}"
        )
    return separator


def separator_name(separator: str) -> str:
    """How to write it on a command line: "tab", "comma", ... or the character itself."""
    return _CANDIDATES.get(separator, separator)
