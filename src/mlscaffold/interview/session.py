"""One run of `mlscaffold new` up to the order: asked or not, reviewed, kept when it is left."""

import json
import shutil
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import Config, load_config, state_folder
from mlscaffold.interview.interview import Plan, check_wishes, interview
from mlscaffold.interview.presets import Preset, load_preset
from mlscaffold.interview.review import lined, overview, preview, rows
from mlscaffold.interview.sources import Wishes
from mlscaffold.project.place import absolute
from mlscaffold.screen.messages import say
from mlscaffold.screen.prompts import Asker, Back, choose, converse, yes
from mlscaffold.screen.steps import working
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template import questionnaire
from mlscaffold.template.listing import Listed, tree
from mlscaffold.template.origins import find_template
from mlscaffold.template.others import composed, pinned
from mlscaffold.template.questions import TemplateError, read
from mlscaffold.template.templates import Template
from mlscaffold.template.walk import View, Walk, settled
from mlscaffold.text import columns, size

CREATE, RUN, CHANGE, FILES, CANCEL = "create", "run", "change", "files", "cancel"
KEPT = "Your answers are kept: mlscaffold new --resume goes on."


def without_questions(wishes: Wishes, downloads: Path) -> Plan:
    """Every question takes its default, or the answer that was given."""
    template, wishes = template_for(wishes, downloads, None)
    check_wishes(wishes, template, ask=False)
    greet(template, wishes)
    with working(reading(wishes)):
        return looked_at(settled(interview(wishes, template, downloads)))


def with_questions(
    wishes: Wishes, downloads: Path, asker: Asker | None, *, resume: bool = False
) -> Plan:
    """Ask what is not answered yet, and show all of it before anything is made."""
    wishes, said, confirmed = load() if resume else (wishes, {}, [])
    template, wishes = template_for(wishes, downloads, asker)
    check_wishes(wishes, template, ask=asker is not None)
    if asker is None:
        hint = "add --defaults, or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    greet(template, wishes)
    if wishes.preset.told:
        asker.show(wishes.preset.told)
    walk = Walk(interview(wishes, template, downloads), said, confirmed)
    try:
        with working(reading(wishes)):
            walk.view()
        return reviewed(wishes, walk, asker, downloads)
    except (KeyboardInterrupt, EOFError):
        if walk.confirmed and save(wishes, walk):
            asker.show(KEPT)
        raise


def greet(template: Template, wishes: Wishes) -> None:
    """Show what a template says before it asks."""
    target = absolute(wishes.new_folder or Path())
    if message := questionnaire.load(template, target=target).message("message_before_copy"):
        say(f"\n{message}\n")


def reading(wishes: Wishes) -> str:
    """What takes long before the first question, if anything does."""
    return f"Reading {wishes.data}" if wishes.data else "One moment"


def looked_at(view: View[Plan]) -> Plan:
    """The plan at the end of a walk, with the questions on the way."""
    assert view.result is not None
    return replace(view.result, passed=view.passed)


def reviewed(wishes: Wishes, walk: Walk[Plan], asker: Asker, downloads: Path) -> Plan:
    """Ask, show, and change until it is to be made."""
    converse(walk, asker)
    action = CHANGE
    while action == CHANGE:
        plan = looked_at(walk.view())
        with working("Rendering the project, to look at"):
            shutil.rmtree(downloads / "preview", ignore_errors=True)
            made, files = preview(plan, downloads / "preview")
        asker.show(overview(plan, files, columns() - 1, size().lines))
        action = decided(plan, files, walk, asker)
    template = plan.order.template
    is_final = template.is_built_in or not read(template.folder).would_run()
    wishes_now = replace(plan.wishes, run=plan.wishes.run or action == RUN)
    order, kept = replace(plan.order, rendered=made if is_final else None), save(wishes, walk)
    return replace(plan, order=order, wishes=wishes_now, kept=kept)


def decided(plan: Plan, files: list[Listed], walk: Walk[Plan], asker: Asker) -> str:
    """What is to be done with a plan that was shown; CHANGE when it is another one by now."""
    while True:
        action: str = choose(asker, "next", "Make it?", actions(plan), CREATE)
        if action == CANCEL:
            raise KeyboardInterrupt
        if action == FILES:
            asker.show("\n".join(tree(files, columns() - 1)))
        elif action != CHANGE or changed(plan, walk, asker):
            return action


def actions(plan: Plan) -> dict[str, str]:
    """What can be done after the review."""
    order = plan.order
    can_run = order.template.installs and order.git and order.install and not plan.wishes.run
    run = {"Create, train and test it now (2 minutes or more)": RUN} if can_run else {}
    others = {"Change an answer": CHANGE, "Show all files": FILES, "Leave": CANCEL}
    return {f"Create {order.target.name}": CREATE} | run | others


