"""`mkt checks`."""

from __future__ import annotations

import json

from mtnlg_cli.review import CHECKS


def test_list_names_every_check(run_mkt):
    result = run_mkt("checks", "list")
    assert result.exit_code == 0
    names = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert names == CHECKS.names()


def test_list_json_has_summaries(run_mkt):
    checks = json.loads(run_mkt("checks", "list", "--json").stdout)
    assert [check["name"] for check in checks] == CHECKS.names()
    assert all(check["summary"].endswith(".") for check in checks)


def test_show_has_the_four_sections(run_mkt):
    for name in CHECKS.names():
        text = run_mkt("checks", "show", name).stdout
        for section in ("Finds:", "Why:", "Example:", "Fix:"):
            assert section in text, (name, section)


def test_explain_shows_copy_and_message(run_mkt):
    result = run_mkt("checks", "explain", "unsupported_price")
    assert result.exit_code == 0
    assert "Now €39." in result.stdout
    assert 'price "€39" is not in the row' in result.stdout


def test_explain_json_has_examples(run_mkt):
    check = json.loads(run_mkt("checks", "explain", "absolute-claim", "--json").stdout)
    assert not any(f["severity"] == "block" for example in check["passes"] for f in example["findings"])
    assert all(example["findings"] for example in check["fails"])


def test_unknown_check_suggests(run_mkt):
    result = run_mkt("checks", "show", "absolute-claims")
    assert result.exit_code == 2
    assert "did you mean absolute-claim?" in result.stderr
