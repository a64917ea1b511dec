"""Parts of other people: folders in the form of the template's own, put among those before rendering.

Nothing of them is run: their files are rendered by Jinja in its sandbox, like the rest.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from mlscaffold.errors import UsageError
from mlscaffold.template.origins import fetched
from mlscaffold.template.parts import FOLDER, part_in
from mlscaffold.template.questions import read
from mlscaffold.template.templates import Template
from mlscaffold.template.trust import Unusable

KEY = "other_parts"  # the answer that records where they come from
NAME = r"[a-z][a-z0-9_]{0,30}"
FORM = "{{ '.' if NAME }}/{# part #}/question.yml"


def composed(template: Template, sources: Iterable[str], folder: Path) -> Template:
    """The template with the parts of some sources among its own."""
    sources = list(sources)
    if not sources:
        return template
    if not template.is_built_in or KEY not in keys(template.folder):
        raise UsageError(f"`{template.name}` takes no other people's parts", "leave out --parts")
    whole = folder / "composed" / template.name
    shutil.copytree(template.folder, whole)
    for source in sources:
        for part in parts_at(source, folder):
            put(part, whole / "project", source)
    return replace(template, folder=whole)


def keys(template: Path) -> set[str]:
    """What a template asks."""
    return {question.key for question in read(template).questions}


def parts_at(source: str, downloads: Path) -> list[Path]:
    """The folders of parts in a source: itself, those in it, or those in its `project/`."""
    root = taken(*split(source), downloads).folder
    folders = [root] if (root / FOLDER).is_dir() else []
    for below in ("*", "project/*"):
        found = sorted(root.glob(f"{below}/{FOLDER}/question.yml"))
        folders += [file.parents[1] for file in found]
    if not folders:
        raise UsageError(f"`{source}` holds no parts", f"each is a folder with {FORM}")
    return folders


def put(part: Path, tree: Path, source: str) -> None:
    """Copy a part into the template's tree, if it only adds files to it."""
    name = part_in(part).name
    if not re.fullmatch(NAME, name):
        message = f"`{source}`: `{name}` is no name of a part"
        raise UsageError(message, "lower case letters, _ and digits")
    if name in keys(tree.parent):
        raise UsageError(f"`{source}`: there is a part or question `{name}` already", "rename it")
    check_files(part, source)
    if both := set(places(part)) & set(places(tree)):
        hint = "what it adds to a shared file is a fragment in {# part #}/"
        raise UsageError(f"`{source}`: the part {name} would replace `{min(both)}`", hint)
    shutil.copytree(part, tree / f"{{{{ '.' if {name} }}}}")


def check_files(part: Path, source: str) -> None:
    """Refuse links, and paths that lead elsewhere once they are rendered."""
    for path in part.rglob("*"):
        inside, name = path.relative_to(part), path.name.replace("{{ package }}", "")
        if path.is_symlink():
            raise Unusable(f"`{source}` has a link `{inside}`", "a part is made of files")
        elsewhere = path.name == ".git" or any(each in name for each in ("..", "{%", ".git/"))
        if elsewhere or ("{{" in name and not re.fullmatch(r"\{\{ '\.' if .+ \}\}", name)):
            message = f"`{source}` has a path `{inside}` that may lead elsewhere"
            raise Unusable(message, "rename it")


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
    return [pin(*split(source), folder) for source in sources]


def newest(sources: Iterable[str], folder: Path) -> list[str]:
    """The same sources in their newest versions; a folder has none."""
    parts = ((source, *split(source)) for source in sources)
    return [pin(place, None, folder) if ref else source for source, place, ref in parts]


def pin(place: str, ref: str | None, folder: Path) -> str:
    """A source with the version that was taken."""
    found = taken(place, ref, folder)
    return f"{found.address}@{found.ref}" if found.ref else found.address


def taken(place: str, ref: str | None, folder: Path) -> Template:
    """What lies at an address, fetched into a folder of its own."""
    return fetched(place, ref, Path(mkdtemp(dir=folder)))
