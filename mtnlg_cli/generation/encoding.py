"""Prompt -> token ids, such that no control token can come from product text.

A prompt is framed by the model's chat template (or by nothing). The frame is rendered once with sentinels in place of
the texts and cut there; texts are encoded as plain text. The usual text holds no control token's spelling, and is then
encoded together with its frame, exactly as the tokenizer would do it; only a text that spells one is encoded apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mtnlg_cli.errors import MktError

_SYSTEM, _USER = "zqSYSTEMTEXTqz", "zqUSERTEXTqz"
_BRACKETED = re.compile(r"\s*[<\[{].*[>\]}]\s*", re.DOTALL)
_PROBE = "x"
_TEMPLATE_SETTINGS = {"enable_thinking": False, "date_string": "01 Jan 2025"}
"""Chat templates that know these names use them: no hidden reasoning before the copy, no date of today in a prompt
that must be the same tomorrow."""


class ControlTokenError(ValueError):
    """A text cannot be encoded without yielding a control token of the model."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands before, between and after the system and user text; `bare` frames let the tokenizer add its own."""

    before: str
    between: str
    after: str
    bare: bool


class PromptEncoder:
    """Encodes system and user text for one tokenizer.

    `chat` frames them with the tokenizer's chat template; without it they are joined by a blank line. Raises MktError
    when the chat template cannot be rendered.
    """

    def __init__(self, tokenizer: Any, *, chat: bool, keep_end: bool = False) -> None:
        self._tokenizer = tokenizer
        self._keep_end = keep_end
        self._controls = _control_tokens(tokenizer)
        spellings = sorted(self._controls.values(), key=len, reverse=True)
        self._spelling = re.compile("|".join(map(re.escape, spellings)) or r"(?!)")
        frames = _chat_frames(tokenizer) if chat else (_Frame("", "\n\n", "", True), _Frame("", "", "", True))
        self._with_system, self._user_only = frames

    @property
    def control_ids(self) -> frozenset[int]:
        """Ids that steer the model rather than spell text."""
        return frozenset(self._controls)

    def encode(self, user: str, *, system: str = "") -> list[int]:
        """Token ids of one prompt. Raises ControlTokenError when a text yields a control token whatever is done."""
        system, user = system.strip(), user.strip()
        frame = self._with_system if system else self._user_only
        ids = self._whole(frame.before + system + frame.between + user + frame.after, bare=frame.bare)
        if self._only_controls(ids) != self._frame_controls(frame, has_system=bool(system)):
            ids = self._apart(frame, system, user)
        if not self._keep_end and frame.bare and ids and ids[-1] == self._tokenizer.eos_token_id:
            ids = ids[:-1]  # a causal model would take it for the end of the answer
        return ids

    def _whole(self, text: str, *, bare: bool) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=bare)["input_ids"])

    def _only_controls(self, ids: list[int]) -> list[int]:
        return [token for token in ids if token in self._controls]

    def _frame_controls(self, frame: _Frame, *, has_system: bool) -> list[int]:
        text = frame.before + (_PROBE if has_system else "") + frame.between + _PROBE + frame.after
        return self._only_controls(self._whole(text, bare=frame.bare))

    def _apart(self, frame: _Frame, system: str, user: str) -> list[int]:
        probe = self._whole(_PROBE, bare=True) if frame.bare else []
        plain = self._whole(_PROBE, bare=False) if frame.bare else []
        at = next((i for i in range(len(probe)) if probe[i : i + len(plain)] == plain), 0)
        ids = probe[:at]
        for text, is_frame in ((frame.before, 1), (system, 0), (frame.between, 1), (user, 0), (frame.after, 1)):
            ids += self._whole(text, bare=False) if is_frame and text else self._plain(text)
        return ids + probe[at + len(plain) :]

    def _plain(self, text: str) -> list[int]:
        """A text as plain text: every spelled-out control token is cut after its first character."""
        cuts = [0, *(match.start() + 1 for match in self._spelling.finditer(text)), len(text)]
        ids: list[int] = []
        for start, end in pairwise(cuts):
            if piece := text[start:end]:
                ids += self._tokenizer(piece, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        if found := self._only_controls(ids):
            spelled = ", ".join(sorted({self._controls[token] for token in found}))
            raise ControlTokenError(f"the text yields control tokens of the model: {spelled}")
        return ids


def _control_tokens(tokenizer: Any) -> dict[int, str]:
    """{id: spelling} of special tokens and of bracketed added tokens (`<tool_call>`); added white space is ordinary."""
    added = {
        int(index): str(token.content)
        for index, token in tokenizer.added_tokens_decoder.items()
        if token.special or _BRACKETED.fullmatch(str(token.content))
    }
    special = dict(zip(tokenizer.all_special_ids, tokenizer.all_special_tokens, strict=True))
    unknown = tokenizer.unk_token_id
    return {index: text for index, text in {**special, **added}.items() if index != unknown and text}


def _chat_frames(tokenizer: Any) -> tuple[_Frame, _Frame]:
    """The frame with a system text, and the one without; a template that knows no system role gets both as user."""
    user_only = _rendered(tokenizer, [{"role": "user", "content": _USER}])
    before, after = _split(user_only, _USER)
    alone = _Frame(before, "", after, False)
    try:
        both = _rendered(tokenizer, [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": _USER}])
        head, rest = _split(both, _SYSTEM)
        between, tail = _split(rest, _USER)
    except MktError:
        return _Frame(before, "\n\n", after, False), alone
    return _Frame(head, between, tail, False), alone


def _rendered(tokenizer: Any, messages: list[dict[str, str]]) -> str:
    from jinja2.exceptions import TemplateError

    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True, **_TEMPLATE_SETTINGS)
    except TemplateError as error:
        raise MktError(f"the model's chat template fails: {error}", fix="use another model") from error
    return str(text)


def _split(text: str, sentinel: str) -> tuple[str, str]:
    if text.count(sentinel) != 1:
        raise MktError("the model's chat template does not repeat a message as it stands", fix="use another model")
    head, _, tail = text.partition(sentinel)
    return head, tail
