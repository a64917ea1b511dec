"""The only module that imports Copier: (template, answers) → a folder."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.git.calls import QUIETLY
from mlscaffold.template import fences
from mlscaffold.template.jinja import way_out
from mlscaffold.template.questions import read
from mlscaffold.template.recorded import ANSWERS_FILE, stamped
from mlscaffold.template.templates import Template
from mlscaffold.template.trust import TRUST, bare, check_rendered


def render(
    template: Template,
    answers: dict[str, Any],
    folder: Path,
    *,
    answers_file: str | None = None,
    checked: bool = True,
    shaped: bool = True,
) -> None:
    """Render a template into an empty folder; questions without an answer take their default.

    Nothing of it is run but what a trusted one loads to render. What is only compared is not `checked`.
    Not `shaped`, all exercises have their fences and their solutions, whatever the answers say.
    """
    file = answers_file or read(template.folder).settings.get("answers_file", ANSWERS_FILE)
    options = {"answers_file": answers_file} if answers_file else {}
    if template.ref and not template.is_built_in:
        options["vcs_ref"] = "HEAD~0"  # never what lies about uncommitted
    copy(template, template.folder, answers, folder, **options)
    record_origin(template, folder, folder / file)
    if shaped and read(template.folder).settings.get("exercises"):
        fences.shape(folder, file)
    if checked:
        check_rendered(folder)


def run_tasks(template: Template, answers: dict[str, Any], folder: Path) -> None:
    """Run a trusted template's commands in a project that is rendered.

    They run as their author meant them: with this machine's git settings, which rendering does without.
    """
    with TemporaryDirectory(prefix="mlscaffold-") as name, stdout_on_stderr():
        plain, without = Path(name) / template.name, shutil.ignore_patterns(".git")
        shutil.copytree(template.folder, plain, symlinks=True, ignore=without)
        options = {"exclude": ["*"], "skip_tasks": False, "unsafe": True}
        copy(template, plain, answers, folder, **options)


def copy(
    template: Template, source: Path, answers: dict[str, Any], folder: Path, **options: Any
) -> None:
    """Let Copier render; a template's tasks are run only if the options say so.

    Raises UsageError with the template's own words when it does not accept an answer.
    """
    import copier
    from plumbum import local

    options = {"skip_tasks": True, "unsafe": template.trusted} | options
    options |= {"defaults": True, "quiet": True, "overwrite": True}
    # What plain Copier proposes on this machine, and what git does on it, is not ours.
    variables = QUIETLY if options["skip_tasks"] else {}
    if template.is_built_in:  # no repository: Copier would ask git about each file that it writes
        variables = {"PATH": ""}
    try:
        with bare(trusted=template.trusted), local.env(**variables):
            places = (str(source), str(folder))
            copier.run_copy(*places, data=answers, settings=copier.Settings(), **options)
    except (MlscaffoldError, OSError):
        raise
    except Exception as error:
        raise failure(template, error) from error


def failure(template: Template, error: Exception) -> MlscaffoldError:
    """Whose fault it is that a template could not be rendered: an answer's, or its own."""
    said = str(getattr(error, "stderr", "") or error) or type(error).__name__
    reason = " ".join(said.split())[:300]
    if found := re.search(r"(?:question|choice for) '(\w+)': (.*)", reason):
        return UsageError(f"`{found[1]}` is not accepted: {found[2]}", f"--set {found[1]}=VALUE")
    if found := re.search(r'Question "(\w+)" is required', reason):
        message = f"`{found[1]}` has no answer, and no default"
        return UsageError(message, f"--set {found[1]}=VALUE")
    hint = "that is for its author to mend"
    if type(error).__name__ == "UnsafeTemplateError":
        hint = f"it runs code of its own: {TRUST}"
    elif type(error).__name__ == "ExtensionNotFoundError":
        hint = way_out(error.__context__)
    message = f"the template `{template.origin}` could not be rendered: {reason}"
    return MlscaffoldError(message, hint)


@contextmanager
def stdout_on_stderr() -> Iterator[None]:
    """Let what a template's commands print go where messages go."""
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)


def record_origin(template: Template, folder: Path, file: Path) -> None:
    """Write the template's address and version where Copier wrote a path of this machine."""
    if file.is_file():  # other people's templates need not have one
        text = file.read_text(encoding="utf-8")
        file.write_text(stamped(text, template.origin, template.version), encoding="utf-8")
    if not template.is_built_in:
        place, address = str(template.folder).encode(), template.address.encode()
        for each in folder.rglob("*"):
            if each.is_file() and not each.is_symlink() and place in (content := each.read_bytes()):
                each.write_bytes(content.replace(place, address))
