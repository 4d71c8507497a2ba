"""Random numbers that belong to a row and a candidate: hashed, so nothing that runs beside them can move them.

The numbers are the SHAKE-256 stream (FIPS 202) of the JSON of (purpose, seed, row key, candidate, attempt); the
first 53 bits of every 8 bytes make one float. A longer request starts with the same numbers as a shorter one.
"""

from __future__ import annotations

import hashlib
import json
import struct

_UNIT = 2.0**-53


def uniforms(seed: int, row_key: str, candidate: int, attempt: int, n: int) -> list[float]:
    """`n` floats, uniform in [0, 1), 53 bits each, that depend on the other four arguments alone."""
    digest = hashlib.shake_256(_key("draws", seed, row_key, candidate, attempt)).digest(8 * n)
    return [(word >> 11) * _UNIT for word in struct.unpack(f"<{n}Q", digest)]


def row_seed(seed: int, row_key: str, candidate: int, attempt: int) -> int:
    """The 64-bit number that stands for these draws in a record (0 <= seed < 2**64)."""
    return int.from_bytes(hashlib.shake_256(_key("seed", seed, row_key, candidate, attempt)).digest(8), "little")


def _key(purpose: str, seed: int, row_key: str, candidate: int, attempt: int) -> bytes:
    return json.dumps([purpose, seed, row_key, candidate, attempt]).encode("ascii")
