"""Which version of its template a project has, and which one it can get."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.template import recorded
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.templates import Template
from mlscaffold.update import migrations, origins
from mlscaffold.update.origins import BuiltIn, Origin


@dataclass(frozen=True)
class News:
    """Whether a project's template has a newer version."""

    address: str
    current: str
    latest: str

    @property
    def outdated(self) -> bool:
        """Whether an update would bring something."""
        return origins.is_older(self.current, self.latest) or (
            origins.number(self.latest) is None and self.current != self.latest
        )


def check(folder: Path, answers_file: str | None = None) -> News:
    """Compare a project's version with the newest one; nothing is rendered."""
    before = recorded.read(folder, answers_file)
    versions = origins.origin_of(before.address, folder).versions
    return News(before.address, before.version, versions[-1] if versions else before.version)


def target(before: Recorded, origin: Origin, wanted: str | None) -> str:
    """The version to update to; an older one is refused."""
    versions = origin.versions
    version = wanted or (versions[-1] if versions else before.version)
    if wanted is None and origins.is_older(version, before.version):
        hint = "upgrade mlscaffold, which brings the template's versions with it"
        raise UsageError(f"the project is at {before.version}, newer than {version} here", hint)
    if origins.is_older(version, before.version):
        hint = "undo the update with git instead: git revert COMMIT"
        message = f"going back from {before.version} to {version} is no update"
        raise UsageError(f"{message}: work done since would meet the older template", hint)
    if wanted and isinstance(origin, BuiltIn) and wanted not in versions:
        raise UsageError(f"there is no version {wanted}", f"there are {', '.join(versions)}")
    return version


def template_of(origin: Origin, version: str, folder: Path) -> Template:
    """A version of the template; of the built-in one only released versions can be had again."""
    if isinstance(origin, BuiltIn) and version not in origin.versions:
        hint = f"released are {', '.join(origin.versions)}; `mlscaffold adopt` finds the nearest"
        raise UsageError(f"version {version} of the template is not known here", hint)
    return origin.template(version, folder)


def passed(before: Recorded, origin: Origin, version: str) -> list[str]:
    """The versions that an update goes through, the last one included."""
    return [
        each
        for each in origin.versions
        if origins.is_older(before.version, each) and not origins.is_older(version, each)
    ]


def changes_of(origin: Origin) -> dict[str, tuple[migrations.Migration, ...]]:
    """How the answers of a template changed; known of built-in ones only."""
    name = origin.current.name if isinstance(origin, BuiltIn) else ""
    return migrations.MIGRATIONS.get(name, {})


def never_run(template: Template) -> list[str]:
    """What a template would run after rendering, if anything: an update merges files only."""
    file = template.folder / "copier.yml"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found = [key for key in ("_tasks", "_migrations") if re.search(f"^{key}:", text, re.MULTILINE)]
    return [f"the template's {' and '.join(found)} are not run"] if found else []
