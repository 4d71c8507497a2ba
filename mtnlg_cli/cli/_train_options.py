"""Options that the training commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from mtnlg_cli.errors import MktError

RecipeArgument = Annotated[
    str, typer.Argument(metavar="RECIPE", help="embedded, e2e, or a .toml file like those of the package.")
]
RunFolderOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FOLDER", help="The run's folder; a stopped run goes on in it.")
]
SetsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME,...=FOLDER", help="Where training sets of the recipe are; once a folder."),
]
MinutesOption = Annotated[
    float | None, typer.Option("--minutes", help="Time of the stages that the recipe bounds by time, in all.")
]
RecipeSeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, help="Seed of weights, order and masking; the recipe's if not given.")
]
DeviceOption = Annotated[str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where the model is trained.")]
ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, help="CPU threads of each process; all cores if not given.")
]


def parse_folders(pieces: Iterable[str]) -> dict[str, Path]:
    """`["copy,tones=corpus/", ...]` as {name: folder}.

    Raises MktError when a piece is not NAME,...=FOLDER or a name comes twice.
    """
    folders: dict[str, Path] = {}
    for piece in pieces:
        names, _, folder = piece.partition("=")
        if not (names and folder):
            raise MktError(f'--set has a piece that is not NAME=FOLDER: "{piece}"', fix="--set copy=corpus/")
        for name in names.split(","):
            if name in folders:
                raise MktError(f"--set names {name} twice", fix=f"keep one of {folders[name]} and {folder}")
            folders[name] = Path(folder)
    return folders
