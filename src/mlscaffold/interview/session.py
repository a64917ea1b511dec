"""One run of `mlscaffold new` up to the order: asked or not, reviewed, kept when it is left."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview import keep
from mlscaffold.interview.interview import Plan, Wishes, check_wishes, interview
from mlscaffold.interview.review import Passed, check_preset, overview, preview, rows
from mlscaffold.screen.prompts import Asker, choose, converse, somebody_is_there, yes
from mlscaffold.template.listing import Listed
from mlscaffold.template.origins import find_template
from mlscaffold.template.others import composed, pinned
from mlscaffold.template.questions import MISSING, TemplateError, read
from mlscaffold.template.templates import Template
from mlscaffold.template.walk import Walk, settle
from mlscaffold.text import columns

CREATE, CHANGE, CANCEL = "create", "change", "cancel"


@dataclass(frozen=True)
class Reviewed:
    """A plan, the answers it was made from, and its files once they were rendered."""

    plan: Plan
    passed: Passed
    files: list[Listed] | None = None


def without_questions(wishes: Wishes, place: Any, downloads: Path) -> Reviewed:
    """Every question takes its default, or the answer that was given."""
    template, wishes = with_parts(
        trusted_template(wishes, place, downloads, None), wishes, downloads
    )
    check_wishes(wishes, template, ask=False)
    walk = Walk(interview(wishes, template, downloads))
    plan = settle(walk.path())
    check_preset(plan)
    walk.confirmed = every_key(walk)
    return Reviewed(plan, walk.view().passed)


def every_key(walk: Walk[Plan]) -> list[str]:
    """The keys of a path on which every question takes its default."""
    keys: list[str] = []
    path = walk.path()
    try:
        here = next(path)
        while here.default is not MISSING:
            keys.append(here.key)
            here = path.send(here.default)
    except StopIteration:
        pass
    return keys


def with_questions(
    wishes: Wishes, place: Any, downloads: Path, asker: Asker, kept: keep.Kept | None
) -> Reviewed:
    """Ask what is not answered yet, and show all of it before anything is made."""
    if kept:
        wishes = kept.wishes
        place = kept.place
    template = trusted_template(wishes, place, downloads, asker)
    template, wishes = with_parts(template, wishes, downloads)
    wishes = replace(wishes, trusted=wishes.trusted or runs(template))
    check_wishes(wishes, template, ask=True)
    if wishes.preset and wishes.preset.title:
        asker.show(wishes.preset.title)
    walk = Walk(interview(wishes, template, downloads))
    if kept:
        walk.said, walk.confirmed = dict(kept.said), list(kept.confirmed)
    with kept_on_the_way_out(wishes, place, walk, asker):
        return reviewed(walk, asker, downloads)


def runs(template: Template) -> bool:
    """Whether a template runs anything on this machine."""
    return not template.is_built_in and bool(read(template.folder).would_run())


def reviewed(walk: Walk[Plan], asker: Asker, downloads: Path) -> Reviewed:
    """Ask, show, and change until it is to be made."""
    while True:
        plan = converse(walk, asker)
        check_preset(plan)
        passed = walk.view().passed
        shutil.rmtree(downloads / "preview", ignore_errors=True)
        made, files = preview(plan, downloads / "preview")
        asker.show(overview(plan, passed, files, columns() - 1))
        action = choose(asker, "next", "Make it?", actions(plan), CREATE)
        if action == CREATE:
            rendered = None if runs(plan.order.template) else made
            return Reviewed(
                replace(plan, order=replace(plan.order, rendered=rendered)), passed, files
            )
        if action == CANCEL:
            raise KeyboardInterrupt
        walk.change(changed(plan, passed, asker))


def actions(plan: Plan) -> dict[str, str]:
    """What can be done after the review."""
    return {f"Create {plan.order.target.name}": CREATE, "Change an answer": CHANGE, "Leave": CANCEL}


def changed(plan: Plan, passed: Passed, asker: Asker) -> str:
    """The key of the answer to change."""
    choices = {f"{row.key}: {row.shown}": row.key for row in rows(plan, passed) if row.can_change}
    if not choices:
        raise UsageError("every answer was given by a flag", "run it again with other flags")
    return str(choose(asker, "change", "Which answer?", choices, next(iter(choices.values()))))


@contextmanager
def kept_on_the_way_out(
    wishes: Wishes, place: Any, walk: Walk[Plan], asker: Asker
) -> Iterator[None]:
    """Offer to keep the answers when somebody leaves; keep them when the terminal is gone."""
    try:
        yield
    except KeyboardInterrupt:
        if walk.confirmed and wanted(
            lambda: yes(asker, "keep", "Keep what you answered?", default=True)
        ):
            keep.save(wishes, place, walk)
            asker.show("Kept: mlscaffold new --resume goes on.")
        raise
    except EOFError:
        keep.save(wishes, place, walk)
        raise
    else:
        keep.forget()


def wanted(ask: Callable[[], bool]) -> bool:
    """The answer; leaving once more is a no."""
    try:
        return ask()
    except (KeyboardInterrupt, EOFError):
        return False


def trusted_template(wishes: Wishes, place: Any, downloads: Path, asker: Asker | None) -> Template:
    """The template, after somebody has agreed to what it would run on this machine."""
    name, ref = place
    if wishes.preset and wishes.preset.template and not name:
        name, ref = wishes.preset.source, ref or wishes.preset.version or None
    template = find_template(name, ref, downloads)
    if wishes.trusted:
        return replace(template, trusted=not template.is_built_in)
    commands = read(template.folder).would_run(tasks=not wishes.skip_tasks)
    if template.is_built_in or not commands:
        return template
    listed = "; ".join(" ".join(command.split()) for command in commands)
    refused = TemplateError(f"`{template.address}` would run on this machine: {listed}", "")
    refused.exit_code, refused.hint = 2, "if you trust its author: --trust"
    if asker is None:
        raise refused
    asker.show(f"{template.address} would run on this machine:")
    asker.show("\n".join(f"  {command}" for command in commands))
    if not yes(asker, "trust", "Do you trust its author?", default=False):
        raise refused
    return replace(template, trusted=True)


def with_parts(template: Template, wishes: Wishes, downloads: Path) -> tuple[Template, Wishes]:
    """The template with other people's parts, and where those come from as it is recorded."""
    sources = pinned(wishes.other_parts, downloads)
    return composed(template, sources, downloads), replace(wishes, other_parts=sources)


def check_somebody(wishes: Wishes) -> None:
    """Refuse to wait for answers where nobody can give them; name the flags instead."""
    if somebody_is_there():
        return
    missing = [] if wishes.target else ["DIR"]
    missing += ["--target COLUMN"] if wishes.data and not wishes.column else []
    needed = f"give {', '.join(missing)} and --defaults" if missing else "add --defaults"
    raise UsageError("nobody is there to answer questions", f"{needed}, or run it in a terminal")
