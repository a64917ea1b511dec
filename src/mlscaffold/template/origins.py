"""Where a template and its versions come from: this package, a folder, or a git address."""

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.git.calls import IDENTITY, GitError, call, demand
from mlscaffold.names import nearest
from mlscaffold.template.addresses import Address, address_of
from mlscaffold.template.templates import SCHEME, Template, built_in
from mlscaffold.template.trust import check_links
from mlscaffold.template.versions import BETWEEN, committed, final, in_order, is_same

MOST = 8  # versions that a message names


@dataclass(frozen=True)
class Origin:
    """A template in a git repository, or a bundle of one; its versions are its tags."""

    place: Address

    @property
    def address(self) -> str:
        """What projects record."""
        return self.place.text

    @cached_property
    def references(self) -> dict[str, str]:
        """Its tags and its head, each with its commit."""
        wanted = ["ls-remote", "--", self.place.url, "HEAD", "refs/tags/*"]
        found = {}
        for line in remote(wanted, self.place, Path.cwd()).splitlines():
            commit, _, name = line.partition("\t")
            found[name.removeprefix("refs/tags/").removesuffix("^{}")] = commit
        return found

    @property
    def versions(self) -> list[str]:
        """Its released versions, oldest first; without any, what its head is called."""
        head = self.references.get("HEAD", "")
        named = [name for name in in_order(self.references) if self.references[name] == head]
        return final(self.references) or [*named, head[:7]][:1] if head else []

    def knows(self, version: str) -> bool:
        """Whether it is one of its tags, a commit after one, or its head."""
        tag = BETWEEN.sub("", version)
        return tag in self.references or is_same(version, self.references.get("HEAD", ""))

    def template(self, version: str | None, folder: Path, *, edits: bool = False) -> Template:
        """A clone with a version checked out, by default the newest; on wish with its edits."""
        clone = folder / "template"
        folder.mkdir(parents=True, exist_ok=True)
        options = ["clone", "--quiet", "--no-checkout", "--", self.place.url, str(clone)]
        remote(options, self.place, folder)
        tags = demand(["tag", "--list"], cwd=clone).decode("utf-8", "replace").split()
        wanted = [*final(tags)[-1:], "HEAD"][0] if version is None else version
        commit = commit_of(clone, wanted)
        if commit is None:
            raise unknown(f"`{self.address}`", wanted, self.versions)
        described = ["describe", "--tags", "--always", commit]
        name = wanted if wanted in tags else demand(described, cwd=clone).decode().strip()
        if edits and self.place.path:
            commit = with_edits(clone, self.place.path, commit)
        demand(["-c", "core.autocrlf=false", "checkout", "--quiet", "--detach", commit], cwd=clone)
        return Template(self.place.name, clone, self.address, name)


@dataclass(frozen=True)
class BuiltIn(Origin):
    """The template in this package: what lies in its folder, and its releases in a git bundle beside it."""

    current: Template

    @property
    def versions(self) -> list[str]:
        """The released versions and that of the folder, which may be in development."""
        return in_order({*self.released, self.current.version})

    @property
    def released(self) -> list[str]:
        """The released versions, oldest first."""
        return in_order(self.references) if self.current.bundle.exists() else []

    def knows(self, version: str) -> bool:
        """Whether it can be had."""
        return version in self.versions

    def template(self, version: str | None, folder: Path, *, edits: bool = False) -> Template:
        """The folder itself, or a released version unpacked."""
        if version in (None, self.current.version):
            return self.current
        if not self.knows(str(version)):
            raise unknown("the built-in template", f"`{version}` here", self.versions)
        return self.unpacked(str(version), folder)

    def unpacked(self, version: str, folder: Path) -> Template:
        """A released version, as a plain folder."""
        found = super().template(version, folder).folder
        shutil.rmtree(found / ".git")
        return replace(self.current, folder=found, ref=version)


def with_releases(current: Template) -> BuiltIn:
    """The built-in template with all its versions."""
    return BuiltIn(Address(current.origin, str(current.bundle), current.bundle), current)


