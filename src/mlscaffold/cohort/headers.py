"""Which column of a roster is what: by our names, and by those in the exports of classroom tools.

GitHub Classroom, Canvas, Moodle, Google Classroom and GitLab are known by their headers.
"""

import re
from collections.abc import Collection, Iterable, Mapping

COLUMNS = ("id", "name", "email", "handle", "remote", "section", "team")  # of our own file
WORDS = {"first": "first name", "last": "last name"}
# By what we call it: what others do, the surest first, as `plain` writes it.
HEADERS = {
    "id": "id|learner|learner id|id number|student id|student number|identifier|roster identifier"
    "|sis user id|sis login id",
    "name": "name|full name|student|student name|display name",
    "first": "first name|given name",
    "last": "last name|surname|family name",
    "email": "email|email address|e mail|mail",
    "handle": "handle|github username|gitlab username|username|user name|login|github|gitlab",
    "remote": "remote|remote url|repository|repository url|student repository url|repo|clone url",
    "section": "section|sections|group|groups|class",
    "team": "team|team name|group name",
}


def plain(header: str) -> str:
    """A header in small letters, with single blanks: `SIS_Login-ID ` → `sis login id`."""
    return " ".join(re.split(r"[\W_]+", header.lower())).strip()


def taken(headers: Iterable[str], filled: Collection[str]) -> dict[str, str]:
    """By what we call a column: its header; of several candidates the surest that is not empty."""
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    found: dict[str, str] = {}
    for name, others in HEADERS.items():
        there = [by_plain[other] for other in others.split("|") if other in by_plain]
        full = [header for header in there if header in filled]
        if there:
            found[name] = (full or there)[0]
    return found


def source_of_id(columns: Mapping[str, str], filled: Collection[str]) -> str:
    """What the id is taken from: a column of ids or, where none is filled, of handles or addresses."""
    there = [name for name in ("id", "handle", "email") if name in columns]
    return next((name for name in there if columns[name] in filled), there[0] if there else "")


def told(columns: Mapping[str, str], headers: Iterable[str], source: str) -> list[str]:
    """What was taken for what, where it is not plain, and what was not taken."""
    said = [
        f"`{header}` is taken for: {WORDS.get(name, name)}"
        for name, header in columns.items()
        if header != name
    ]
    left = [f"`{each}`" for each in headers if each.strip() and each not in columns.values()]
    derived = [f"the id is taken from `{columns[source]}`"] * (source not in ("", "id"))
    return [*derived, *said, *([f"not used: {', '.join(left)}"] if left else [])]
