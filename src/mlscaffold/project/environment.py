"""A project's packages: locked to the versions that were tested together, and installed by uv."""

import os
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

from mlscaffold.errors import MlscaffoldError
from mlscaffold.process import CommandError, run

OFFLINE = ("failed to fetch", "dns error", "error sending request", "network")


class EnvironmentFailed(MlscaffoldError):
    """uv could not lock or install; the project itself is whole."""


def uv(*arguments: str, cwd: Path) -> str:
    """Run the uv that is installed with this tool; return what it printed."""
    try:
        return run([find_uv_bin(), *arguments], cwd=cwd)
    except CommandError as error:
        message = f"`uv {arguments[0]}` failed: {reason(error.output)}"
        raise EnvironmentFailed(message, "mend that and run `mlscaffold lock`") from error


def reason(output: str) -> str:
    """Why uv failed, in one line."""
    lines = [line.strip(" ×├─▶╰│") for line in output.strip().splitlines()] or ["no output"]
    if any(word in output.lower() for word in OFFLINE):
        return "the package index cannot be reached"
    errors = [line for line in lines if line.startswith(("error", "No solution", "Failed"))]
    return (errors or lines)[-1]


def lock(folder: Path, constraints: Path) -> None:
    """Write uv.lock with the tested versions, and requirements.txt from it for pip users."""
    with TemporaryDirectory() as name:
        for file in ("README.md", "pyproject.toml"):
            shutil.copy(folder / file, name)
        relock(Path(name), constraints)
        for file in ("uv.lock", "requirements.txt"):
            shutil.copy(Path(name, file), folder)


def relock(copy: Path, constraints: Path) -> None:
    """Lock a copy of a project: what is new in its tested version, what is locked in its own.

    In the project itself constraints would stand in the way of every later upgrade. uv keeps the
    versions that a lock file already has.
    """
    lock, file = copy / "uv.lock", copy / "pyproject.toml"
    locked, text = lock.read_text("utf-8") if lock.exists() else "", file.read_text("utf-8")
    if constraints.exists():
        known = set(re.findall(r'^name = "([^"]+)"', locked, re.MULTILINE))
        lines = constraints.read_text("utf-8").splitlines()
        fresh = [line for line in lines if line.partition("==")[0].strip() not in known]
        file.write_text(with_constraints(text, "\n".join(fresh)), encoding="utf-8")
        uv("lock", cwd=copy)
        file.write_text(text, encoding="utf-8")
    uv("lock", cwd=copy)
    uv("export", "--quiet", "--no-hashes", "--output-file", "requirements.txt", cwd=copy)


def with_constraints(pyproject: str, constraints: str) -> str:
    """A pyproject.toml whose versions are held to `constraints`."""
    lines = [line for line in constraints.splitlines() if line and not line.startswith("#")]
    listed = "\n".join(f"    {line!r}," for line in lines)
    setting = f"[tool.uv]\nconstraint-dependencies = [\n{listed}\n]\n"
    before, found, after = pyproject.partition("[tool.uv]\n")
    return before + setting + after if found else f"{pyproject}\n{setting}"


def workspace(target: Path) -> Path | None:
    """A folder above whose uv workspace would take the project in, with its lock and .venv."""
    for parent in target.parents:
        file = parent / "pyproject.toml"
        if file.is_file() and "[tool.uv.workspace]" in file.read_text("utf-8", "replace"):
            return parent
    return None


def install(folder: Path) -> None:
    """Make .venv with the locked packages; leave none when it fails."""
    try:
        uv("sync", "--locked", cwd=folder)
    except BaseException:
        shutil.rmtree(folder / ".venv", ignore_errors=True)
        raise


def typed_here(*commands: str) -> list[str]:
    """Commands of a project, written for uv, as they can be typed on this machine.

    Without uv, `mlscaffold lock` installs with the uv that it brings, and an activated environment
    stands for `uv run`.
    """
    if has_uv():
        return list(commands)
    found: list[str] = []
    for each in commands:
        if "uv run " in each and activation() not in found:
            found.append(activation())
        found.append(f"{program()} lock" if each == "uv sync" else each.replace("uv run ", ""))
    return found


def has_uv() -> bool:
    """Whether a person can type `uv`: the one beside our Python counts only where it is activated."""
    own, activated = Path(sys.executable).parent, os.environ.get("VIRTUAL_ENV") == sys.prefix
    places = [place for place in os.get_exec_path() if activated or Path(place) != own]
    return shutil.which("uv", path=os.pathsep.join(places)) is not None


def activation() -> str:
    """What activates a project's environment, typed in its folder."""
    if os.name == "nt":
        return r".venv\Scripts\activate"
    fish = os.environ.get("SHELL", "").endswith("fish")
    return "source .venv/bin/activate" + (".fish" if fish else "")


def program() -> str:
    """How this tool is called here: by its name; in a clone that is not installed, by `dev.py`."""
    return os.environ.get("MLSCAFFOLD_CALLED") or "mlscaffold"
