"""What can be extended stands in tests/data/registry.json: losing or renaming an entry fails, adding one is one line.

After adding a file: add its id to the list of its kind, in alphabetical order.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtnlg_cli.channels import CHANNELS
from mtnlg_cli.cli import COMMANDS
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import ENGINES
from mtnlg_cli.registry import Registry
from mtnlg_cli.review import CHECKS
from mtnlg_cli.scoring import METRICS

SNAPSHOT = json.loads((Path(__file__).parent / "data" / "registry.json").read_text(encoding="utf-8"))
DIALECTS = Registry("mtnlg_cli.catalog.dialects", "dialect")
REGISTRIES = {
    "channels": CHANNELS,
    "checks": CHECKS,
    "commands": COMMANDS,
    "dialects": DIALECTS,
    "engines": ENGINES,
    "metrics": METRICS,
}


def test_every_kind_is_in_the_snapshot():
    assert list(SNAPSHOT) == sorted(REGISTRIES)


@pytest.mark.parametrize("kind", sorted(REGISTRIES))
def test_no_entry_is_lost_renamed_or_unlisted(kind: str):
    listed, found = SNAPSHOT[kind], REGISTRIES[kind].names()
    assert listed == sorted(listed), f"{kind} in tests/data/registry.json are not in order"
    lost, new = sorted(set(listed) - set(found)), sorted(set(found) - set(listed))
    assert not lost, f"{kind} that are gone, although users may name them: {lost}"
    assert not new, f"new {kind}, to be added to tests/data/registry.json: {new}"


@pytest.mark.parametrize("kind", sorted(REGISTRIES))
def test_every_entry_has_a_summary_and_can_be_imported(kind: str):
    registry = REGISTRIES[kind]
    for name in registry.names():
        assert registry.summary(name).strip(), f"{kind}: {name} has no docstring"
        assert registry.get(name).__doc__
        assert registry.get(name.replace("-", "_")) is registry.get(name)


@pytest.mark.parametrize("kind", sorted(REGISTRIES))
def test_unknown_name_is_met_with_the_known_ones(kind: str):
    registry = REGISTRIES[kind]
    known = registry.names()[0]
    with pytest.raises(MktError) as caught:
        registry.get(known + "x")
    assert f"did you mean {known}?" in str(caught.value)
