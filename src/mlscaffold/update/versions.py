"""Which version of its template a project has, and which one it can get."""

import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import Undecided, UsageError
from mlscaffold.template import recorded
from mlscaffold.template.origins import BuiltIn, Origin, origin_of
from mlscaffold.template.others import composed
from mlscaffold.template.questions import read
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.templates import SCHEME, Template
from mlscaffold.template.trust import check_links, check_trusted
from mlscaffold.template.versions import is_older, is_same, number
from mlscaffold.update.migrations import MIGRATIONS, migrated

HEADING = re.compile(r"^(?=##+ +\[?v?(\d[^\s\]]*))", re.MULTILINE)
# The first version of a template that lays projects out anew. A merge across it was tried on an edited
# project: nearly every file that people edit was one that they had changed and the template had removed.
ANEW = {"end-to-end-project": "0.6.0.dev0"}


@dataclass(frozen=True)
class News:
    """Whether a project's template has a newer version; `beyond` is one that no update leads to."""

    address: str
    current: str
    latest: str
    beyond: str = ""

    @property
    def outdated(self) -> bool:
        """Whether an update would bring something."""
        if number(self.latest) is None:
            return not is_same(self.current, self.latest)
        return is_older(self.current, self.latest)


def check(folder: Path, answers_file: str | None = None) -> News:
    """Compare a project's version with the newest one; nothing is rendered."""
    before = recorded.read(folder, answers_file)
    origin = origin_of(before.address, folder)
    return News(before.address, before.version, newest(before, origin), beyond(before, origin))


def newest(before: Recorded, origin: Origin) -> str:
    """The version to update to; a project of a pre-release is past the last release already."""
    last = [before.version, *(each for each in origin.versions if not is_anew(before, each))][-1]
    past = is_older(last, before.version) and origin.knows(before.version)
    return before.version if past else last


def beyond(before: Recorded, origin: Origin) -> str:
    """The newest version if no update leads to it; empty when one does."""
    return next((each for each in origin.versions[-1:] if is_anew(before, each)), "")


def is_anew(before: Recorded, version: str) -> bool:
    """Whether a newer version lays the project out anew."""
    first = ANEW.get(before.address.partition(SCHEME)[2], "")
    return is_older(before.version, first) and not is_older(version, first)


def laid_out_anew(before: Recorded, version: str, last: str) -> Undecided:
    """Why a version is refused, and both ways to go on."""
    message = f"{version} lays projects out anew"
    message += ": what you wrote would not meet its place in a merge"
    is_behind = is_older(before.version, last)
    stay = f"`mlscaffold update --to {last}`" if is_behind else f"go on with {last}"
    hint = f"{stay}; or make a new project of the same answers, and carry over what you wrote:"
    return Undecided(message, f"{hint} {shlex.join(the_same_anew(before))}")


def the_same_anew(before: Recorded) -> list[str]:
    """The command that makes a new project beside the old one, of its answers."""
    here, answers = before.folder, before.answers
    beside = os.path.normpath(here / ".." / f"{here.resolve().name}-new")
    words = ["mlscaffold", "new", beside, "--answers", str(here / before.file)]
    if answers.get("data_source") == "file":
        place = answers.get("source_address") or here / "data/raw" / str(answers.get("raw_file"))
        words += ["--data", str(place), "--target", str(answers.get("target_source"))]
    query = answers.get("source_query")
    return words + (["--query", str(query)] if query else [])


def target(before: Recorded, origin: Origin, wanted: str | None) -> str:
    """The version to update to; an older one is refused."""
    last = newest(before, origin)
    version = wanted or last
    if wanted and is_anew(before, wanted) and origin.knows(wanted):
        raise laid_out_anew(before, wanted, last)
    if not is_older(version, before.version):
        return version
    if wanted:
        hint = "undo the update with git instead: git revert COMMIT"
        message = f"going back from {before.version} to {version} is no update"
        raise UsageError(f"{message}: work done since would meet the older template", hint)
    hint = "upgrade mlscaffold, which brings the template's versions with it"
    if not isinstance(origin, BuiltIn):
        hint = f"is `_src_path` in {before.file} right? `mlscaffold adopt` finds a version"
    raise UsageError(f"the project is at {before.version}, newer than {version} here", hint)


def template_of(
    origin: Origin,
    version: str,
    folder: Path,
    others: Iterable[str] = (),
    *,
    trusted: bool = False,
    checked: bool = True,
) -> Template:
    """A version of the template; of the built-in one only released versions can be had again.

    `others` are sources of other people's parts. What is only compared is not `checked`.
    """
    found = replace(origin.template(version, folder), trusted=trusted)
    if checked and not found.is_built_in:
        check_trusted(read(found.folder), trusted=trusted)
        check_links(found.folder, "the template")
    return composed(found, others, folder)


def carried_over(before: Recorded, origin: Origin, version: str) -> dict[str, Any]:
    """The recorded answers after all changes that an update goes through; of the built-in template."""
    changes = MIGRATIONS.get(before.address.partition(SCHEME)[2], {})
    passed = [each for each in origin.versions if is_between(before.version, each, version)]
    return migrated(before.answers, passed, changes)


def is_between(old: str, version: str, new: str) -> bool:
    """Whether a version comes after `old` and not after `new`."""
    return is_older(old, version) and not is_older(new, version)


def never_run(template: Template) -> list[str]:
    """What a template would run after rendering, if anything: an update merges files only."""
    settings = read(template.folder).settings
    found = [f"_{each}" for each in ("tasks", "migrations") if settings.get(each)]
    return [f"the template's {' and '.join(found)} are not run"] if found else []


def changelog(file: Path, old: str, new: str) -> str:
    """What a CHANGELOG.md says: the sections of versions after `old`, up to `new`; empty where none are written."""
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    parts = HEADING.split(text)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return "\n\n".join(text.strip() for each, text in sections if is_between(old, each, new))
