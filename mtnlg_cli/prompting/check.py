"""A template held against the catalog's columns, before a model loads."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.prompting.templates import Template
from mtnlg_cli.prompting.variables import STANDARD, Needed, flat_name, match_column


def check_template(template: Template, columns: Sequence[str]) -> None:
    """Raises MktError naming every column the template needs and the catalog lacks, with line and closest column."""
    missing = [needed for needed in template.variables if match_column(needed, columns) is None]
    if not missing:
        return
    names = ", ".join(f"{needed} ({_place(needed, template)})" for needed in missing)
    hints = [hint for needed in missing if (hint := _closest(needed, columns))]
    has = f"the catalog has: {', '.join(columns)}"
    raise MktError(
        f"template {template.name} needs columns the catalog lacks: {names}",
        where=Location(template.path, line=missing[0].line),
        fix="; ".join([*hints, has]),
    )


def _place(needed: Needed, template: Template) -> str:
    return f"line {needed.line}" if needed.part == template.parts[0][0] else f"{needed.part}: line {needed.line}"


def _closest(needed: Needed, columns: Sequence[str]) -> str | None:
    """The nearest of the columns (and, for a flat name, of the names every template has)."""
    by_name = {column if needed.exact else flat_name(column): column for column in columns}
    if not needed.exact:
        by_name.update({name: name for name in STANDARD})
    wanted = needed.name if needed.exact else flat_name(needed.name)
    close = difflib.get_close_matches(wanted, by_name, n=1)
    return f"for {needed.name} did you mean {by_name[close[0]]}?" if close else None
