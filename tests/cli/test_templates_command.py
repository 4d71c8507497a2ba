"""`mkt templates`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("id,title,colour,Season\n1,Wool Scarf,navy,winter\n2,Cap,sand,\n", encoding="utf-8")
    return path


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_list(run_mkt, tmp_path):
    own(tmp_path, "templates/sms/launch.en.j2", "{# \npurpose: our launch\nversion: 3\n#}\n{{ title }}")
    own(tmp_path, "templates/sms/broken.j2", "{{ title")
    lines = {line.split()[0]: line for line in run_mkt("templates", "list").stdout.splitlines()}
    assert "our launch" in lines["sms/launch.en"] and " 3 " in lines["sms/launch.en"]
    assert "template syntax" in lines["sms/broken"]
    assert "one text message" in lines["sms/en"]
    entries = {entry["name"]: entry for entry in json.loads(run_mkt("templates", "list", "--json").stdout)}
    assert entries["sms/zh"]["language"] == "zh" and entries["sms/broken"]["error"]


def test_show(run_mkt):
    result = run_mkt("templates", "show", "bullets/zh")
    assert result.exit_code == 0
    assert "channel bullets, language zh" in result.stdout and "{% block user %}" in result.stdout
    shown = json.loads(run_mkt("templates", "show", "bullets/zh", "--json").stdout)
    assert shown["needs"] == [] and "shared/facts.zh.j2" in shown["includes"] and len(shown["sha256"]) == 64


def test_show_a_file(run_mkt, tmp_path):
    path = own(tmp_path, "x.j2", "{{ season }}")
    result = run_mkt("templates", "show", str(path), "--channel", "sms", "--language", "zh")
    assert result.exit_code == 0 and "needs columns: season" in result.stdout and "language zh" in result.stdout


def test_check_shows_the_first_prompt(run_mkt, catalog, tmp_path):
    path = own(tmp_path, "templates/sms/launch.en.j2", "{{ title }} for {{ season }}, {{ row['colour'] }}")
    result = run_mkt("templates", "check", "sms/launch", "--catalog", str(catalog))
    assert result.exit_code == 0, result.stderr
    assert "columns needed: season, row['colour']" in result.stdout
    assert "Wool Scarf for winter, navy" in result.stdout
    data = json.loads(run_mkt("templates", "check", str(path), "--catalog", str(catalog), "--json").stdout)
    assert data["prompt"]["user"] == "Wool Scarf for winter, navy"


def test_check_names_all_missing_columns(run_mkt, catalog, tmp_path):
    own(tmp_path, "templates/sms/launch.j2", "{{ title }}\n{{ seasn }}\n{{ material }}")
    result = run_mkt("templates", "check", "sms/launch", "--catalog", str(catalog))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "needs columns the catalog lacks: seasn (line 2), material (line 3)" in result.stderr
    assert "did you mean Season?" in result.stderr


@pytest.mark.parametrize("name", ["nothing", "sms/none", "nochannel/en"])
def test_unknown_name(run_mkt, name):
    result = run_mkt("templates", "show", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "fix:" in result.stderr
