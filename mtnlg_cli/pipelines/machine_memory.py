"""Memory and cores this process may use, container limits included."""

from __future__ import annotations

import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")


def available_memory(*, meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int | None:
    """Bytes that can still be taken without swapping: the kernel's estimate, or what the container has left if less.

    None where neither can be read (no Linux).
    """
    amounts = [amount for amount in (_mem_available(meminfo), _cgroup_room(cgroup)) if amount is not None]
    return min(amounts) if amounts else None


def usable_cores(*, cgroup: Path = _CGROUP) -> float:
    """Cores this process may run on; a container's CPU quota can make it a fraction."""
    cores = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    parts = _words(cgroup / "cpu.max")
    if len(parts) == 2 and parts[0].isdigit() and parts[1].isdigit() and int(parts[1]):
        cores = min(cores, int(parts[0]) / int(parts[1]))
    return cores


def _mem_available(meminfo: Path) -> int | None:
    """MemAvailable of /proc/meminfo, which is in KiB."""
    for line in _read(meminfo).splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _cgroup_room(cgroup: Path) -> int | None:
    """Limit less use of cgroup v2; the page cache the kernel would give back does not count as used."""
    limit, used = _read(cgroup / "memory.max").strip(), _read(cgroup / "memory.current").strip()
    if not (limit.isdigit() and used.isdigit()):
        return None
    lines = (line.split() for line in _read(cgroup / "memory.stat").splitlines())
    inactive = next((int(words[1]) for words in lines if words[:1] == ["inactive_file"]), 0)
    return max(0, int(limit) - int(used) + inactive)


def _words(path: Path) -> list[str]:
    return _read(path).split()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
