"""Compares this tool with plain Copier on templates that you have at hand: their trees, byte for byte.

    .venv/bin/python scripts/beside_copier.py [--trust] [--set KEY=VALUE]… TEMPLATE[@OLD[..NEW]]…

A TEMPLATE is a folder under git, a bundle or an address. OLD is by default the release before the last one.
`new` must give the tree of `copier copy`; where `update` and `copier update` differ after some work on the
project, the files are listed.
Tasks are run by neither. The exit code is 1 when a tree of `new` differs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.template.origins import origin_of

BIN = Path(sys.executable).parent
PLAIN = ["--defaults", "--quiet", "--skip-tasks", "--vcs-ref"]
Tree = dict[str, tuple[int, bytes]]


def main() -> int:
    """Compare them all; say what differs."""
    words = iter(sys.argv[1:])
    options: list[str] = []
    templates: list[str] = []
    for word in words:
        if word == "--set":
            options += [word, next(words)]
        else:
            (options if word.startswith("-") else templates).append(word)
    if not templates:
        print(__doc__)
        return 2
    wrong = [compared(each, options) for each in templates]
    return int(any(wrong))


def compared(text: str, options: list[str]) -> bool:
    """Whether the trees of `new` and `copier copy` differ; both are updated as well."""
    address, _, span = text.rpartition("@") if "@" in Path(text).name else (text, "", "")
    place = str(Path(address).resolve()) if Path(address).exists() else address
    old, _, new = span.partition("..")
    versions = known(place)
    old, new = old or versions[-2:][0], new or versions[-1]
    with TemporaryDirectory(prefix="beside-copier-") as name:
        ours, theirs = Path(name, "ours/project"), Path(name, "theirs/project")
        ours.parent.mkdir()
        print(f"\n{text}: new {old}")
        wrong = made(place, old, options, ours, theirs)
        if ours.exists() and theirs.exists() and old != new:
            for each in (ours, theirs):
                worked_on(each)
            print(f"update to {new}")
            updated(new, ["--trust"] * ("--trust" in options), ours, theirs)
        return wrong


def made(place: str, old: str, options: list[str], ours: Path, theirs: Path) -> bool:
    """Make a project with both; whether they differ, or none was made."""
    answers = ["--data" if word == "--set" else word for word in options]
    order = ["new", ours, "--template", place, "--ref", old, "-y", "--skip-tasks", *options]
    done = [
        run("mlscaffold", *order),
        run("copier", "copy", *PLAIN, old, *answers, place, theirs),
    ]
    return not tell(done, ours, theirs)


def updated(new: str, trust: list[str], ours: Path, theirs: Path) -> None:
    """Update both projects; list what differs."""
    names = sorted(file.name for file in theirs.glob(".copier-*.y*ml"))
    recorded = ["--answers-file", *names[:1]]
    done = [
        run("mlscaffold", "update", ours, "--to", new, "-y", *trust, *recorded),
        run("copier", "update", *PLAIN, new, *trust, *recorded, theirs),
    ]
    tell(done, ours, theirs)


def tell(failed: list[str], ours: Path, theirs: Path) -> bool:
    """Say what went wrong and what differs; whether both are there and the same."""
    differs = differing(ours, theirs) if ours.exists() and theirs.exists() else []
    wrong = [*filter(None, failed), *differs]
    print(*(f"  {each}" for each in wrong or [f"the same {len(tree_of(ours))} files"]), sep="\n")
    return not wrong


def known(address: str) -> list[str]:
    """The released versions of a template."""
    return origin_of(address, Path.cwd()).versions


def run(program: str, *arguments: object) -> str:
    """Run one of the two; why it failed, in a line, or nothing."""
    command = [str(BIN / program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    said = " / ".join(line for line in done.stderr.splitlines()[-2:] if line.strip())
    return f"{program}: exit code {done.returncode}: {said}" if done.returncode else ""


def worked_on(folder: Path) -> None:
    """Write a line into the README and delete the last file, as an owner would; all of it under git."""
    with (folder / "README.md").open("a", encoding="utf-8") as readme:
        readme.write("\nMine.\n")
    files = [name for name in tree_of(folder) if not name.startswith(".")]
    (folder / max(files)).unlink()
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@localhost"]
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        [*who, "commit", "--allow-empty", "-qm", "worked on"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)


def tree_of(folder: Path) -> Tree:
    """Every file outside `.git`: whether it may be run, and its content; of a link where it leads."""
    found: Tree = {}
    for file in (
        each for each in folder.rglob("*") if ".git" not in each.relative_to(folder).parts
    ):
        name = str(file.relative_to(folder))
        if file.is_symlink():
            found[name] = (0, str(file.readlink()).encode())
        elif file.is_file():
            found[name] = (file.stat().st_mode & 0o111, file.read_bytes())
    return found


def differing(ours: Path, theirs: Path) -> list[str]:
    """What differs between two projects, a line each."""
    left, right = tree_of(ours), tree_of(theirs)
    names = sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
    sides = {(True, False): "only ours", (False, True): "only Copier's", (True, True): "differs"}
    return [f"{sides[name in left, name in right]}: {name}" for name in names]


if __name__ == "__main__":
    sys.exit(main())
