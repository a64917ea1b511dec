"""Where a project's template and its versions come from: the package itself, or a git address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.git.plumbing import GitError, demand
from mlscaffold.template.custom import url_of
from mlscaffold.template.templates import Template, built_in
from mlscaffold.update import releases

SCHEME = "mlscaffold:"
BETWEEN = re.compile(r"-\d+-g[0-9a-f]+$")  # `git describe` of a commit after a tag


class Origin(Protocol):
    """A template that has versions."""

    @property
    def address(self) -> str:
        """What projects record."""

    @property
    def versions(self) -> list[str]:
        """All versions that can be updated to, oldest first."""

    def template(self, version: str, folder: Path) -> Template:
        """The template of a version, put into `folder` where it does not lie anywhere yet."""


@dataclass(frozen=True)
class BuiltIn:
    """The template in this package: its released versions, and what lies in the folder."""

    current: Template

    @property
    def address(self) -> str:
        """What projects record."""
        return f"{SCHEME}{self.current.name}"

    @property
    def bundle(self) -> Path:
        """The released versions."""
        return releases.bundle_of(self.current)

    @property
    def versions(self) -> list[str]:
        """The released versions and that of the folder, which may be in development."""
        return in_order({*releases.released(self.bundle), self.current.version})

    def template(self, version: str, folder: Path) -> Template:
        """The folder itself, or a released version unpacked."""
        if version == self.current.version:
            return self.current
        releases.extract(self.bundle, version, folder / self.current.name)
        return Template(self.current.name, folder / self.current.name)


@dataclass(frozen=True)
class GitTemplate:
    """A template in a git repository, or a bundle of one; its versions are its tags."""

    address: str
    place: str

    @cached_property
    def tags(self) -> list[str]:
        """Its tags that are versions, oldest first."""
        output = remote(["ls-remote", "--tags", "--refs", self.place], self.address)
        names = (line.partition("refs/tags/")[2] for line in output.splitlines())
        return in_order({name for name in names if number(name)})

    @property
    def versions(self) -> list[str]:
        """Its tags; without any, the commit that is its head."""
        final = [tag for tag in self.tags if not is_development(tag)]
        if final or self.tags:
            return final or self.tags
        head = remote(["ls-remote", self.place, "HEAD"], self.address).split()
        return [head[0][:7]] if head else []

    def template(self, version: str, folder: Path) -> Template:
        """A clone of it with that version checked out."""
        remote(["clone", "--quiet", self.place, str(folder / "clone")], self.address)
        try:
            command = ["-c", "advice.detachedHead=false", "checkout", "--quiet", committed(version)]
            demand(command, cwd=folder / "clone")
        except GitError as error:
            hint = f"there are {', '.join(self.versions)}"
            raise UsageError(f"`{self.address}` has no version {version}", hint) from error
        return Template(self.address, folder / "clone")


def remote(command: list[str], address: str) -> str:
    """Ask a repository elsewhere."""
    # Nobody is there to type a password into a child process.
    quiet = {"GIT_TERMINAL_PROMPT": "0"}
    try:
        return demand(command, cwd=Path.cwd(), variables=quiet).decode("utf-8", "replace")
    except GitError as error:
        reason = error.message.rpartition(": ")[2]
        message = f"the template `{address}` cannot be read: {reason}"
        raise MlscaffoldError(message, "check the address, the network and your access") from error


def committed(version: str) -> str:
    """What names a version's commit: the hash where `git describe` wrote one."""
    found = re.search(r"-\d+-g([0-9a-f]+)$", version)
    return found[1] if found else version


def origin_of(address: str, folder: Path) -> Origin:
    """The origin that a project in `folder` recorded."""
    if address.startswith(SCHEME):
        name = address.removeprefix(SCHEME)
        try:
            return BuiltIn(built_in(name))
        except StopIteration:
            hint = "upgrade mlscaffold; or correct `_src_path` in the answers file"
            raise UsageError(f"there is no built-in template `{name}`", hint) from None
    return GitTemplate(address, reachable(address, folder))


def reachable(address: str, folder: Path) -> str:
    """An address as git takes it: short forms written out, paths made absolute."""
    place = url_of(address)
    if "://" in place or re.match(r"[\w.-]+@[\w.-]+:", place):
        return place
    for path in (folder / Path(place).expanduser(), Path(place).expanduser()):
        if path.exists():
            return str(check_versions(path.resolve()))
    raise UsageError(
        f"the template `{address}` is not there", "correct `_src_path` in the answers file"
    )


def check_versions(path: Path) -> Path:
    """Refuse a folder that has no versions."""
    if path.is_dir() and not ((path / ".git").exists() or (path / "HEAD").exists()):
        hint = "put it under git and tag its versions"
        raise UsageError(f"the template `{path}` is no git repository and has no versions", hint)
    return path


def number(version: str) -> tuple[Any, bool] | None:
    """What orders versions: the number, and whether commits follow it; None without a number."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(BETWEEN.sub("", version)), bool(BETWEEN.search(version))
    except InvalidVersion:
        return None


def is_development(version: str) -> bool:
    """Whether it is a version on the way to a release."""
    from packaging.version import Version

    return Version(version).is_prerelease


def in_order(versions: set[str]) -> list[str]:
    """Versions, oldest first."""
    return sorted(versions, key=lambda version: number(version) or ())


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; of those without a number none does."""
    mine, others = number(version), number(other)
    return bool(mine and others and mine < others)