def changed(plan: Plan, walk: Walk[Plan], asker: Asker) -> bool:
    """Ask for another answer; False when somebody went back, or it cannot be."""
    open_ones = [row for row in rows(plan) if row.can_change]
    lines = lined(open_ones, columns() - 8)
    choices = {line: row.key for line, row in zip(lines, open_ones, strict=True)}
    if not choices:
        asker.show("Every answer was given by a flag: run it again with other flags.")
        return False
    before = deepcopy((walk.said, walk.confirmed, walk.wanted))
    try:
        first = next(iter(choices.values()))
        walk.change(choose(asker, "change", "Which answer?", choices, first, back=True))
        converse(walk, asker, leave=True)
        return True
    except (Back, UsageError) as error:
        if isinstance(error, UsageError):
            asker.show(f"{error.message}\n{error.hint}")
        walk.said, walk.confirmed, walk.wanted = before
        return False


def template_for(wishes: Wishes, downloads: Path, asker: Asker | None) -> tuple[Template, Wishes]:
    """The template with other people's parts, once somebody agreed to what it would run here."""
    template = find_template(wishes.source, wishes.ref, downloads)
    if not template.is_built_in and (wishes.trust or agreed(template, wishes, asker)):
        template = replace(template, trusted=True)
    sources = pinned(wishes.other_parts, downloads)
    return composed(template, sources, downloads), replace(wishes, other_parts=tuple(sources))


def agreed(template: Template, wishes: Wishes, asker: Asker | None) -> bool:
    """Whether somebody trusts a template's author; False where it runs nothing, else it is refused."""
    commands = read(template.folder).would_run(tasks=not wishes.skip_tasks)
    if not commands:
        return False
    listed = "; ".join(" ".join(command.split()) for command in commands)
    message = f"`{template.address}` would run on this machine: {listed}"
    refused = TemplateError(message, "if you trust its author: --trust")
    if asker is None:
        raise refused
    asker.show(f"{template.address} would run on this machine:")
    asker.show("\n".join(f"  {command}" for command in commands))
    if not yes(asker, "trust", "Do you trust its author?", default=False):
        raise refused
    return True


def file() -> Path:
    """Where an interview that was left lies."""
    return state_folder() / "interview.json"


def save(wishes: Wishes, walk: Walk[Plan]) -> bool:
    """Keep everything but secrets, paths as they are right in any folder; False where that cannot be."""
    passed = walk.view().passed
    said = walk.said | {field.key: value for field, value in passed if field.key == "folder"}
    said |= {"data": from_anywhere(said["data"])} if "data" in said else {}
    secret = {field.key for field, _ in passed if field.kind == "secret"}
    content = {
        **asdict(replace(wishes, config=Config())),
        "data": from_anywhere(wishes.data),
        "new_folder": wishes.new_folder and wishes.new_folder.expanduser().resolve(),
        "preset": from_anywhere(wishes.preset.file),
        "said": {key: value for key, value in said.items() if key not in secret},
        "confirmed": [key for key in walk.confirmed if key not in secret],
    }
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        file().write_text(json.dumps(content, ensure_ascii=False, default=str), encoding="utf-8")
        file().chmod(0o600)
    except OSError:  # a machine without a home still makes projects
        return False
    return True


def from_anywhere(place: str | None) -> str | None:
    """The path of a table, right in any folder; addresses as they are."""
    path = Path(place).expanduser() if place else None
    return str(path.resolve()) if path and path.is_file() else place


def load() -> tuple[Wishes, dict[str, Any], list[str]]:
    """What was wished, said and confirmed. Raises UsageError when nothing that can be read was."""
    if not file().is_file():
        raise UsageError("there is no interview to go on with", "mlscaffold new starts one")
    try:
        kept = json.loads(file().read_text(encoding="utf-8"))
        said, confirmed = dict(kept.pop("said")), [*map(str, kept.pop("confirmed"))]
        preset, layout, choices = (kept.pop(key) for key in ("preset", "layout", "choices"))
        kept |= {key: kept[key] and Path(kept[key]) for key in ("new_folder", "answers_file")}
        for each in (kept, choices):  # JSON has lists only
            each.update({k: tuple(v) for k, v in each.items() if isinstance(v, list)})
        wishes = Wishes(**kept, layout=Layout(**layout), choices=Choices(**choices))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"the interview in `{file()}` cannot be read"
        raise UsageError(message, "delete it and start again: mlscaffold new") from error
    course = load_preset(preset) if preset else Preset()
    return replace(wishes, preset=course, config=load_config()), said, confirmed


def forget() -> None:
    """There is nothing to go on with any more."""
    file().unlink(missing_ok=True)
