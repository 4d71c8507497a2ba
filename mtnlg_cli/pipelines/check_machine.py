"""Whether this machine can do the work, one line a thing, each good, warn or fail with what to do."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mtnlg_cli.errors import MktError
from mtnlg_cli.pipelines.machine_memory import available_memory, usable_cores

MIN_PYTHON = (3, 11)
LOW_MEMORY = 2 * 1024**3
"""Bytes; torch, the embedded model and a batch of 32 peak near 1.2 GB."""
NO_MEMORY = 768 * 1024**2
"""Bytes; below this torch and the embedded model do not fit."""
LOW_DISK = 200 * 1024**2
"""Bytes; about what the journal and outputs of 50,000 records take."""
MIN_TRANSFORMERS, BELOW_TRANSFORMERS = (5, 5), (6,)
"""Half-open range of versions; earlier ones run code of a model folder in spite of trust_remote_code=False."""
_LIBRARIES = ("typer", "rich", "jinja2", "pandas", "numpy", "tokenizers", "safetensors")
_REINSTALL = "pip install mtnlg-cli again in this environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCheck:
    """One thing looked at; `state` is "good", "warn" or "fail", `fix` is empty when it is good."""

    name: str
    state: str
    found: str
    fix: str = ""


def check_machine(folder: Path | None = None) -> list[MachineCheck]:
    """Look at everything `mkt generate` needs, in the order it needs it; outputs are meant to go to `folder`."""
    checks: list[Callable[[], MachineCheck]] = [
        check_python,
        check_libraries,
        check_torch,
        check_transformers,
        check_cores,
        check_memory,
        check_weights,
        check_templates,
        lambda: check_write_access(folder or Path.cwd()),
    ]
    return [check() for check in checks]


def check_python() -> MachineCheck:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < MIN_PYTHON:
        return MachineCheck(name="python", state="fail", found=found, fix="use Python 3.11 or later")
    return MachineCheck(name="python", state="good", found=found)


def check_libraries() -> MachineCheck:
    missing = [name for name in _LIBRARIES if _version_of(name) is None]
    if missing:
        return MachineCheck(name="libraries", state="fail", found=f"missing: {', '.join(missing)}", fix=_REINSTALL)
    return MachineCheck(name="libraries", state="good", found=f"{len(_LIBRARIES)} of {len(_LIBRARIES)}")


def check_torch() -> MachineCheck:
    """Import it, because a wheel for another CPU or a half-installed driver shows only then."""
    try:
        torch = importlib.import_module("torch")
    except (ImportError, OSError) as error:
        return MachineCheck(name="torch", state="fail", found=f"cannot be imported: {error}", fix=_REINSTALL)
    device = "GPU " + torch.cuda.get_device_name(0) if torch.cuda.is_available() else "CPU"
    return MachineCheck(name="torch", state="good", found=f"{torch.__version__} on {device}")


def check_transformers() -> MachineCheck:
    found = _version_of("transformers")
    if found is None:
        return MachineCheck(name="transformers", state="fail", found="not installed", fix=_REINSTALL)
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if not MIN_TRANSFORMERS <= numbers < BELOW_TRANSFORMERS:
        return MachineCheck(name="transformers", state="fail", found=found, fix="install transformers>=5.5,<6")
    return MachineCheck(name="transformers", state="good", found=found)


def check_cores() -> MachineCheck:
    cores = usable_cores()
    if cores < 2:
        fix = "generation works, at about half the speed of two cores"
        return MachineCheck(name="cores", state="warn", found=f"{cores:g}", fix=fix)
    return MachineCheck(name="cores", state="good", found=f"{cores:g}")


def check_memory() -> MachineCheck:
    memory = available_memory()
    if memory is None:
        return MachineCheck(name="memory", state="warn", found="cannot tell", fix="have 2 GB free")
    found = f"{memory / 1024**3:.1f} GB available"
    if memory < NO_MEMORY:
        return MachineCheck(name="memory", state="fail", found=found, fix="close other programs; 1 GB is needed")
    if memory < LOW_MEMORY:
        return MachineCheck(name="memory", state="warn", found=found, fix="use a smaller --batch-size")
    return MachineCheck(name="memory", state="good", found=found)


def check_weights() -> MachineCheck:
    from mtnlg_cli.generation.embedded_files import inspect_embedded

    try:
        files = inspect_embedded()
    except MktError as error:
        return MachineCheck(name="weights", state="fail", found=error.what, fix=error.fix or _REINSTALL)
    found = f"{files.num_parameters / 1e6:.1f} M parameters, SHA-256 {files.sha256[:12]}"
    if files.expected_sha256 is None:
        fix = "generation works; put weights_sha256 into card.json beside them to have them checked"
        return MachineCheck(name="weights", state="warn", found=f"{found}, no checksum to hold it against", fix=fix)
    return MachineCheck(name="weights", state="good", found=f"{found} as recorded")


def check_templates() -> MachineCheck:
    """Every channel has a prompt template in each of its languages."""
    from mtnlg_cli.channels import CHANNELS, get_channel
    from mtnlg_cli.prompting import find_template

    wanted = [(name, language) for name in CHANNELS.names() for language in get_channel(name).languages]
    missing = []
    for name, language in wanted:
        try:
            find_template(name, language=language)
        except MktError:
            missing.append(f"{name}/{language}")
    if missing:
        found = f"missing: {', '.join(missing)}"
        return MachineCheck(name="templates", state="fail", found=found, fix=_REINSTALL)
    return MachineCheck(name="templates", state="good", found=f"{len(wanted)} of {len(wanted)}")


def check_write_access(folder: Path) -> MachineCheck:
    """Write a real file where outputs would go: permission bits do not tell about read-only mounts and quotas."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".mkt-doctor-") as file:
            file.write(b"mkt")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        found = f"{folder}: {(error.strerror or str(error)).lower()}"
        return MachineCheck(name="write access", state="fail", found=found, fix="work in a folder you may write to")
    found = f"{folder}, {free / 1024**3:.1f} GB free"
    if free < LOW_DISK:
        return MachineCheck(name="write access", state="warn", found=found, fix="free some disk space")
    return MachineCheck(name="write access", state="good", found=found)


def _version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
