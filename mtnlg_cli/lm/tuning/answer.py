"""Copy -> the answer a model should have given, in the form the channel's prompt asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtnlg_cli.domain import Channel


def answer_text(copy: Mapping[str, Sequence[str]], *, channel: Channel) -> str:
    """The copy as one text.

    A channel of one field gives the text itself, or one list mark and text a line; a channel of several gives blocks
    headed `[field]`, in the channel's order, one text a line. Fields the channel does not have are left out.
    """
    present = [field for field in channel.fields if copy.get(field.name)]
    if len(channel.fields) == 1:
        mark = "- " if channel.fields[0].max_texts > 1 else ""
        return "\n".join(mark + text for field in present for text in copy[field.name])
    return "\n".join("\n".join((f"[{field.name}]", *copy[field.name])) for field in present)
