"""The strict reader against Python's own writer and an independent parser: what is accepted is what was written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mtnlg_cli.catalog import CatalogConfig, read_products, scan_catalog
from mtnlg_cli.catalog.layout import read_layout
from mtnlg_cli.catalog.reader import RecordReader
from mtnlg_cli.errors import MktError
from tests.catalog.files import write

TEXT = st.text(
    st.one_of(st.sampled_from(list(" ,;\t|\"\n\r#<&'=")), st.characters(blacklist_categories=("Cs",), min_codepoint=1)),
    max_size=12,
)
ROWS = st.lists(st.lists(TEXT, min_size=3, max_size=3).filter(any), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, newline=st.sampled_from(["\n", "\r\n"]), sep=st.sampled_from(",;\t|"), bom=st.booleans())
def test_every_written_table_is_read_back_cell_by_cell(rows, newline, sep, bom):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "title", "x"], *rows])
    with TemporaryDirectory() as folder:
        path = write(Path(folder), out.getvalue().encode("utf-8-sig" if bom else "utf-8"))
        records = list(RecordReader(read_layout(CatalogConfig(path=path))))
    assert [record.cells for record in records if "\0" not in "".join(record.cells)] == rows
    assert all(record.problem is None for record in records)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=60), head=st.sampled_from([b"id,title\n", b"", b"\xef\xbb\xbfid;title;x\n"]))
def test_any_bytes_give_products_or_a_clear_error(body, head):
    with TemporaryDirectory() as folder:
        config = CatalogConfig(path=write(Path(folder), head + body))
        try:
            found = scan_catalog(config)
        except MktError as error:
            assert error.exit_code == 2
            return
        products = list(read_products(config, scan=found))
    assert len(products) == found.num_products
    assert found.num_records == found.num_products + found.num_skipped


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from(list('ab1,"\n\r')), max_size=40))
def test_accepted_records_equal_an_independent_parse(text):
    with TemporaryDirectory() as folder:
        config = CatalogConfig(path=write(Path(folder), "id,title\n" + text))
        try:
            records = list(RecordReader(read_layout(config)))
        except MktError:
            return
    if any(record.problem for record in records) or "\r" in text:
        return
    assert [record.cells for record in records] == [row for row in parse(text) if any(row)]


def parse(text: str) -> list[list[str]]:
    """RFC 4180 by hand, character by character."""
    rows, row, cell, quoted, i = [], [], "", False, 0
    while i < len(text):
        char = text[i]
        if quoted:
            if char == '"' and text[i + 1 : i + 2] == '"':
                cell, i = cell + '"', i + 1
            elif char == '"':
                quoted = False
            else:
                cell += char
        elif char == '"' and not cell and (i == 0 or text[i - 1] in ",\n"):
            quoted = True
        elif char == ",":
            row, cell = [*row, cell], ""
        elif char == "\n":
            rows, row, cell = [*rows, [*row, cell]], [], ""
        else:
            cell += char
        i += 1
    if cell or row or quoted:
        rows.append([*row, cell])
    return rows
