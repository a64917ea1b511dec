"""How versions of a template are ordered, wherever it comes from."""

import re
from collections.abc import Iterable
from typing import Any

BETWEEN = re.compile(r"-\d+-g([0-9a-f]+)$")  # `git describe` of a commit after a tag


def number(version: str) -> tuple[Any, bool] | None:
    """What orders versions: the number, and whether commits follow it; None without a number."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(BETWEEN.sub("", version)), bool(BETWEEN.search(version))
    except InvalidVersion:
        return None


def in_order(versions: Iterable[str]) -> list[str]:
    """Those that have a number, oldest first."""
    return sorted((each for each in versions if number(each)), key=lambda each: number(each) or ())


def final(versions: Iterable[str]) -> list[str]:
    """Those that are released, not on the way to a release, oldest first."""
    from packaging.version import Version

    return [each for each in in_order(versions) if not Version(each).is_prerelease]


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; of those without a number none does."""
    mine, others = number(version), number(other)
    return bool(mine and others and mine < others)


def committed(version: str) -> str:
    """What names a version's commit: the hash where `git describe` wrote one."""
    found = BETWEEN.search(version)
    return found[1] if found else version


def is_same(version: str, other: str) -> bool:
    """Whether two versions are one; a commit's hash may be cut short."""
    mine, others = committed(version), committed(other)
    hashes = all(re.fullmatch("[0-9a-f]{7,64}", each) for each in (mine, others))
    return mine == others or (hashes and (mine.startswith(others) or others.startswith(mine)))
