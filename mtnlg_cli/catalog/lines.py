"""A file as decoded lines, split at line feeds only, in flat memory, with its hash and its line endings counted."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

from mtnlg_cli.catalog.config import MAX_LINE_CHARS
from mtnlg_cli.catalog.encoding import Encoding, undecodable
from mtnlg_cli.errors import Location, MktError

_CHUNK = 1 << 18


def open_error(path: Path | str, error: OSError) -> MktError:
    """The error for a file that cannot be opened or read, in words."""
    return MktError(f"cannot read the catalog: {error.strerror or error}", where=str(path), fix="check the path")


class CatalogLines:
    """Iterates over the physical lines of a file, each with its line ending.

    Only "\\n" ends a line (a file without any "\\n" but with "\\r" is read as old Macintosh text), so that U+2028 or a
    form feed inside a cell never cuts a row. A lone Ctrl-Z as the last line is dropped. After the iteration `sha256`,
    `num_lf`, `num_crlf` and `num_cr` are those of the whole file. Raises MktError for undecodable bytes and endless
    lines.
    """

    def __init__(self, path: Path | str, encoding: Encoding) -> None:
        self.path = path
        self.encoding = encoding
        self.num_lf = self.num_crlf = self.num_cr = 0
        self.has_nul = False
        self.ctrl_z = False
        self.cr_only = False
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[str]:
        tail = ""
        num_lines = 0
        for text in self._texts():
            head, newline, rest = (tail + text).rpartition("\n")
            if newline:
                self._count(head + newline)
                lines = head.split("\n")
                num_lines += len(lines)
                for line in lines:
                    yield line + "\n"
            tail = rest
            if len(tail) > MAX_LINE_CHARS:
                raise MktError(
                    f"a line is longer than the limit of {MAX_LINE_CHARS:,} characters",
                    where=Location(self.path, line=num_lines + 1),
                    fix="check that this is a CSV file with line ends, and its --encoding and --sep",
                )
        if tail == "\x1a":
            self.ctrl_z = True
        elif tail:
            self._count(tail)
            yield tail

    def _count(self, text: str) -> None:
        crlf = text.count("\r\n")
        self.num_crlf += crlf
        self.num_lf += text.count("\n") - crlf
        self.num_cr += text.count("\r") - crlf
        self.has_nul = self.has_nul or "\0" in text

    def _texts(self) -> Iterator[str]:
        first = True
        for text in self._decoded():
            if first and text:
                self.cr_only = "\n" not in text and "\r" in text
                first = False
            yield text.replace("\r\n", "\n").replace("\r", "\n") if self.cr_only else text

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding.name)("strict")
        num_bytes = 0
        try:
            with Path(self.path).open("rb") as file:
                self._hash.update(file.read(self.encoding.bom_length))
                num_bytes = self.encoding.bom_length
                while chunk := file.read(_CHUNK):
                    num_bytes += len(chunk)
                    self._hash.update(chunk)
                    yield decoder.decode(chunk)
                yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            # The decoder held back the bytes of an unfinished character; they are part of error.object.
            offset = num_bytes - len(error.object) + error.start
            raise undecodable(self.path, offset=offset, encoding=self.encoding) from None
        except OSError as error:
            raise open_error(self.path, error) from None
