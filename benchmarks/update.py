"""What an update costs beside Copier's own: CPU seconds and ratios on the same project.

The project is made of the version before the newest of the built-in template; both update it to the newest one.
Copier's template is a git clone of the released versions, as its users have it. Commands are run in
turn, so that a busy machine slows all of them alike; medians of the runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from mlscaffold.template.origins import with_releases
from mlscaffold.template.templates import built_in

RUNS = 5
PYTHON = sys.executable
OLD = with_releases(built_in()).released[-2]
MAKE = f"""
import copier, pathlib
source = str(pathlib.Path("template").resolve())
copier.run_copy(source, "copier", data={{"project_name": "demo"}}, defaults=True, quiet=True, vcs_ref="{OLD}")
"""
COPIER = """
import copier
copier.run_update(".", defaults=True, quiet=True, overwrite=True{})
"""
UPDATE = [PYTHON, "-m", "mlscaffold", "update", "--defaults", "--no-lock"]
COMMANDS = {
    "copier update": ([PYTHON, "-c", COPIER.format("")], "copier"),
    "mlscaffold update": (UPDATE, "ours"),
    "mlscaffold update, in a clone": (UPDATE, "clone"),
    "mlscaffold update --dry-run": ([*UPDATE, "--dry-run"], "ours"),
    "mlscaffold update --check": ([PYTHON, "-m", "mlscaffold", "update", "--check"], "ours"),
    "python -c pass": ([PYTHON, "-c", "pass"], "ours"),
}


def prepare(folder: Path) -> None:
    """The same project three times, made by its own tool of the version before.

    In a clone this tool does not find what the template rendered to, and renders it again.
    """
    call(["git", "clone", "--quiet", str(built_in().bundle), "template"], folder)
    call([PYTHON, "-c", MAKE], folder)
    call(["git", "init", "--quiet"], folder / "copier")
    commit(folder / "copier")
    new = [PYTHON, "-m", "mlscaffold", "new", "ours", "--defaults", "--no-install", "--ref", OLD]
    call(new, folder)
    call(["git", "clone", "--quiet", "ours", "clone"], folder)


def commit(folder: Path) -> None:
    """Commit all of a folder."""
    call(["git", "add", "--all"], folder)
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@localhost"]
    call(["git", *who, "commit", "--quiet", "--message", "work"], folder)


def call(command: list[str], folder: Path) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def cpu_seconds(name: str, prepared: Path) -> float:
    """CPU time, user and system, of a command and its children in a fresh copy of the project."""
    command, source = COMMANDS[name]
    with TemporaryDirectory() as folder:
        project = Path(folder) / "demo"
        shutil.copytree(prepared / source, project)
        before = os.times()
        done = subprocess.run(command, cwd=project, capture_output=True)
        after = os.times()
    if done.returncode not in (0, 3):
        sys.exit(f"{name}: {done.stderr.decode()}")
    children = after.children_user - before.children_user
    return children + after.children_system - before.children_system


def main() -> None:
    """Print medians, and each command's ratio to Copier's own update."""
    results: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with TemporaryDirectory() as folder:
        prepare(Path(folder))
        for _ in range(RUNS):
            for name, values in results.items():
                values.append(cpu_seconds(name, Path(folder)))
    medians = {name: median(values) for name, values in results.items()}
    for name, seconds in medians.items():
        ratio = seconds / medians["copier update"]
        spread = f"{min(results[name]):.2f} to {max(results[name]):.2f}"
        print(f"{name:30} {seconds:6.2f} s CPU ({spread})  {ratio:5.2f} x Copier")
    print(f"\n{OLD} → {built_in().version}; {RUNS} runs of each, in turn")


if __name__ == "__main__":
    main()
