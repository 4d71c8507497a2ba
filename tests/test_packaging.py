"""The built wheel: code, templates and weights are inside, and it works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from mtnlg_cli import __version__

ROOT = Path(__file__).parent.parent
MAX_WHEEL_MB = 100
"""The default limit of the Python Package Index for one file."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the wheel does not build; is the dev extra installed?\n{done.stdout}{done.stderr}"
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_installed(unpacked: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked wheel from a folder that has nothing of the checkout in it."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, *args], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_every_module_is_inside(names: set[str]):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mtnlg_cli").rglob("*.py")}
    assert not modules - names


def test_every_template_is_inside(names: set[str]):
    templates = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.j2")}
    assert templates
    assert {f"mtnlg_cli/_templates/{template}" for template in templates} <= names


def test_weights_and_their_companions_are_inside(names: set[str]):
    folder = ROOT / "mtnlg_cli" / "lm" / "weights"
    files = {path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()}
    weights = {file for file in files if file.endswith(".safetensors")}
    assert weights, "no mtnlg_cli/lm/weights/*.safetensors in the checkout"
    assert {file for file in files if not file.endswith((".py", ".pyc"))} <= names


def test_nothing_else_is_inside(names: set[str], wheel: Path):
    assert {name.split("/")[0] for name in names} == {"mtnlg_cli", f"mtnlg_cli-{__version__}.dist-info"}
    assert not [name for name in names if name.endswith((".pyc", ".pt", ".bin", ".pkl"))]
    assert wheel.stat().st_size < MAX_WHEEL_MB * 1e6


def test_metadata(wheel: Path, names: set[str]):
    info = f"mtnlg_cli-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
    assert metadata["Name"] == "mtnlg-cli" and metadata["License-Expression"] == "Apache-2.0"
    assert "torch==2.13.0" in metadata.get_all("Requires-Dist", [])
    assert "mkt = mtnlg_cli.cli:main" in entry_points
    assert f"{info}/licenses/LICENSE" in names


def test_the_wheel_works_without_the_checkout(unpacked: Path, tmp_path: Path):
    version = run_installed(unpacked, tmp_path, "-m", "mtnlg_cli", "--version")
    assert version.stdout == f"mkt {__version__}\n"
    where = run_installed(
        unpacked, tmp_path, "-c", "from mtnlg_cli.prompting.templates import packaged_folder as f; print(f())"
    )
    assert where.stdout.strip() == str(unpacked / "mtnlg_cli" / "_templates")
    shown = run_installed(unpacked, tmp_path, "-m", "mtnlg_cli", "templates", "show", "product-description/zh")
    assert shown.returncode == 0 and "{% block user %}" in shown.stdout, shown.stderr
