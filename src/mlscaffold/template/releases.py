"""Released versions of the built-in template: one git bundle in the package, a tag for each."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import demand
from mlscaffold.template.templates import Template
from mlscaffold.template.versions import in_order

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
    return {version: found[version] for version in in_order(found)}


def extract(bundle: Path, version: str, folder: Path) -> None:
    """Put the files of a released version into a folder."""
    commit = released(bundle).get(version)
    if commit is None:
        raise UsageError(
            f"version {version} was not released", f"there are {', '.join(released(bundle))}"
        )
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
