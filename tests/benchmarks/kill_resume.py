"""kill -9 at random moments, then the same command again: nothing lost, nothing twice, little redone.

    python -m tests.benchmarks.kill_resume --kills 200

Real processes run the real job with the fake engine. A trial starts the job, kills its process group in the wanted
phase (and, in three trials of ten, kills the resumed run once or twice more), lets the last run finish and compares
the outputs byte for byte with those of a run nobody disturbed. The child tells the parent through a pipe which
records it asked the engine for and which are final, so that "acknowledged" does not rest on what is found on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PHASES = ("load", "generate", "resume", "finalise")
BATCH = 4
_LIMIT_S = 60.0


def child(catalog: Path, *, pipe: int) -> None:
    """The job, reporting on the pipe: `asked ID`, `final ID`, `phase NAME`."""
    from mtnlg_cli.generation.engines.fake import FakeEngine
    from mtnlg_cli.pipelines.generate_copy import Progress, generate_copy
    from tests.pipelines.jobs import make_job

    def say(*words: str) -> None:
        os.write(pipe, "".join(f"{word}\n" for word in words).encode())

    generate = FakeEngine.generate

    def watched(self, prompts, *, sampling, attempt=0):  # type: ignore[no-untyped-def]
        say(*(f"asked {prompt.product.id}" for prompt in prompts if attempt == 0))
        return generate(self, prompts, sampling=sampling, attempt=attempt)

    def report(progress: Progress) -> None:
        say(f"phase {progress.phase}", *(f"final {record_id}" for record_id in progress.record_ids))

    FakeEngine.generate = watched  # type: ignore[method-assign]
    say("phase start")
    result = generate_copy(make_job(catalog, batch_prompts=BATCH), on_progress=report)
    say(f"phase done {result.num_made}")


@dataclass
class Run:
    """What one process said before it ended."""

    asked: list[str] = field(default_factory=list)
    final: list[str] = field(default_factory=list)
    killed: bool = False


@dataclass
class Totals:
    """The table: one column a phase."""

    trials: int = 0
    kills: int = 0
    lost: int = 0
    duplicated: int = 0
    redone: int = 0
    worst_redone: int = 0
    different: int = 0
    torn: int = 0


def run_job(catalog: Path, *, phase: str | None, moment: float) -> Run:
    """Runs the job once; with a phase, kills it `moment` (0 to 1) into that phase."""
    read_end, write_end = os.pipe()
    command = [sys.executable, "-m", "tests.benchmarks.kill_resume", "--child", str(catalog), "--pipe", str(write_end)]
    process = subprocess.Popen(
        command, cwd=ROOT, pass_fds=(write_end,), start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    os.close(write_end)
    run = Run()
    for line in _lines(read_end, process, run, phase=phase, moment=moment):
        kind, _, rest = line.partition(" ")
        if kind == "asked":
            run.asked.append(rest)
        elif kind == "final":
            run.final.append(rest)
    errors = process.communicate()[1]
    os.close(read_end)
    if not run.killed and process.returncode:
        raise RuntimeError(f"the job failed with {process.returncode}: {errors}")
    return run


def _lines(
    read_end: int, process: subprocess.Popen[str], run: Run, *, phase: str | None, moment: float
) -> Iterator[str]:
    """The child's lines; kills the child on the way when its time has come."""
    rest, deadline, ends = b"", None, time.monotonic() + _LIMIT_S
    while True:
        now = time.monotonic()
        if (deadline is not None and now >= deadline and not run.killed) or now > ends:
            run.killed = process.poll() is None
            os.killpg(process.pid, signal.SIGKILL)
            deadline = None
        wait = 0.0 if deadline is None else max(0.0, deadline - now)
        ready, _, _ = select.select([read_end], [], [], wait or 0.05)
        data = os.read(read_end, 65536) if ready else None
        if data == b"":
            return
        *lines, rest = (rest + (data or b"")).split(b"\n")
        for line in lines:
            if deadline is None and not run.killed and _begins(line.decode(), phase):
                deadline = time.monotonic() + moment * _LENGTH[phase or "generate"]
            yield line.decode()


_LENGTH = {"load": 0.25, "generate": 1.2, "resume": 0.6, "finalise": 0.03}
"""About how long a phase takes here, in seconds; a kill falls uniformly inside it."""
_BEGINS = {"load": "phase start", "generate": "phase load", "resume": "phase start", "finalise": "phase finish"}


