"""Released versions of the built-in template: one git bundle in the package, a tag for each."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import UsageError
from mlscaffold.git.plumbing import demand
from mlscaffold.template.templates import Template

TAGS = "refs/tags/"


def bundle_of(template: Template) -> Path:
    """The file beside the template that holds its released versions."""
    return template.folder.with_name(f"{template.name}.bundle")


def released(bundle: Path) -> dict[str, str]:
    """Versions in a bundle, oldest first, each with its commit; read from its first lines alone."""
    found = {}
    if bundle.exists():
        with bundle.open("rb") as file:
            while line := file.readline().strip():
                commit, _, name = line.decode("utf-8", "replace").partition(" ")
                if name.startswith(TAGS):
                    found[name.removeprefix(TAGS)] = commit
    from packaging.version import Version

    return dict(sorted(found.items(), key=lambda item: Version(item[0])))


def extract(bundle: Path, version: str, folder: Path) -> None:
    """Put the files of a released version into a folder."""
    commit = released(bundle).get(version)
    if commit is None:
        raise UsageError(f"version {version} was not released", f"there are {listed(bundle)}")
    folder.mkdir(parents=True)
    with TemporaryDirectory() as name:
        bare = Path(name)
        for part in ("objects", "refs"):
            (bare / part).mkdir()
        (bare / "HEAD").write_text("ref: refs/heads/main\n")
        where = {"GIT_DIR": str(bare), "GIT_INDEX_FILE": str(bare / "index")}
        where["GIT_WORK_TREE"] = str(folder)
        demand(["bundle", "unbundle", str(bundle.resolve())], cwd=bare, variables=where)
        demand(["read-tree", commit], cwd=bare, variables=where)
        options = ["-c", "core.autocrlf=false", "checkout-index", "--all"]
        demand(options, cwd=folder, variables=where)


def listed(bundle: Path) -> str:
    """All versions as a person reads them."""
    return ", ".join(released(bundle)) or "none yet"
