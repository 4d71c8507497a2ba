"""Each kind of personal data is found, and what only looks like it is not."""

from __future__ import annotations

import pytest

from mtnlg_cli.lm.corpora.personal_data import is_card_number, is_cn_identity, personal_data_in


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Write to anna.berg@shop.example today.", "e-mail address"),
        ("Write to anna [at] shop.example today.", "e-mail address"),
        ("Call us at (555) 234-5678 today.", "phone number"),
        ("Call 202.418-0069 for help.", "phone number"),
        ("Ring +49 151 2345 6789 after six.", "phone number"),
        ("Ring 020 7946 0958 after six.", "phone number"),
        ("请致电13812345678咨询。", "phone number"),
        ("客服电话：400-123-4567。", "phone number"),
        ("联系电话010-12345678。", "phone number"),
        ("The server answers at 203.0.113.7 only.", "IP address"),
        ("It listens on 2001:db8:0:1:1:1:1:1 as well.", "IP address"),
        ("The card 4111 1111 1111 1111 was used.", "card number"),
        ("身份证号11010519491231002X已登记。", "identity number"),
        ("加微信：abc_12345领券。", "account"),
        ("Follow @some_shop for news.", "account"),
        ("See https://a.example/x?token=abc123 for it.", "secret in an address"),
        ("See https://user:pass@a.example/x for it.", "secret in an address"),
    ],
)
def test_found(sentence: str, kind: str) -> None:
    assert personal_data_in(sentence) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "The model costs 1,299.00 dollars.",
        "Between 1990 and 1995 it sold 12 000 000 copies.",
        "The code 4111 1111 1111 1112 fails its check.",
        "订单编号110105194912310021无效。",
        "Version 10.4.300.2 is not an address.",
        "It opens at 12:30 and closes at 18:45.",
        "满200减50，活动到12月31日。",
        "The year 2024 was good at last.",
    ],
)
def test_not_found(sentence: str) -> None:
    assert personal_data_in(sentence) == ""


def test_check_digits() -> None:
    assert is_card_number("5500-0000-0000-0004") and not is_card_number("5500-0000-0000-0005")
    assert not is_card_number("0000 0000 0000 0000") and not is_card_number("18")
    assert is_cn_identity("11010519491231002x") and not is_cn_identity("110105194912310021")
