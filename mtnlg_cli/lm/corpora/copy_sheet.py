"""Counting a copy corpus for the datasheet: products and copies by channel and language, held out or not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.corpora.datasheet import CopySheet
from mtnlg_cli.lm.corpus import is_held_out, read_corpus


def count_copies(folder: Path) -> CopySheet:
    """The counts of the copy corpus in `folder`; copies of all its channels are joined by product id.

    Raises MktError when there are no products or a line is damaged.
    """
    products: Counter[str] = Counter()
    copies: Counter[tuple[str, str]] = Counter()
    held_out_products, held_out_copies = products.copy(), copies.copy()
    try:
        for record in read_corpus(folder):
            language, channels = record["language"], [copy["channel"] for copy in record["copies"]]
            is_out = is_held_out(record["id"])
            products[language] += 1
            held_out_products[language] += is_out
            copies.update((channel, language) for channel in channels)
            held_out_copies.update((channel, language) for channel in channels if is_out)
    except (ValueError, KeyError, TypeError) as error:
        what = f"a line of the copy corpus is damaged: {type(error).__name__}: {error}"
        raise MktError(what, where=str(folder), fix="mend the line; each is a JSON object of one product") from None
    if not products:
        raise MktError("no products", where=str(folder), fix="--copy takes a folder with en_*.jsonl or zh_*.jsonl")
    return CopySheet(folder.name, products, held_out_products, copies, held_out_copies)
