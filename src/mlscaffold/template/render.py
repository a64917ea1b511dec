"""The only module that imports Copier: (template, answers) → a folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.template import questionnaire
from mlscaffold.template.plain import copy_plain, without_plain
from mlscaffold.template.questions import read
from mlscaffold.template.recorded import ANSWERS_FILE, read_text
from mlscaffold.template.templates import Template


def render(
    template: Template,
    answers: dict[str, Any],
    folder: Path,
    *,
    trusted: bool = False,
    tasks: bool = True,
) -> None:
    """Render a template into an empty folder; questions without an answer take their default.

    Only a trusted one may load code, and runs its tasks if they are wanted.
    """
    if template.is_built_in:
        render_built_in(template, answers, folder)
        return
    options: dict[str, Any] = {"unsafe": trusted, "skip_tasks": not (trusted and tasks)}
    if template.ref:
        options["vcs_ref"] = "HEAD"
    with tasks_on_stderr() if trusted else nullcontext():
        copy(str(template.folder), answers, folder, **options)
    settings = read(template.folder).settings
    record_origin(template, folder / settings.get("answers_file", ANSWERS_FILE))


def render_built_in(template: Template, answers: dict[str, Any], folder: Path) -> None:
    """Render the built-in template; its plain files are copied, which takes half the time."""
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        # In a folder of the template's own name: messages show it.
        part = Path(name) / template.name
        without_plain(template.folder, part)
        copy(str(part), answers, folder)
    record_origin(template, folder / ANSWERS_FILE)
    made = read_text((folder / ANSWERS_FILE).read_text(encoding="utf-8"), folder, ANSWERS_FILE)
    questions = questionnaire.load(template, target=folder)
    values = questions.values(made.answers)
    copy_plain(template.folder, cache(lambda name: questions.renderer(name, values)), folder)


def render_version(
    place: Path, version: str, address: str, answers: dict[str, Any], folder: Path, **options: Any
) -> None:
    """Render a version of a template in a git repository, as if it lay at its own address."""
    copy(str(place), answers, folder, vcs_ref=version, **options)
    file = folder / options.get("answers_file", ANSWERS_FILE)
    if file.exists():
        text = file.read_text(encoding="utf-8").replace(str(place), address)
        file.write_text(text, encoding="utf-8")


def copy(source: str, answers: dict[str, Any], folder: Path, **options: Any) -> None:
    """Let Copier render; a template's tasks are run only if the options say so.

    Raises UsageError with the template's own words when it does not accept an answer.
    """
    import copier
    from plumbum import ProcessExecutionError
    from yaml import YAMLError

    try:
        copier.run_copy(
            source,
            str(folder),
            data=answers,
            defaults=True,
            quiet=True,
            overwrite=True,
            settings=copier.Settings(),  # what plain Copier proposes on this machine is not ours
            **{"skip_tasks": True} | options,
        )
    except (ValueError, TypeError) as error:
        raise UsageError(*explained(str(error))) from error
    except (copier.errors.CopierError, ProcessExecutionError, YAMLError) as error:
        reason = " ".join(str(error).split())[:300]
        hint = "check git's and Copier's own settings on this machine"
        if isinstance(error, copier.errors.UnsafeTemplateError):
            hint = "it runs code of its own: read it, and if you trust it add --trust"
        raise MlscaffoldError(f"the template could not be rendered: {reason}", hint) from error


@contextmanager
def tasks_on_stderr() -> Iterator[None]:
    """Let what a template's commands print go where messages go."""
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)


def explained(reason: str) -> tuple[str, str]:
    """Copier's word on an answer as a message and a hint."""
    found = re.search(r"(?:question|choice for) '(\w+)': (.*)", reason, re.DOTALL)
    if found:
        why = " ".join(found[2].split())
        return f"`{found[1]}` is not accepted: {why}", f"--set {found[1]}=VALUE"
    return f"an answer is not accepted: {' '.join(reason.split())}", "see `mlscaffold new --help`"


def record_origin(template: Template, file: Path) -> None:
    """Write the template's name and version where Copier wrote a path of this machine."""
    if not file.is_file():  # other people's templates need not have one
        return
    text = file.read_text(encoding="utf-8")
    origin = f"_commit: {template.version}\n_src_path: mlscaffold:{template.name}"
    if not template.is_built_in:
        origin = f"_src_path: {template.address}"
    replaced = re.sub(r"^_src_path: .*$", lambda _: origin, text, flags=re.MULTILINE)
    file.write_text(replaced, encoding="utf-8")
