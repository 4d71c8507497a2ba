"""The brief: file and flags, every mistake told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtnlg_cli.domain import Brief
from mtnlg_cli.errors import MktError
from mtnlg_cli.prompting import load_brief

FULL = """\
tone = "warm"
audience = "weekend hikers"
offer = "free engraving"
deadline = "30 June"
keywords = ["reusable bottle", "hiking"]
banned_words = ["cheap"]
examples = ["Cold water at the summit, and no bin on the way down."]
"""


@pytest.fixture
def toml(tmp_path: Path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "brief.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_nothing_given_is_the_plain_brief():
    assert load_brief() == load_brief(None, tone=None, offer=None) == Brief()


def test_file(toml):
    assert load_brief(toml(FULL)) == Brief(
        tone="warm",
        audience="weekend hikers",
        offer="free engraving",
        deadline="30 June",
        keywords=("reusable bottle", "hiking"),
        banned_words=("cheap",),
        examples=("Cold water at the summit, and no bin on the way down.",),
    )


def test_flags_beat_the_file_even_when_empty(toml):
    brief = load_brief(toml(FULL), tone="bold", offer="", keywords="tea，cup,tea")
    assert (brief.tone, brief.offer, brief.keywords) == ("bold", "", ("tea", "cup"))
    assert brief.audience == "weekend hikers"


def test_one_text_for_a_list(toml):
    brief = load_brief(toml('keywords = "a, b"\nexamples = "One, with a comma."'))
    assert (brief.keywords, brief.examples) == (("a", "b"), ("One, with a comma.",))


def test_byte_order_mark_and_dashes_are_fine(toml):
    assert load_brief(toml(b'\xef\xbb\xbfbanned-words = ["x"]')).banned_words == ("x",)


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ('tones = "warm"', "unknown key in the brief: tones", "did you mean tone?"),
        ('tone = "wram"', "unknown tone: wram", "did you mean warm?"),
        ("audience = 7", "audience must be a text in quotes, got a number", 'write audience = "..."'),
        ("keywords = [1]", "keywords must be a list of texts, got a list", 'write keywords = ["..."]'),
        ("examples = {a = 1}", "examples must be a list of texts, got a table", "write examples"),
        ("offer = true", "offer must be a text in quotes, got true/false", "write offer"),
        ("tone = ", "the brief is not TOML", "write lines like"),
        (b'tone = "\xff"', "the brief cannot be read: it is not UTF-8", "save it as UTF-8"),
        ('keywords = ["Tea"]\nbanned_words = ["tea"]', "wanted as a keyword and banned at once: Tea", "take it out"),
    ],
)
def test_mistakes_are_told(toml, text, message, fix):
    with pytest.raises(MktError) as caught:
        load_brief(toml(text))
    assert message in caught.value.what
    assert fix in (caught.value.fix or "")
    assert "brief.toml" in str(caught.value.where)
    assert caught.value.exit_code == 2


def test_missing_file(tmp_path):
    with pytest.raises(MktError, match="does not exist"):
        load_brief(tmp_path / "none.toml")


def test_bad_flag_names_the_flag():
    with pytest.raises(MktError) as caught:
        load_brief(None, tone="loud")
    assert caught.value.where == "--tone"
