"""The only module that imports Copier: (template, answers) → a folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.questions import read
from mlscaffold.templates import Template

ANSWERS_FILE = ".copier-answers.yml"


def render(
    template: Template,
    answers: dict[str, Any],
    folder: Path,
    *,
    trusted: bool = False,
    tasks: bool = True,
) -> None:
    """Render a template into an empty folder; questions without an answer take their default.

    Only a trusted one may load code, and runs its tasks if they are wanted. Raises UsageError with the template's own words when it does
    not accept an answer.
    """
    import copier
    from plumbum import ProcessExecutionError
    from yaml import YAMLError

    run = partial(
        copier.run_copy,
        str(template.folder),
        str(folder),
        data=answers,
        vcs_ref="HEAD" if template.ref else None,
        defaults=True,
        quiet=True,
        overwrite=True,
        unsafe=trusted,
        skip_tasks=not (trusted and tasks),
        settings=copier.Settings(),  # what plain Copier proposes on this machine is not ours
    )
    try:
        with tasks_on_stderr() if trusted else nullcontext():
            run()
    except (ValueError, TypeError) as error:
        raise UsageError(*explained(str(error))) from error
    except (copier.errors.CopierError, ProcessExecutionError, YAMLError) as error:
        reason = " ".join(str(error).split())[:300]
        hint = "check git's and Copier's own settings on this machine"
        raise MlscaffoldError(f"the template could not be rendered: {reason}", hint) from error
    settings = {} if template.is_built_in else read(template.folder).settings
    record_origin(template, folder / settings.get("answers_file", ANSWERS_FILE))


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
