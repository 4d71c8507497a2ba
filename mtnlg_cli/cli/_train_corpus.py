"""Clean open text for training and describe it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtnlg_cli.cli.console import emit_json, table, talk
from mtnlg_cli.cli.options import JsonFlag, QuietFlag, parse_names

if TYPE_CHECKING:
    from mtnlg_cli.pipelines.build_corpus import Datasheet


def command(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The folder of the source sets, .jsonl.xz files.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the clean text goes.")],
    copy: Annotated[
        Path | None, typer.Option("--copy", metavar="CORPUS", help="A copy corpus the datasheet is to describe too.")
    ] = None,
    sets: Annotated[str, typer.Option("--sets", metavar="A,B", help="Only these sets; all if not given.")] = "",
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Clean open text for training: mended, in two languages, without duplicates and personal data, split, described.

    Writes open_text.jsonl, one sentence a line in document order, and the datasheet with what was kept, what was
    dropped and why, sources and licences. The held-out part goes by document or product, so that nothing of it is in
    the rest. Needs pip install 'mtnlg-cli[train]'.

    \b
    Example:
      mkt train corpus data/train -o text/
      mkt train corpus data/train --copy corpus/ --sets digitalgov,zh-prose -o text/
    """
    from mtnlg_cli.pipelines.build_corpus import OPEN_TEXT, build_corpus

    with _progress(quiet=quiet) as on_progress:
        datasheet = build_corpus(data, output, sets=parse_names(sets), copy=copy, on_progress=on_progress)
    if json:
        emit_json(datasheet.as_dict())
    else:
        _show(datasheet)
    if not quiet:
        talk(f"{output / OPEN_TEXT}; datasheet.md beside it tells the rest")


def _show(datasheet: Datasheet) -> None:
    rows = [
        (
            sheet.name,
            sheet.documents,
            sheet.sentences["en"],
            sheet.sentences["zh"],
            sheet.held_out.total(),
            sheet.dropped.total(),
        )
        for sheet in datasheet.sets
    ]
    table(("set", "documents", "sentences en", "sentences zh", "held out", "dropped"), rows)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int], None] | None]:
    """A line that changes on a terminal, one about every ten seconds elsewhere; always on stderr."""
    from mtnlg_cli.cli._generate_progress import HEARTBEAT_S, best_effort

    last = time.monotonic()

    def beat(stage: str, done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= HEARTBEAT_S:
            last = time.monotonic()
            with best_effort():
                talk(f"mkt: {stage}, {done:,}")

    from rich.console import Console

    terminal = Console(stderr=True)
    if quiet or not terminal.is_terminal:
        yield None if quiet else beat
        return
    with terminal.status("") as status:
        yield lambda stage, done: status.update(f"{stage}, {done:,}")
