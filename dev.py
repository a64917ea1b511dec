"""Sets up this checkout in .venv and does one job in it; needs Python 3.11 and a package index.

python3 dev.py new DIR [options]   mlscaffold's own command line, any command of it
python3 dev.py quick               lint, types and the tests nearest to what changed: a minute
python3 dev.py test                lint, types and all tests; two whole projects among them
python3 dev.py matrix              every other kind of project and the image: many minutes
python3 dev.py bench               the figures that the docs quote, measured side by side
"""

import os
import shlex
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
# Stands for what is installed: a change of pyproject.toml makes it be installed again.
STAMP = ENVIRONMENT / "pyproject.toml"

LINT = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
TEST = [
    *LINT,
    # Whole projects are in the first files: at the end, one of them would keep a core waiting.
    ["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not matrix"],
]
JOBS = {
    "quick": [*LINT, ["python", "scripts/quick.py"]],
    "test": TEST,
    "matrix": [["pytest", "-n", "2", "--dist", "loadfile", "-m", "matrix", "-ra"]],
    "bench": [
        ["python", "benchmarks/command_line.py"],
        ["python", "benchmarks/interview.py"],
        ["python", "benchmarks/project.py"],
        ["python", "benchmarks/update.py"],
        ["python", "benchmarks/parts.py"],
        ["python", "benchmarks/prepare.py"],
        ["python", "benchmarks/modelling.py"],
        ["python", "benchmarks/serving.py"],
        ["python", "benchmarks/drift.py"],
    ],
}


def main() -> int:
    """Set up, then run the commands of a job; the rest of the arguments are theirs."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    name, *rest = sys.argv[1:]
    set_up()
    commands = JOBS.get(name, [["mlscaffold", name]])
    return max(call([*command, *(rest if command is commands[-1] else [])]) for command in commands)


def set_up() -> None:
    """Make .venv with this checkout and its development tools, unless it is there already."""
    project = ROOT / "pyproject.toml"
    if STAMP.exists() and STAMP.read_bytes() == project.read_bytes():
        return
    print("setting up .venv …", file=sys.stderr)
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    python = str(BIN / "python")
    quiet = ["-q", "--disable-pip-version-check"]
    install = ["pip", "install", "--quiet", "--python", python, "--editable", ".", "--group", "dev"]
    for command in (
        [python, "-m", "pip", "install", *quiet, "uv>=0.13,<0.14"],
        [str(BIN / "uv"), *install],
    ):
        if code := subprocess.run(command, cwd=ROOT).returncode:
            sys.exit(code)
    STAMP.write_bytes(project.read_bytes())


def call(command: list[str]) -> int:
    """Run a tool of the environment where we stand; jobs of the checkout run at its root."""
    tool = str(BIN / command[0])
    inside = None if command[0] == "mlscaffold" else ROOT
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if inside is None:  # so that it says what can be typed here
        environment["MLSCAFFOLD_CALLED"] = f"python3 {shlex.quote(str(ROOT / 'dev.py'))}"
    # Tests start Python many times over; compiling scikit-learn each time would take 4 s.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([tool, *command[1:]], cwd=inside, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
