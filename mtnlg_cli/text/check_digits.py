"""Check digits of numbers that belong to a person."""

from __future__ import annotations


def has_luhn_digit(text: str) -> bool:
    """Whether the digits of a text, not all the same, end in the check digit of ISO/IEC 7812-1 (Luhn)."""
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) if i % 2 else digit for i, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def is_cn_identity(text: str) -> bool:
    """Whether the 18 characters end in the right check digit of a Chinese identity number (GB 11643-1999)."""
    total = sum(int(digit) * (2 ** (17 - i) % 11) for i, digit in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()
