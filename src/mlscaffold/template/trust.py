"""What templates of other people must not do, and what they may only do when they are trusted."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.template.questions import Source

NEVER = (".git",)  # git reads commands from it
READING = ("expanduser", "expandvars", "fileglob", "realpath", "relpath")  # filters
TRUST = "read it, and if you trust its author: --trust"
ASK = "do not use it, or ask its author"
KEPT = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LANG", "LC_ALL")


class Unusable(MlscaffoldError):
    """A template cannot be used here: it does what no template needs, or what nobody has agreed to."""

    exit_code = 2


def check_trusted(source: Source, *, trusted: bool) -> None:
    """Refuse to load what nobody has agreed to, before any of it is loaded."""
    if source.extensions and not trusted:
        message = f"the template would load code on this machine: {', '.join(source.extensions)}"
        raise Unusable(message, TRUST)


def refused(filter_name: str, *_: Any, **__: Any) -> Any:
    """What a filter that reads this machine does in a template that is not trusted."""
    message = f"the template reads this machine, by the filter `{filter_name}`"
    raise Unusable(message, TRUST)


@contextmanager
def bare(*, trusted: bool) -> Iterator[None]:
    """Render a template that is not trusted with an empty environment and harmless filters.

    No template's code leaves compiled files beside it: they would make its clone another version.
    """
    from jinja2_ansible_filters.core_filters import FilterModule  # type: ignore[import-untyped]

    variables, filters, quiet = dict(os.environ), FilterModule.filters, sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        if not trusted:
            reading = {name: partial(refused, name) for name in READING}
            FilterModule.filters = lambda self: filters(self) | reading
            os.environ.clear()
            os.environ.update({name: variables[name] for name in KEPT if name in variables})
        yield
    finally:
        FilterModule.filters, sys.dont_write_bytecode = filters, quiet
        os.environ.clear()
        os.environ.update(variables)


def check_links(folder: Path, what: str) -> None:
    """Refuse links that lead out of a folder: what they name is not the template's."""
    root = os.path.realpath(folder)
    for path in (path for path in folder.rglob("*") if path.is_symlink()):
        if not Path(os.path.realpath(path)).is_relative_to(root):
            inside = path.relative_to(folder)
            message = f"{what} has a link `{inside}` that leads out of it, to `{path.readlink()}`"
            raise Unusable(message, ASK)


def check_rendered(folder: Path) -> None:
    """Refuse a rendered project with files that could do harm where they lie."""
    check_links(folder, "the project")
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if any(part.lower() in NEVER for part in inside.parts):
            message = f"the template would write `{inside}`, from which git runs commands"
            raise Unusable(message, ASK)
        if not path.name.isprintable():
            raise Unusable(f"the template would write a file called {path.name!r}", ASK)
