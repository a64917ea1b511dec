"""Parts of other people: folders in the form of the template's own, put among those before rendering.

Nothing of them is run: their files are rendered by Jinja in its sandbox, like the rest.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.template.origins import fetched
from mlscaffold.template.parts import FOLDER, part_in
from mlscaffold.template.questions import read
from mlscaffold.template.templates import Template
from mlscaffold.template.trust import Untrusted

KEY = "other_parts"  # the answer that records where they come from
NAME = r"[a-z][a-z0-9_]{0,30}"
FORM = "{{ '.' if NAME }}/{# part #}/question.yml"


def composed(template: Template, sources: Iterable[str], folder: Path) -> Template:
    """The template with the parts of some sources among its own."""
    sources = list(sources)
    if not sources:
        return template
    if not template.is_built_in or KEY not in {
        each.key for each in read(template.folder).questions
    }:
        raise UsageError(f"`{template.name}` takes no other people's parts", "leave out --parts")
    whole = folder / "composed" / template.name
    shutil.copytree(template.folder, whole)
    for source, place in beside(sources, folder / "sources"):
        for part in found(source, place):
            put(part, whole / "project", source)
    return replace(template, folder=whole)


def found(source: str, downloads: Path) -> list[Path]:
    """The folders of parts in a source: itself, those in it, or those in its `project/`."""
    root = fetched(*split(source), downloads).folder
    folders = [root] if (root / FOLDER).is_dir() else []
    folders += [file.parents[1] for file in sorted(root.glob(f"*/{FOLDER}/question.yml"))]
    folders += [file.parents[1] for file in sorted(root.glob(f"project/*/{FOLDER}/question.yml"))]
    if not folders:
        raise UsageError(f"`{source}` holds no parts", f"each is a folder with {FORM}")
    return folders


def put(part: Path, tree: Path, source: str) -> None:
    """Copy a part into the template's tree, if it only adds files to it."""
    name = part_in(part).name
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"`{source}`: `{name}` is no name of a part", "lower case letters, _ and digits"
        )
    if name in {each.key for each in read(tree.parent).questions}:
        raise UsageError(f"`{source}`: there is a part or question `{name}` already", "rename it")
    check_files(part, source)
    if taken := set(places(part)) & set(places(tree)):
        hint = "what it adds to a shared file is a fragment in {# part #}/"
        raise UsageError(f"`{source}`: the part {name} would replace `{min(taken)}`", hint)
    shutil.copytree(part, tree / f"{{{{ '.' if {name} }}}}")


def check_files(part: Path, source: str) -> None:
    """Refuse links, and paths that lead elsewhere once they are rendered."""
    for path in part.rglob("*"):
        inside, name = path.relative_to(part), path.name.replace("{{ package }}", "")
        if path.is_symlink():
            raise Untrusted(f"`{source}` has a link `{inside}`", "a part is made of files")
        elsewhere = path.name == ".git" or any(each in name for each in ("..", "{%", ".git/"))
        if elsewhere or ("{{" in name and not re.fullmatch(r"\{\{ '\.' if .+ \}\}", name)):
            message = f"`{source}` has a path `{inside}` that may lead elsewhere"
            raise Untrusted(message, "rename it")


def places(tree: Path) -> Iterator[str]:
    """Where the files of a tree come to lie, whatever their conditions."""
    for file in tree.rglob("*"):
        parts = [part for part in file.relative_to(tree).parts if not part.startswith("{{ '.' if")]
        if file.is_file() and FOLDER not in parts:
            yield "/".join(parts).removesuffix(".jinja")


def split(source: str) -> tuple[str, str | None]:
    """The address and the version of a source, such as gh:ana/parts@v1."""
    place, at, ref = source.rpartition("@")
    is_version = at and place and not re.search(r"[/:]", ref) and re.search(r"[/:]", place)
    return (place, ref) if is_version else (source, None)


def pinned(sources: Iterable[str], folder: Path) -> list[str]:
    """Sources as they are recorded: with their version, a folder by its whole path."""
    return [pin(source, place) for source, place in beside(sources, folder / "pinned")]


def newest(sources: Iterable[str], folder: Path) -> list[str]:
    """The same sources in their newest versions; a folder has none."""
    pairs = beside(sources, folder / "newest")
    return [pin(split(source)[0], place) if split(source)[1] else source for source, place in pairs]


def pin(source: str, downloads: Path) -> str:
    """A source with the version that was taken."""
    taken = fetched(*split(source), downloads)
    return f"{taken.address}@{taken.ref}" if taken.ref else taken.address


def beside(sources: Iterable[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Each source with a folder of its own to be fetched into."""
    for number, source in enumerate(sources):
        place = folder / str(number)
        place.mkdir(parents=True)
        yield source, place
