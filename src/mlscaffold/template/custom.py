"""Templates of other people: a folder or a git address, and what they must not do."""

from __future__ import annotations

import re
from pathlib import Path

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.template.templates import BUILT_IN, Template, built_in

SHORT = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
ADDRESS = r"(git\+|https?://|ssh://|git://|file://|git@|gh:|gl:).+|.+\.(git|bundle)"
NEVER = (".git",)  # git reads commands from it


def find_template(place: str | None, ref: str | None, downloads: Path) -> Template:
    """The built-in template, a folder, or what lies at a git address, fetched into `downloads`."""
    if place in (None, BUILT_IN, f"mlscaffold:{BUILT_IN}"):
        template = built_in()
        if ref not in (None, template.version):
            hint = f"this mlscaffold has {template.version}: leave --ref out"
            raise UsageError(f"the built-in template has no version `{ref}`", hint)
        return template
    assert place is not None
    template = fetched(place, ref, downloads)
    check_links(template.folder, "the template")
    return template


def fetched(place: str, ref: str | None, downloads: Path) -> Template:
    """A template of one's own."""
    folder = Path(place).expanduser()
    if not place.strip() or not place.isprintable() or place.startswith("-"):
        raise UsageError(f"{place!r} is no template", "give a folder or a git address")
    if folder.is_dir():
        address = str(folder.resolve())
        if not (folder / ".git").exists() or ref == "HEAD":
            return plain(folder.resolve(), address, ref)
        return clone(address, address, ref, downloads)
    if not re.fullmatch(ADDRESS, place):
        hint = "give a folder, or a git address such as https://host/name.git"
        raise UsageError(f"there is no template `{place}`", hint)
    check_no_password(place)
    return clone(url_of(place), place, ref, downloads)


def check_no_password(address: str) -> None:
    """Refuse an address that would bring a secret into a project; a token may stand for a name."""
    if re.match(r"(git\+)?https?://[^/]*@", address):
        message = "--template has a name or password in it, which would be written into the project"
        raise UsageError(message, "leave it out; git asks its credential helper, or ~/.netrc")


def url_of(address: str) -> str:
    """An address as git takes it: Copier's short forms written out."""
    for short, long in SHORT.items():
        if address.startswith(short):
            return long + address.removeprefix(short).removesuffix(".git") + ".git"
    return address.removeprefix("git+")


def plain(folder: Path, address: str, ref: str | None) -> Template:
    """A folder as it stands."""
    if ref not in (None, "HEAD"):
        raise UsageError(f"`{folder}` is no git repository: it has no `{ref}`", "leave --ref out")
    return Template(folder.name, folder, address)


def clone(url: str, address: str, ref: str | None, downloads: Path) -> Template:
    """A repository at a tag, by default its latest one."""
    from mlscaffold.process import CommandError, run

    folder = downloads / "template"
    if ref is not None and (ref.startswith("-") or not ref.isprintable() or not ref.strip()):
        raise UsageError(f"{ref!r} is no version", "give a tag, a branch or a commit")
    git = ["git", "-c", "core.hooksPath=/dev/null"]
    try:
        run([*git, "clone", "--quiet", "--no-checkout", "--", url, str(folder)], cwd=downloads)
        wanted = ref or latest(run([*git, "tag", "--list"], cwd=folder).split()) or "HEAD"
        run([*git, "checkout", "--quiet", "--detach", wanted, "--"], cwd=folder)
    except CommandError as error:
        lines = [line for line in error.output.splitlines() if line.strip()] or ["no output"]
        hint = "check the address and --ref" if ref else "check the address and the network"
        message = f"the template `{address}` cannot be fetched: {lines[-1].strip()}"
        raise UsageError(message, hint) from error
    name = re.sub(r"\.(git|bundle)$", "", address.rstrip("/").rpartition("/")[2])
    return Template(name, folder, address, wanted)


def latest(tags: list[str]) -> str | None:
    """The highest version among tags, as Copier takes it."""
    from packaging.version import InvalidVersion, Version

    versions = {}
    for tag in tags:
        try:
            version = Version(tag)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            versions[version] = tag
    return versions[max(versions)] if versions else None


def check_links(folder: Path, what: str) -> None:
    """Refuse links that lead out of a folder: what they name is not the template's."""
    root = folder.resolve()
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            inside = path.relative_to(folder)
            message = f"{what} has a link `{inside}` that leads out of it, to `{path.readlink()}`"
            raise Untrusted(message, "do not use it, or ask its author")


def check_rendered(folder: Path) -> None:
    """Refuse a rendered project with files that could do harm where they lie."""
    check_links(folder, "the project")
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if any(part.lower() in NEVER for part in inside.parts):
            message = f"the template would write `{inside}`, from which git runs commands"
            raise Untrusted(message, "do not use it, or ask its author")
        if not path.name.isprintable():
            raise Untrusted(f"the template would write a file called {path.name!r}", "see above")


class Untrusted(MlscaffoldError):
    """A template does what no template needs."""

    exit_code = 2
