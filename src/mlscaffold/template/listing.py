"""The files of a project as a tree, each with its length and a line of why it is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.text import clipped

# Files that cannot say it themselves.
KNOWN = {
    "LICENSE": "the licence",
    ".gitignore": "what git leaves out",
    ".dvcignore": "what DVC leaves out",
    ".dockerignore": "what the image leaves out",
    ".copier-answers.yml": "the answers: makes the same project again",
    "uv.lock": "every package with its version",
    "requirements.txt": "the same for pip",
    "__init__.py": "makes the folder a package",
    ".python-version": "the Python it runs on",
    "README.md": "the project's front page",
    "pyproject.toml": "packages, and settings of the tools",
    "conftest.py": "what the tests share",
    "params.yaml": "settings of the pipeline",
    "ci.yml": "checks every push",
    "service.json": "the dashboard of the service",
    "config": "settings of DVC",
}
# The first docstring, title or heading; the first line of other files where it is a comment.
SAID = {
    ".py": r'"""(.+?)(?:"""|\n)',
    ".html": r"<title>(.+?)</title>",
    ".md": r"^#+ (.+)",
    ".ipynb": r'"#+ (.+?)(?:\\n)?"',
    ".sql": r"\A\s*--[ #*/>-]*(.+)",
    ".js": r"\A\s*//[ #*/>-]*(.+)",
    ".css": r"\A\s*/\*[ #*/>-]*(.+?)[ */]*$",
}
COMMENT = r"\A\s*#[ #*/>-]*(.+)"
BEGINNING = 10_000  # bytes of a file in which it says so


@dataclass(frozen=True)
class Listed:
    """A file of the project."""

    path: str
    lines: int
    why: str


def listing(folder: Path) -> list[Listed]:
    """Every file below a folder, in the order of a tree."""
    files = [file for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts]
    files.sort(key=lambda file: [(part.lower(), part) for part in file.relative_to(folder).parts])
    return [listed(folder, file) for file in files]


def listed(folder: Path, file: Path) -> Listed:
    """One file: its lines, and why it is there in its own words."""
    with file.open("rb") as content:  # which may be a table of gigabytes
        beginning = content.read(BEGINNING)
        lines = beginning.count(b"\n") + sum(line.count(b"\n") for line in content)
    path, text = file.relative_to(folder).as_posix(), beginning.decode("utf-8", "replace")
    return Listed(path, lines, KNOWN.get(file.name) or why(file, text))


def why(file: Path, text: str) -> str:
    """The first sentence of a docstring, comment or heading; of tests what they are named after."""
    if file.suffix == ".j2":
        return f"the words of {file.name.split('.')[0].replace('-', ' ')}"
    if file.match("test_*.py") and not text.lstrip().startswith('"""'):
        return f"tests of {file.stem.removeprefix('test_').replace('_', ' ')}"
    found = re.search(SAID.get(file.suffix, COMMENT), text, re.MULTILINE)
    words = " ".join(found[1].split()) if found else ""
    return re.split(r"(?<=\w)\.(?:\s|$)", words)[0]


def tree(files: list[Listed], width: int) -> Iterator[str]:
    """Lines of a tree: a folder once, its files below it."""
    seen: set[str] = set()
    names = [f"{'  ' * file.path.count('/')}  {file.path.rpartition('/')[2]}" for file in files]
    widest = min(34, 2 + max(map(len, names), default=0))
    for file, name in zip(files, names, strict=True):
        *folders, _ = file.path.split("/")
        for depth, folder in enumerate(folders):
            if (path := "/".join(folders[: depth + 1])) not in seen:
                seen.add(path)
                yield clipped(f"{'  ' * (depth + 1)}{folder}/", width)
        yield clipped(f"{name:<{widest}} {file.lines:>5}  {file.why}".rstrip(), width)
