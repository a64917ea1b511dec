"""What `update`, `diff` and `adopt` show, and the same as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from mlscaffold.screen.messages import say
from mlscaffold.update.adopt import Adopted
from mlscaffold.update.merge.changes import Change
from mlscaffold.update.update import Preview
from mlscaffold.update.versions import News

REPRODUCE = "uv run dvc repro"
COMMIT = "git add --all && git commit"  # with what the run wrote
SIGNS = {"added": "+", "changed": "~", "renamed": ">", "removed": "-", "kept": "=", "conflict": "!"}


def tell_news(news: News) -> None:
    """Say whether there is a newer version."""
    if news.outdated:
        say(f"{news.address} {news.current} → {news.latest}: update with `mlscaffold update`")
    else:
        where = " that an update leads to" if news.beyond else ""
        say(f"{news.address} {news.current} is the newest version{where}")
    if news.beyond:
        say(
            f"note: {news.beyond} lays projects out anew; `mlscaffold update --to {news.beyond}` says more"
        )


def tell_preview(shown: Preview) -> None:
    """Show the changelog, then what happens to every file."""
    before = shown.before
    if before.version == shown.version:
        say(f"\n{shown.title} ({before.address} {before.version})")
    else:
        say(f"\n{before.address} {before.version} → {shown.version}")
    if shown.changelog:
        say(f"\n{shown.changelog}\n")
    tell_changes(shown.plan.changes)
    for note in shown.notes:
        say(f"note: {note}")


def tell_changes(changes: Iterable[Change]) -> None:
    """One line for each file."""
    for change in changes:
        was = f"{change.was} → " if change.was else ""
        advice = f": {change.advice}" if change.advice else ""
        say(f"  {SIGNS[change.what]} {change.what:8} {was}{change.path}{advice}")


def tell_applied(shown: Preview) -> None:
    """Say what is left to do after an update is in place."""
    if shown.plan.conflicts:
        say(f"\n{len(shown.plan.conflicts)} to resolve, as listed above. Then:")
        say(f"  mlscaffold {shown.command} --continue\n  git commit")
        say(f"To undo all of it: mlscaffold {shown.command} --abort")
        return
    if shown.shows:
        say(f"\n{shown.title}: staged. Look at it (git diff --staged), try it, then commit:")
        say("\n".join(f"  {each}" for each in ("uv sync", REPRODUCE, *shown.shows, COMMIT)))
    else:
        say("\nThe update is staged. Look at it (git diff --staged), try it, then commit:")
        say("  uv sync\n  uv run pytest\n  git commit")
    say(f"To undo it: mlscaffold {shown.command} --abort")


def as_json(shown: Preview, state: str) -> dict[str, Any]:
    """The result of an update for programs."""
    return {
        "state": state,
        "template": shown.before.address,
        "from": shown.before.version,
        "to": shown.version,
        "files": [asdict(change) for change in shown.plan.changes],
        "conflicts": [change.path for change in shown.plan.conflicts],
        "new_questions": list(shown.answering.new),
        "changelog": shown.changelog,
        "message": shown.message,
        "notes": list(shown.notes),
    }


def text_of(diff: bytes) -> str:
    """A diff as text to print; what is no UTF-8 in it is escaped."""
    return os.fsdecode(diff).encode("utf-8", "backslashreplace").decode("utf-8")


def tell_adopted(found: Adopted) -> None:
    """Show the likeliest origin and how sure it is."""
    say(f"\n{found.address} {found.version}: {found.share:.0%} of the lines agree")
    for version, share in found.others:
        say(f"  version {version}: {share:.0%}")
    for key, value in found.answers.items():
        say(f"  {key}: {value}")
    if found.share < 0.5:
        say("note: that is less than half; look at the answers before you trust them")
