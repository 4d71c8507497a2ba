"""Records of `mkt generate` -> what a model should have been asked and should have answered; no model is needed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import Prompt
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.generation.parsing import parse_answer
from mtnlg_cli.lm.tuning.answer import answer_text
from mtnlg_cli.pipelines.copy_cases import Notes, is_own, own_case
from mtnlg_cli.pipelines.copy_rows import read_copy_rows
from mtnlg_cli.pipelines.judge import CopyCase
from mtnlg_cli.prompting import Template, find_template, render_prompt
from mtnlg_cli.records.codec import encode_json
from mtnlg_cli.records.files import file_sha256

_ACCEPTED = "give records of mkt generate with status accepted"
_OTHER_PROMPT = "the prompt of today is not the one the copy was written for; today's was used"


@dataclass(frozen=True, slots=True)
class TuneCase:
    """One record to learn from: the prompt `mkt generate --model` would send for it, and its copy as an answer."""

    prompt: Prompt
    answer: str

    @property
    def product_id(self) -> str:
        return self.prompt.product.id


@dataclass(slots=True)
class CaseFile:
    """The usable records of a file; `left_out` counts the others by reason."""

    path: Path
    sha256: str
    cases: list[TuneCase] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: Notes = field(default_factory=Notes)

    def cases_sha256(self) -> str:
        """SHA-256 of what is learned: products, prompts and answers, in order."""
        digest = hashlib.sha256()
        for case in self.cases:
            digest.update(encode_json([case.product_id, case.prompt.sha256, case.answer]))
        return digest.hexdigest()


class LeftOutError(Exception):
    """A record that cannot be learned from; the message is the reason it is counted under."""


def read_cases(path: Path) -> CaseFile:
    """Reads the accepted records of a file, each once.

    Raises MktError when a line cannot be read, a record of ours is damaged, or no record is left.
    """
    file = CaseFile(path=path, sha256=file_sha256(path) or "")
    reader, seen = _Reader(file.notes), set[tuple[str, str, str]]()
    for row in read_copy_rows(path, text_fields=("copy",)):
        if isinstance(row, MktError):
            raise row
        try:
            case = reader.case(row.data, where=Location(path, line=row.line))
            key = (case.product_id, case.prompt.sha256, case.answer)
            if key in seen:
                raise LeftOutError("the same as an earlier record")
        except LeftOutError as reason:
            file.left_out[str(reason)] += 1
        else:
            seen.add(key)
            file.cases.append(case)
    if not file.cases:
        raise none_left(file.left_out, path=path)
    return file


def none_left(left_out: Counter[str], *, path: Path) -> MktError:
    """The error for a file of which no record can be used."""
    reasons = "; ".join(f"{count:,} {reason}" for reason, count in left_out.most_common(5))
    is_long = any("--max-length" in reason for reason, _ in left_out.most_common(1))
    fix = "a larger --max-length, and a model whose context allows it" if is_long else _ACCEPTED
    return MktError(f"no record to learn from: {reasons or 'the file is empty'}", where=str(path), fix=fix)


class _Reader:
    """Makes cases of records; every template is found and read once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._templates: dict[tuple[str, str, str], Template | None] = {}

    def case(self, data: dict[str, Any], *, where: Location) -> TuneCase:
        """The case of a record. Raises LeftOutError, and MktError for a damaged record of ours."""
        if not is_own(data):
            raise LeftOutError("not a record of mkt generate")
        if data.get("status") != "accepted":
            raise LeftOutError(f"status is {data.get('status')}")
        copy = own_case(data, where=where, notes=Notes())
        if not copy.channel.fields:
            raise LeftOutError(f"unknown channel: {data.get('channel')}")
        prompt = self._prompt(copy, name=data.get("template"))
        self._compare(prompt, data)
        return TuneCase(prompt, _answer(copy))

    def _prompt(self, copy: CopyCase, *, name: object) -> Prompt:
        channel, language = copy.channel, copy.candidate.language
        wanted = name if isinstance(name, str) else ""
        key = (channel.id, language, wanted)
        if key not in self._templates:
            self._templates[key] = _template(*key)
        template = self._templates[key]
        if template is None:
            raise LeftOutError(f"no such template here: {wanted}")
        try:
            return render_prompt(template, product=copy.product, brief=copy.brief, channel=channel)
        except MktError as error:
            raise LeftOutError(f"the template fails on the row: {error.what}") from error

    def _compare(self, prompt: Prompt, data: dict[str, Any]) -> None:
        provenance = data.get("provenance")
        stated = provenance.get("prompt_sha256") if isinstance(provenance, dict) else None
        if stated != prompt.sha256:
            self._notes.add(_OTHER_PROMPT)


def _template(channel: str, language: str, name: str) -> Template | None:
    """The template a record names; None when it cannot be found or read any more."""
    try:
        return find_template(channel, language, name=None if name == f"{channel}/{language}" else name or None)
    except MktError:
        return None


def _answer(copy: CopyCase) -> str:
    """The copy as an answer that reads back as this copy; outer spaces, which no answer can have, are dropped."""
    stripped = {name: tuple(filter(None, map(str.strip, texts))) for name, texts in copy.candidate.fields.items()}
    fields = {name: texts for name, texts in stripped.items() if texts}
    answer = answer_text(fields, channel=copy.channel)
    if parse_answer(answer, channel=copy.channel).fields != fields:
        raise LeftOutError("the copy does not survive the form its channel's answers have")
    return answer
