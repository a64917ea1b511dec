"""Releases the template: VERSION, the bundle of versions, and what the version renders to.

    .venv/bin/python scripts/release.py 0.4.0           release what lies in templates/ as 0.4.0
    .venv/bin/python scripts/release.py 0.4.0 --again   the same, instead of a 0.4.0 that was not published

CHANGELOG.md must say what 0.4.0 brings. Then run scripts/screens.py, and commit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.git import plumbing
from mlscaffold.git.calls import IDENTITY, demand
from mlscaffold.git.plumbing import Scratch
from mlscaffold.process import run
from mlscaffold.template.origins import with_releases
from mlscaffold.template.questions import read
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in

# Few answers that reach most of the template; rendered again by the tests, byte for byte.
FOOD = {"project_name": "food", "author": "Ana"}
WHOLE = {"kind": "binary"} | {
    question.key: True for question in read(built_in().folder).questions if question.type == "bool"
}
SAMPLES: dict[str, dict[str, Any]] = {
    "sample": FOOD,
    "amounts": FOOD | {"kind": "regression"},
    "whole": FOOD | WHOLE,
}
# Those that were recorded of versions up to 0.5.0.
EARLIER: dict[str, dict[str, Any]] = {
    "classification": FOOD,
    "regression": FOOD | {"task": "regression"},
    "collector": FOOD | {"collector": True},
}


def main() -> int:
    """Release, or say why not."""
    arguments = [each for each in sys.argv[1:] if not each.startswith("-")]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    template, version = built_in(), arguments[0]
    if wrong := reason_not_to(template, version, again="--again" in sys.argv):
        print(f"not released: {wrong}", file=sys.stderr)
        return 1
    (template.folder / "VERSION").write_text(f"{version}\n", encoding="utf-8")
    commit = append(template, version)
    record(template, version)
    print(
        f"released {version} as {commit[:12]}: run scripts/screens.py, then commit "
        f"{template.bundle.name}, VERSION and what the screens show"
    )
    return 0


def reason_not_to(template: Template, version: str, *, again: bool) -> str:
    """Why a version cannot be released."""
    known = with_releases(template).released
    from packaging.version import Version

    if again and known[-1:] != [version]:
        return f"only the last release can be made again: {known[-1:]}"
    if not again and known and Version(version) <= Version(known[-1]):
        return f"{known[-1]} is released already"
    if Version(version).is_prerelease:
        return "a version in development is not released"
    changes = (template.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    return "" if f"## {version}\n" in changes else f"CHANGELOG.md has no section `## {version}`"


def append(template: Template, version: str) -> str:
    """Write the bundle anew with one more tag; the commits before it stay what they are."""
    bundle = template.bundle
    with TemporaryDirectory() as name:
        history = Path(name)
        run(["git", "init", "--quiet", "--bare", "--initial-branch=main"], cwd=history)
        if bundle.exists():
            run(["git", "fetch", "--quiet", str(bundle), "refs/tags/*:refs/tags/*"], cwd=history)
        before = [tag for tag in with_releases(template).released if tag != version]
        commit = committed(template.folder, history, before[-1] if before else "", version)
        for reference in (f"refs/tags/{version}", "refs/heads/main"):
            run(["git", "update-ref", reference, commit], cwd=history)
        run(
            ["git", "bundle", "create", "--quiet", str(history / "new"), "HEAD", "main", "--tags"],
            cwd=history,
        )
        bundle.write_bytes((history / "new").read_bytes())
    return commit


def committed(folder: Path, history: Path, parent: str, version: str) -> str:
    """Commit a template's folder to the history; what git ignores here is no part of it."""
    where = {
        "GIT_DIR": str(history),
        "GIT_WORK_TREE": str(folder),
        "GIT_INDEX_FILE": str(history / "i"),
    }
    exclude = history / "info/exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("__pycache__/\n.DS_Store\n", encoding="utf-8")
    options = ["-c", "core.autocrlf=false", "-c", "core.bare=false", "-c", "core.excludesFile="]
    demand([*options, "add", "--all", "."], cwd=folder, variables=where)
    tree = demand(["write-tree"], cwd=folder, variables=where).decode().strip()
    parents = ["-p", parent] if parent else []
    command = ["commit-tree", tree, *parents, "-m", f"{folder.name} {version}"]
    return demand(command, cwd=folder, variables=where | IDENTITY).decode().strip()


def record(template: Template, version: str) -> None:
    """Note what the version renders to."""
    file = renders_file(template)
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    known[version] = renders(template)
    file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def renders_file(template: Template) -> Path:
    """Where the renders of all versions are noted."""
    return Path(__file__).parents[1] / "tests/update" / f"{template.name}.json"


def renders(template: Template) -> dict[str, str]:
    """The trees that a version renders to, one for each of the sample answers."""
    return {name: rendered_tree(template, answers) for name, answers in SAMPLES.items()}


def rendered_tree(template: Template, answers: dict[str, Any]) -> str:
    """The git tree of a rendered project: equal trees are equal bytes, names and modes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("repository", "scratch"):
            (folder / part).mkdir()
        run(["git", "init", "--quiet"], cwd=folder / "repository")
        render(template, answers, folder / "project")
        repository = plumbing.find(folder / "repository")
        assert repository is not None
        return Scratch(repository, folder / "scratch").tree_of(folder / "project")


if __name__ == "__main__":
    sys.exit(main())
