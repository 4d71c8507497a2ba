"""One source set from its file to sentences that each pass on their own, every loss counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.lm.corpora.boilerplate import is_boilerplate, line_key, repeated_lines
from mtnlg_cli.lm.corpora.clean import clean_text
from mtnlg_cli.lm.corpora.datasheet import SetSheet
from mtnlg_cli.lm.corpora.document import Document
from mtnlg_cli.lm.corpora.language import is_in_language, is_traditional
from mtnlg_cli.lm.corpora.licences import is_open
from mtnlg_cli.lm.corpora.personal_data import personal_data_in
from mtnlg_cli.lm.corpora.readers import read_set, source_of
from mtnlg_cli.lm.corpora.sentence_filter import reject_reason
from mtnlg_cli.lm.corpora.sentences import sentences_of

Progress = Callable[[str, int], None]
"""Called with a stage ("read digitalgov", "near-duplicates", "write") and the documents or sentences it has so far."""

_STEP = 250


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is kept so far, and the document it comes from."""

    text: str
    document: Document


def clean_set(name: str, folder: Path, sheet: SetSheet, tell: Progress) -> Iterator[Sentence]:
    """The sentences of a set that pass every test which looks at one sentence alone; counts go into `sheet`.

    Raises what `read_set` raises.
    """
    texts = list(_texts(name, folder, sheet, tell))
    repeated = repeated_lines(text for _, text in texts) if source_of(name).is_web else frozenset()
    for done, (document, text) in enumerate(texts, 1):
        if done % _STEP == 0:
            tell(f"clean {name}", done)
        for sentence in sentences_of(_without_boilerplate(text, repeated, sheet)):
            sheet.found += 1
            if reason := _reason(sentence, document):
                sheet.dropped[reason] += 1
            else:
                yield Sentence(sentence, document)


def _texts(name: str, folder: Path, sheet: SetSheet, tell: Progress) -> Iterator[tuple[Document, str]]:
    for document in read_set(name, folder):
        sheet.documents += 1
        sheet.origins[document.source, document.licence] += 1
        if sheet.documents % _STEP == 0:
            tell(f"read {name}", sheet.documents)
        if is_open(document.licence):
            yield document, clean_text(document.text)
        else:
            sheet.dropped_documents[f"licence {document.licence}"] += 1


def _without_boilerplate(text: str, repeated: frozenset[str], sheet: SetSheet) -> str:
    lines = []
    for line in text.split("\n"):
        sheet.lines += 1
        reason = "boilerplate" if is_boilerplate(line) else "on many pages" if line_key(line) in repeated else ""
        if reason:
            sheet.dropped_lines[reason] += 1
        else:
            lines.append(line)
    return "\n".join(lines)


def _reason(sentence: str, document: Document) -> str:
    """Why a sentence goes, or ""; personal data comes first, so that the datasheet counts all of it."""
    if personal := personal_data_in(sentence):
        return f"personal data: {personal}"
    if reason := reject_reason(sentence, document.language):
        return reason
    if not is_in_language(sentence, document.language):
        return "other language"
    return "traditional characters" if document.language == "zh" and is_traditional(sentence) else ""
