"""What `update` and `diff` show, and the same as JSON."""

import os
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from mlscaffold.project.environment import program, typed_here
from mlscaffold.screen.messages import printable, say
from mlscaffold.text import columns, wrapped
from mlscaffold.update.merge.plan import Change
from mlscaffold.update.update import Preview

REPRODUCE = "uv run dvc repro"
WIDEST = 88  # of lines to be read
COMMIT = "git add --all && git commit"  # with what the run wrote
SIGNS = {"added": "+", "changed": "~", "renamed": ">", "removed": "-", "kept": "=", "conflict": "!"}


def tell_message(message: str) -> None:
    """Show what the template says, if it says anything."""
    if message:
        say(f"\n{message}\n")


def tell_preview(shown: Preview) -> None:
    """Show what is new, then what happens to every file."""
    width, before = min(columns() - 1, WIDEST), f"{shown.before.address} {shown.before.version}"
    is_same = shown.before.version == shown.version
    say(f"\n{shown.title} ({before})" if is_same else f"\n{before} → {shown.version}")
    if shown.changelog:
        say(f"\n{readable(shown.changelog, width)}")
    tell_changes(shown.plan.changes, width)
    for note in shown.notes:
        say("\n" + "\n".join(wrapped(f"note: {note}", width)))


def readable(markdown: str, width: int) -> str:
    """Markdown as it is read on a terminal: headings without marks, paragraphs and lists wrapped."""
    whole = re.sub(r"(?<=[^\n])\n {0,3}(?![-*#|>`\s]|\d+\.)", " ", markdown)
    lines = re.sub("^#+ +", "", whole, flags=re.MULTILINE).splitlines()
    hanging = ["  " * line.startswith(("- ", "* ")) for line in lines]
    both = zip(lines, hanging, strict=True)
    return "\n".join(textwrap.fill(line, width, subsequent_indent=more) for line, more in both)


def tell_changes(found: Sequence[Change], width: int) -> None:
    """How many files and lines, then each file; those in conflict first, with what to do."""
    counted = Counter[str](change.what for change in found)
    files = ", ".join(f"{counted[what]} {what}" for what in reversed(SIGNS) if counted[what])
    lines = (sum(change.added for change in found), sum(change.removed for change in found))
    say(f"\n{len(found)} file{'s' * (len(found) != 1)}: {files}; {signed(*lines)} lines\n")
    names = [f"{each.was} → {each.path}" if each.was else each.path for each in found]
    widest = min(max(map(len, names), default=0), width - 24)
    for change, name, after in zip(found, names, [*found[1:], None], strict=True):
        more = signed(change.added, change.removed) if change.added or change.removed else ""
        say(f"  {SIGNS[change.what]} {change.what:8} {name:{widest}}  {more}".rstrip())
        for advice in wrapped(change.advice, width - 6):
            say(f"      {advice}")
        if change.what == "conflict" and after and after.what != "conflict":
            say("")


def signed(added: int, removed: int) -> str:
    """Lines that come and go."""
    return f"+{added} −{removed}"


def tell_applied(shown: Preview) -> None:
    """Say what is left to do after an update is in place."""
    command = f"{program()} {shown.wish.command}"
    tell_message(shown.answering.message)
    if shown.plan.conflicts:
        say(f"\n{len(shown.plan.conflicts)} to resolve, as listed above. Then:")
        say(f"  {command} --continue\n  git commit\nTo undo all of it: {command} --abort")
        return
    steps, commit = ["uv sync", "uv run pytest"], "git commit"
    if shown.wish.shows:
        steps, commit = ["uv sync", REPRODUCE, *shown.wish.shows], COMMIT
    elif "uv.lock" not in shown.plan.merged.entries:
        steps = []
    title = f"{shown.title}:" if shown.wish.shows else "The update is"
    say(f"\n{title} staged. Look at it (git diff --staged), try it, then commit:")
    say("\n".join(f"  {each}" for each in (*typed_here(*steps), commit)))
    say(f"To undo it: {command} --abort")


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
    """A diff as text to print; what is no UTF-8 in it is escaped, and what steers a terminal on one."""
    text = os.fsdecode(diff).encode("utf-8", "backslashreplace").decode("utf-8")
    return printable(text) if sys.stdout.isatty() else text