def _begins(line: str, phase: str | None) -> bool:
    return phase is not None and line == _BEGINS[phase]


def trial(folder: Path, *, phase: str, draw: random.Random, num_rows: int, reference: bytes, totals: Totals) -> None:
    """Kills, resumes, finishes, and counts what went wrong."""
    catalog = make_catalog(folder, num_rows)
    runs = []
    if phase == "resume":
        runs.append(run_job(catalog, phase="generate", moment=draw.random()))
    runs.append(run_job(catalog, phase=phase, moment=draw.random()))
    while draw.random() < 0.3 and len(runs) < 4:
        runs.append(run_job(catalog, phase=draw.choice(PHASES), moment=draw.random()))
    runs.append(run_job(catalog, phase=None, moment=0.0))
    _count(runs, folder=folder, reference=reference, totals=totals)


def _count(runs: Sequence[Run], *, folder: Path, reference: bytes, totals: Totals) -> None:
    written = (folder / "outputs.jsonl").read_bytes()
    ids = Counter(json.loads(line)["id"] for line in written.split(b"\n")[:-1])
    wanted = {json.loads(line)["id"] for line in reference.split(b"\n")[:-1]}
    acknowledged = Counter(record_id for run in runs for record_id in run.final)
    asked = Counter(product for run in runs for product in run.asked)
    kills = sum(run.killed for run in runs)
    redone = sum(asked.values()) - len(asked)
    totals.trials += 1
    totals.kills += kills
    totals.lost += len((wanted | set(acknowledged)) - set(ids))
    # An acknowledged record that is made and acknowledged again was lost in between.
    totals.lost += sum(number - 1 for number in acknowledged.values())
    totals.duplicated += sum(number - 1 for number in ids.values())
    totals.redone += redone
    totals.worst_redone = max(totals.worst_redone, redone - BATCH * (kills - 1) if kills else redone)
    totals.different += written != reference
    totals.torn += len(list(folder.glob(".outputs.torn-*")))
    manifest = json.loads((folder / "outputs.run.json").read_bytes())
    counts = manifest["counts"]
    if counts["input"] != len(ids) or counts["input"] != sum(counts.values()) - counts["input"]:
        totals.lost += 1
    left = {path.name for path in folder.iterdir() if path.name.endswith(".tmp")}
    totals.different += bool(left)


def make_catalog(folder: Path, num_rows: int) -> Path:
    """The catalog of a trial."""
    from tests.pipelines.jobs import make_row, write_catalog

    folder.mkdir(parents=True, exist_ok=True)
    return write_catalog(folder / "products.csv", [make_row(number) for number in range(num_rows)])


def undisturbed(folder: Path, num_rows: int) -> bytes:
    """The outputs of a run that nobody kills."""
    run_job(make_catalog(folder, num_rows), phase=None, moment=0.0)
    return (folder / "outputs.jsonl").read_bytes()


def benchmark(*, kills: int, num_rows: int, seed: int, phases: Sequence[str] = PHASES) -> dict[str, Totals]:
    """`kills` trials in each phase."""
    table = {phase: Totals() for phase in phases}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reference = undisturbed(folder / "reference", num_rows)
        for phase, totals in table.items():
            for number in range(kills):
                trial(
                    folder / f"{phase}-{number}",
                    phase=phase,
                    draw=random.Random(f"{seed}/{phase}/{number}"),
                    num_rows=num_rows,
                    reference=reference,
                    totals=totals,
                )
    return table


def show(table: dict[str, Totals]) -> None:
    """Prints the table."""
    names = list(Totals.__dataclass_fields__)
    sys.stdout.write(f"{'phase':<10}" + "".join(f"{name:>14}" for name in names) + "\n")
    for phase, totals in table.items():
        sys.stdout.write(f"{phase:<10}" + "".join(f"{getattr(totals, name):>14}" for name in names) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200, help="trials in each phase, one kill or more each")
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--phases", default=",".join(PHASES))
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pipe", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, pipe=given.pipe)
        return
    show(benchmark(kills=given.kills, num_rows=given.rows, seed=given.seed, phases=given.phases.split(",")))


if __name__ == "__main__":
    main()
