"""`mkt channels`."""

from __future__ import annotations

import json


def test_list_shows_fields_and_limits(run_mkt):
    result = run_mkt("channels", "list")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0] == ["channel", "field", "texts", "limit", "reads", "well"]
    assert ["google-rsa", "headline", "3-15", "30", "width2", "6-30"] in lines


def test_list_json(run_mkt):
    channels = json.loads(run_mkt("channels", "list", "--json").stdout)
    assert [channel["id"] for channel in channels] == sorted(channel["id"] for channel in channels)
    assert channels[0]["fields"][0].keys() >= {"name", "counter", "max_length", "min_texts", "max_texts"}


def test_show_names_rules_and_sources(run_mkt):
    result = run_mkt("channels", "show", "google_rsa")
    assert result.exit_code == 0
    assert "headline: 3-15 text(s), 30 width2" in result.stdout
    assert "https://support.google.com/adspolicy/answer/14847994" in result.stdout


def test_show_json_has_the_rules(run_mkt):
    channel = json.loads(run_mkt("channels", "show", "sms", "--json").stdout)
    assert channel["fields"][0]["rules"][0]["id"] == "costly-typography"


def test_unknown_channel_exits_2_with_a_suggestion(run_mkt):
    result = run_mkt("channels", "show", "gogle-rsa")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "error: unknown channel: gogle-rsa\n  fix:   did you mean google-rsa? known: bullets, email, google-rsa, "
        "meta-description, product-description, sms, social-post\n"
    )
