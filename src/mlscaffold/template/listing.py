"""The files of a project as a tree, each with its length and a line of why it is there."""

from __future__ import annotations

import json
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
COMMENTS = {".sql": "--", ".js": "//", ".css": "/*", ".html": "<!--"}
LONGEST = 200_000  # characters of a file that are looked at


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
    text = file.read_bytes()[:LONGEST].decode("utf-8", "replace")
    path = file.relative_to(folder).as_posix()
    return Listed(path, text.count("\n"), KNOWN.get(file.name) or why(file, text))


def why(file: Path, text: str) -> str:
    """The first sentence of a docstring, comment or heading."""
    if file.suffix == ".py":
        return sentence(about_module(file.stem, text))
    if file.suffix == ".html":
        found = re.search(r"<title>(.+?)</title>", text, re.DOTALL)
        return sentence(found[1]) if found else "a page"
    if file.suffix in (".md", ".ipynb"):
        return sentence(heading(file, text))
    if file.suffix == ".j2":
        return f"the words of {file.name.split('.')[0].replace('-', ' ')}"
    mark = COMMENTS.get(file.suffix, "#")
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return sentence(first.removeprefix(mark).strip("# */->")) if first.startswith(mark) else ""


def about_module(name: str, text: str) -> str:
    """The docstring of a module; of tests without one what they are named after."""
    own = re.match(r'(?:#.*\n|\s)*"""(.+?)(?:"""|\n)', text)
    if own is None and name.startswith("test_"):
        return f"tests of {name.removeprefix('test_').replace('_', ' ')}"
    found = own or re.search(r'"""(.+?)(?:"""|\n)', text)
    return found[1] if found else ""


def heading(file: Path, text: str) -> str:
    """The title of a Markdown file, or of a notebook's first cell."""
    if file.suffix == ".ipynb":
        try:
            text = "".join(json.loads(text)["cells"][0]["source"])
        except (ValueError, LookupError, TypeError):
            return ""
    found = re.search(r"^#+ (.+)", text, re.MULTILINE)
    return found[1] if found else ""


def sentence(text: str) -> str:
    """A text up to its first full stop."""
    return re.split(r"(?<=\w)\.(?:\s|$)", " ".join(text.split()))[0]


def tree(files: list[Listed], width: int) -> Iterator[str]:
    """Lines of a tree: a folder once, its files below it."""
    seen: set[tuple[str, ...]] = set()
    names = min(34, max((len(name(file)) for file in files), default=0))
    for file in files:
        *folders, _ = parts = file.path.split("/")
        for depth in range(1, len(folders) + 1):
            if tuple(folders[:depth]) not in seen:
                seen.add(tuple(folders[:depth]))
                yield clipped(f"{'  ' * depth}{folders[depth - 1]}/", width)
        line = f"{'  ' * len(parts)}{parts[-1]:<{max(1, names - 2 * len(parts))}} {file.lines:>5}  "
        yield clipped((line + file.why).rstrip(), width)


def name(file: Listed) -> str:
    """A file's name as far to the right as it stands in the tree."""
    return "  " * file.path.count("/") + "  " + file.path.rpartition("/")[2] + "  "
