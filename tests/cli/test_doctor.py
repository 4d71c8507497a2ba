"""`mkt doctor`: one line a thing, a fix for each that is not good, exit 1 when one fails."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from small_weights import write_safetensors

from mtnlg_cli.generation import embedded_files
from mtnlg_cli.pipelines import check_machine as machine
from mtnlg_cli.pipelines.machine_memory import available_memory, usable_cores

NAMES = ["python", "libraries", "torch", "transformers", "cores", "memory", "weights", "templates", "write access"]


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "weights"
    path.mkdir()
    write_safetensors(path / "model.safetensors")
    (path / "tokenizer.json").write_text("{}")
    (path / "lexicon.json").write_text("{}")
    digest = hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    (path / "card.json").write_text(json.dumps({"weights_sha256": digest}))
    inspect = embedded_files.inspect_embedded
    monkeypatch.setattr(embedded_files, "inspect_embedded", lambda: inspect(path))
    return path


def test_a_good_machine_is_ready(run_mkt, weights):
    result = run_mkt("doctor", "--json")
    report = json.loads(result.stdout)
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert list(states) == NAMES
    assert "fail" not in states.values(), report
    assert (result.exit_code, report["ok"]) == (0, True)
    assert states["weights"] == "good"


def test_the_table_shows_every_check_and_the_fix_of_what_fails(run_mkt, weights):
    (weights / "model.safetensors").unlink()
    result = run_mkt("doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["state", "check", "found"]
    assert [name for name in NAMES if any(f" {name} " in line for line in lines)] == NAMES
    assert "missing: model.safetensors" in result.stdout
    assert "weights: install mtnlg-cli again" in result.stdout
    assert result.stderr.strip() == "failed: weights"


def test_damaged_weights_fail_and_unrecorded_ones_warn(weights):
    data = bytearray((weights / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (weights / "model.safetensors").write_bytes(data)
    check = machine.check_weights()
    assert (check.state, "expected SHA-256" in check.found) == ("fail", True)
    (weights / "card.json").unlink()
    assert machine.check_weights().state == "warn"


def test_a_folder_that_cannot_be_written_fails(tmp_path):
    check = machine.check_write_access(tmp_path / "none")
    assert (check.state, check.fix) == ("fail", "work in a folder you may write to")
    assert machine.check_write_access(tmp_path).state in ("good", "warn")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("memory", "state"), [(None, "warn"), (100, "fail"), (1024**3, "warn"), (8 * 1024**3, "good")])
def test_memory_is_judged(monkeypatch, memory, state):
    monkeypatch.setattr(machine, "available_memory", lambda: memory)
    assert machine.check_memory().state == state


@pytest.mark.parametrize(("found", "state"), [(None, "fail"), ("5.2.0", "fail"), ("5.23.0", "good"), ("6.0", "fail")])
def test_transformers_is_held_against_the_versions_that_are_safe(monkeypatch, found, state):
    monkeypatch.setattr(machine, "_version_of", lambda name: found)
    assert machine.check_transformers().state == state


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(machine, "_version_of", lambda name: None if name == "jinja2" else "1")
    assert machine.check_libraries().found == "missing: jinja2"


def test_a_channel_without_a_template_is_named(monkeypatch):
    from mtnlg_cli.channels import CHANNELS

    monkeypatch.setattr(CHANNELS, "names", lambda: ["sms"])
    monkeypatch.setattr("mtnlg_cli.prompting.find_template", _no_template)
    check = machine.check_templates()
    assert (check.state, check.found) == ("fail", "missing: sms/en, sms/zh")


def _no_template(channel: str, **_: object) -> None:
    from mtnlg_cli.errors import MktError

    raise MktError(f"no template: {channel}")


def test_container_limits_count(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 16000 kB\nMemAvailable:   8000 kB\n")
    room = {"meminfo": tmp_path / "meminfo", "cgroup": tmp_path}
    assert available_memory(**room) == 8000 * 1024
    (tmp_path / "memory.max").write_text("5000000\n")
    (tmp_path / "memory.current").write_text("4000000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 500000\n")
    assert available_memory(**room) == 1_500_000
    (tmp_path / "memory.max").write_text("max\n")
    assert available_memory(**room) == 8000 * 1024
    assert available_memory(meminfo=tmp_path / "none", cgroup=tmp_path) is None
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert usable_cores(cgroup=tmp_path) == 0.5
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert usable_cores(cgroup=tmp_path) >= 1
