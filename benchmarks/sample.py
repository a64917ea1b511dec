"""A project of the sample with all defaults, for the benchmarks of its stages, and what one costs."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

# Python keeps compiled modules, as it does on a reader's machine.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, seconds of CPU, megabytes at its largest."""

    wall: float
    cpu: float
    memory: float


def measured(command: list[str], cwd: Path) -> Cost:
    """The cost of a command that must succeed."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    used = usage.ru_utime + usage.ru_stime
    return Cost(time.monotonic() - start, used, usage.ru_maxrss / 1024)


@contextmanager
def sample_project(orders: str, stages: Sequence[str], *options: str) -> Iterator[tuple[Path, str]]:
    """The folder of a new project called demo, after some stages, and its Python."""
    with TemporaryDirectory() as folder:
        new = [
            sys.executable,
            "-m",
            "mlscaffold",
            "new",
            "demo",
            "--defaults",
            "--no-git",
            *options,
        ]
        subprocess.run(new, cwd=folder, check=True, capture_output=True)
        project = Path(folder, "demo")
        python = str(project / ".venv/bin/python")
        params = project / "params.yaml"
        params.write_text(re.sub(r"(orders:) \d+", rf"\1 {orders}", params.read_text()))
        for name in ("sample", *stages):
            command = [python, "-m", f"demo.data.{name}"]
            subprocess.run(command, cwd=project, check=True, capture_output=True, env=ENVIRONMENT)
        yield project, python
