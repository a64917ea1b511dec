"""What tests of several kinds share: small tables, and the tool as its user runs it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from mlscaffold.process import LOG

# Machines are shared and slow at times: no test has a time limit.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
ROOT = Path(__file__).parent.parent

Mlscaffold = Callable[..., "subprocess.CompletedProcess[str]"]


def commands_of(group: Any, before: str = "") -> dict[str, Any]:
    """The commands of the command line by name, those of a group under both names."""
    found = {}
    for name, command in group.commands.items():
        inner = commands_of(command, f"{name} ") if hasattr(command, "commands") else {}
        found |= inner or {f"{before}{name}": command}
    return found


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tool keeps its logs and interviews in the tests."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def nothing_of_this_machine(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the tool's logs out of the user's folders, and those of one test out of the next."""
    monkeypatch.setenv("MLSCAFFOLD_STATE", str(state))
    yield
    LOG.handlers.clear()


@pytest.fixture
def mlscaffold(tmp_path: Path) -> Mlscaffold:
    """Runs the command line as its own process, in an empty folder unless `cwd` says where."""

    def run(*arguments: object, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mlscaffold", *map(str, arguments)]
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    return run


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """A small table with a date, a number with gaps, two kinds of text, and a class to predict."""
    return write_visits(tmp_path / "Visits 2024.csv")


@pytest.fixture(scope="session")
def visits_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for tests that only read it."""
    return write_visits(tmp_path_factory.mktemp("tables") / "Visits 2024.csv")


def write_visits(file: Path) -> Path:
    lines = ["Visit ID,Day,Age (years),Ward,Order,Note,Stays"]
    for number in range(240):
        age = "" if number % 17 == 0 else 20 + number * 7 % 60
        ward = ["north", "south", 'the "old" one'][number % 3].replace('"', '""')
        stays = "yes" if (number * 7 % 60 > 30) ^ (number % 11 == 0) else "no"
        day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        lines.append(f'v{number:04},{day},{age},"{ward}",{number % 5},note {number},{stays}')
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