def remote(command: list[str], place: Address, folder: Path) -> str:
    """Ask a repository elsewhere. Nobody is there to type a password into a child process."""
    try:
        variables = {"GIT_TERMINAL_PROMPT": "0"}
        return demand(command, cwd=folder, variables=variables).decode("utf-8", "replace")
    except GitError as error:
        message = f"the template `{place.text}` cannot be read: {error.reason}"
        if place.path or place.url.startswith("file:"):
            hint = "give a git repository, or a folder with a template"
            raise UsageError(message, hint) from error
        raise MlscaffoldError(message, "check the address, the network and your access") from error


def copied(origin: Origin, folder: Path) -> Origin:
    """The same origin with all its versions on this machine: they are fetched once."""
    if origin.place.path:
        return origin
    mirror = folder / "mirror"
    command = ["clone", "--quiet", "--mirror", "--", origin.place.url, str(mirror)]
    remote(command, origin.place, folder)
    return Origin(replace(origin.place, url=str(mirror), path=mirror))


def commit_of(clone: Path, version: str) -> str | None:
    """The commit of a tag, a commit, a branch, or what `git describe` called one."""
    is_name = version.isprintable() and not version.startswith("-")  # no option of git's
    for name in (committed(version), f"origin/{version}") if is_name else ():
        wanted = ["rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
        code, output, _ = call(wanted, cwd=clone)
        if not code:
            return output.decode().strip()
    return None


def with_edits(clone: Path, folder: Path, commit: str) -> str:
    """What lies in a template's own folder, as a commit that only the clone has."""
    where = {"GIT_DIR": str(clone / ".git"), "GIT_WORK_TREE": str(folder)}
    where |= {"GIT_INDEX_FILE": str(clone / ".git/edits")} | IDENTITY
    demand(["add", "--all"], cwd=folder, variables=where)
    tree = demand(["write-tree"], cwd=folder, variables=where).decode().strip()
    made = ["commit-tree", tree, "-p", commit, "-m", "edits"]
    return demand(made, cwd=folder, variables=where).decode().strip()


def find_template(place: str | None, ref: str | None, downloads: Path) -> Template:
    """The built-in template, a folder, or what lies at a git address, fetched into `downloads`."""
    ours = with_releases(built_in())
    if place not in (None, ours.current.name, ours.address):
        return fetched(place, ref, downloads)
    return ours.template(ref, downloads)


def fetched(place: str, ref: str | None, downloads: Path) -> Template:
    """A template, or parts, of other people."""
    address = address_of(place)
    if address.path:
        address = replace(address, text=str(address.path))
    if address.path and not address.has_versions:
        if ref not in (None, "HEAD"):
            message = f"`{address.path}` is no git repository: it has no `{ref}`"
            raise UsageError(message, "leave --ref out")
        template = Template(address.name, address.path, address.text)
    else:
        edits = ref == "HEAD" and bool(address.path and (address.path / ".git").exists())
        template = Origin(address).template(ref, downloads, edits=edits)
    check_links(template.folder, "the template")
    return template


def origin_of(address: str, folder: Path) -> Origin:
    """The origin that a project in `folder` recorded."""
    ours = with_releases(built_in())
    if address == ours.address:
        return ours
    right = f"`_src_path: {ours.address}` is right for a project of the built-in template"
    hint = f"correct `_src_path` in its answers file: {right}"
    if address.startswith(SCHEME) or nearest(address, [ours.address], cutoff=0.8):
        raise UsageError(f"there is no built-in template `{address}`", hint)
    place = address_of(address, folder, hint)
    if not place.has_versions:
        message = f"the template `{place.path}` is no git repository and has no versions"
        raise UsageError(message, "put it under git and tag its versions")
    return Origin(place)


def unknown(template: str, version: str, versions: list[str]) -> UsageError:
    """Why a version cannot be had: there are others, of which the newest are named."""
    few = ", ".join(["…"] * (len(versions) > MOST) + versions[-MOST:]) or "none"
    hint = f"there are {few}; `mlscaffold adopt` finds a project's own"
    return UsageError(f"{template} has no version {version}", hint)
