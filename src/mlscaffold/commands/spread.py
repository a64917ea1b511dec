"""What typer does not do: options kept in dataclasses, and help in groups without rich."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from typer.core import TyperCommand


class Grouped(TyperCommand):
    """A command whose `--help` lists the options under their headings, as plain text."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write one section a heading, in the order in which the headings come first."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in self.get_params(ctx):
            heading = getattr(each, "rich_help_panel", None) or "Options"
            heading = heading if each.param_type_name == "option" else "Arguments"
            if record := each.get_help_record(ctx):
                name, text = record  # typer tells the type of an argument: DIR <path>
                groups.setdefault(heading, []).append((name.partition(" <")[0], text))
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command for typer: a parameter that is a dataclass is an option for each field of it."""
    own = annotated(command)
    groups: dict[str, Any] = {
        each.name: each.annotation for each in own if is_dataclass(each.annotation)
    }
    names = {name: [each.name for each in annotated(kind)] for name, kind in groups.items()}

    def run(**given: Any) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{each: given.pop(each) for each in names[name]})
        command(**given)

    spread_out = [
        replaced.replace(kind=Parameter.KEYWORD_ONLY)
        for each in own
        for replaced in (annotated(each.annotation) if each.name in groups else [each])
    ]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {each.name: each.annotation for each in spread_out}
    run.__signature__ = Signature(spread_out)  # type: ignore[attr-defined]
    return run


def annotated(of: Callable[..., Any]) -> list[Parameter]:
    """The parameters of a command, or of a dataclass, with their types."""
    hints = get_type_hints(of, include_extras=True)
    return [each.replace(annotation=hints[name]) for name, each in signature(of).parameters.items()]
