"""Jinja as Copier sets it up for questions: its filters, its sandbox, its names."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha512
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.template.questions import Source, TemplateError
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.templates import Template
from mlscaffold.template.trust import Unusable, bare, check_trusted
from mlscaffold.text import clipped

SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
PATHS = {"posix": PurePosixPath, "windows": PureWindowsPath, "native": PurePath}


class UnsetError(MlscaffoldError):
    """A default says by `UNSET` that there is none."""


def way_out(error: BaseException | None) -> str:
    """How to get what an extension needs: a module's package is mostly called like it, not always."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or "." in error.name:
        return "install what it needs beside mlscaffold, or ask its author"
    package = error.name.replace("_", "-")
    commands = f"uvx --with {package} mlscaffold … or pip install {package}"
    return f"that is probably the package `{package}`; if the template's README says so: {commands}"


@contextmanager
def compiled_once() -> Iterator[None]:
    """Compile a text once for all renders: Copier makes an environment for each, half of its time."""
    from jinja2 import Environment

    original, known = Environment.compile, {}

    def compiled(self: Any, source: Any, *names: Any, **more: Any) -> Any:
        # Jinja has one lexer for all environments of the same signs.
        key = (self.lexer, *self.extensions, source, names, *more.items())
        if not isinstance(source, str):
            return original(self, source, *names, **more)
        if key not in known:
            known[key] = original(self, source, *names, **more)
        return known[key]

    Environment.compile = compiled  # type: ignore[method-assign]
    try:
        yield
    finally:
        Environment.compile = original  # type: ignore[method-assign]


class Renderer:
    """Renders the texts of one template's questions; each is compiled once."""

    def __init__(self, source: Source, template: Template, target: Path) -> None:
        """`target` is the project's folder; only a template that is trusted loads its code."""
        self.source, self.folder, self.target = source, template.folder, target
        self.trusted = template.trusted
        self.compiled: dict[str, Any] = {}

    def __call__(self, text: Any, values: Mapping[str, Any]) -> Any:
        """`text` with its Jinja rendered; what is no text stays as it is. Raises TemplateError."""
        if isinstance(text, list):
            return [self(item, values) for item in text]
        own_signs = "envops" in self.source.settings
        if not isinstance(text, str) or not (own_signs or {"{", "\r"} & set(text)):
            return text  # as Jinja would leave it; to compile it takes a millisecond
        try:
            if text not in self.compiled:
                self.compiled[text] = self.environment.from_string(text)
            return self.compiled[text].render(values)
        except MlscaffoldError:
            raise
        except Exception as error:
            is_jinja = type(error).__module__.startswith("jinja2")
            reason = str(error) if is_jinja else f"{type(error).__name__}: {error}"
            shown = clipped(" ".join(text.split()), 60)
            raise TemplateError(f"`{shown}` in the template: {reason}") from error

    @cached_property
    def environment(self) -> Any:
        """The sandbox, with the template's own settings and extensions."""
        import jinja2
        from jinja2.sandbox import SandboxedEnvironment

        check_trusted(self.source, trusted=self.trusted)

        class Sandbox(SandboxedEnvironment):
            """Keeps modules away that hang on paths, as Copier does."""

            def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
                safe = super().is_safe_attribute(obj, attr, value)
                return safe and not (isinstance(obj, PurePath) and attr == "parser")

        settings = {"keep_trailing_newline": True} | dict(self.source.settings.get("envops", {}))
        if name := settings.get("undefined"):
            settings["undefined"] = getattr(jinja2, str(name).removeprefix("jinja2."), name)
        extensions = ["jinja2_ansible_filters.AnsibleCoreFiltersExtension", *self.source.extensions]
        loader = jinja2.FileSystemLoader(self.folder.resolve())
        try:
            with bare(trusted=self.trusted):
                made = Sandbox(loader=loader, extensions=extensions, **settings)
        except Exception as error:
            message = f"Jinja cannot be set up as the template wants: {error}"
            raise Unusable(message, way_out(error)) from error
        made.globals["pathjoin"] = lambda *path, mode="posix": str(PATHS[mode](*path))
        return made

    def system(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The names that Copier gives to every text."""
        conf = {
            "src_path": PurePath(self.folder),
            "dst_path": PurePath(self.target),
            "answers_file": PurePath(self.source.settings.get("answers_file", ANSWERS_FILE)),
            "data": answers,
            "sep": os.sep,
            "os": SYSTEMS.get(sys.platform),
        }
        return {
            "_copier_conf": conf,
            "_folder_name": self.target.name,
            "_copier_python": sys.executable,
            "_copier_phase": "prompt",
            "_external_data": {key: {} for key in self.source.settings.get("external_data", {})},
            # Two for templates of older days.
            "now": lambda: datetime.now(tz=UTC),
            "make_secret": lambda: sha512(os.urandom(48)).hexdigest(),
        }

    def unset(self) -> Any:
        """What `UNSET` is in a default: using it says that there is no default."""
        from jinja2 import StrictUndefined

        return StrictUndefined("UNSET", exc=UnsetError)  # type: ignore[arg-type]
